"""Files the program ships: portraits with their rights."""
