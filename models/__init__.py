"""The manifest of every model file: what, where from, how large, which hash, which licence."""
