"""Network weights: what is wanted, whether it is here, how to get it, and how to read it safely."""
