"""Why the emulated machine cannot be had."""

from __future__ import annotations


class UnavailableError(Exception):
    """Something the emulated machine is made of is not here: a reason to skip, not to fail."""
