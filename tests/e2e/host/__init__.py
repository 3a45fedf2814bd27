"""Makes the emulated machine and boots it; needs Debian's packages, and nothing of the program."""
