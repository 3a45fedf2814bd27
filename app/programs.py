"""Other programs of this machine."""

from __future__ import annotations

import os
import shutil


def installed(name: str) -> str | None:
    """Where a program is, None if there is none.

    One that only the working folder offers, where Windows looks first, is none: that folder may be
    full of somebody else's downloads.
    """
    found = shutil.which(name)
    return found if found is not None and os.path.isabs(found) else None
