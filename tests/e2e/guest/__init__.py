"""Runs inside the emulated machine, as root, on the program as it is installed outside."""
