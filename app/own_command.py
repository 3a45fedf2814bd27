"""The command line that starts this program anew, from an environment or from a package."""

from __future__ import annotations

import sys


def own_command(*arguments: str) -> list[str]:
    """This program with other arguments; a packaged one is its own interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "app", *arguments]
