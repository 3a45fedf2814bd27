"""What a file says about where its pictures come from: the mark of synthetic media, written and read."""
