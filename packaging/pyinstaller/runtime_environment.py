"""Runs before the program: what the loader of the package set is for itself, not for other programs.

``LD_LIBRARY_PATH`` points into the package by now. Nobody here needs it any more, and what is started from
here (``nvidia-smi``, ``sudo``, the file manager) would load our libraries in place of the system's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from typing import Final

_VARIABLES: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def restore(environment: MutableMapping[str, str]) -> None:
    """Sets the variables as they were when the program was started."""
    for name in _VARIABLES:
        original = environment.pop(f"{name}_ORIG", None)
        if original:
            environment[name] = original
        else:
            environment.pop(name, None)


if getattr(sys, "frozen", False):
    restore(os.environ)
