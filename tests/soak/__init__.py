"""Long runs of the whole product: what leaks, slows down or falls behind only after a while."""
