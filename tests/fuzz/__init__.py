"""Every parser of files and messages against inputs made to break it; see ``CONTRIBUTING.md``."""
