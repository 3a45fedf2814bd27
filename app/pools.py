"""Keeps libraries from burning processor time and memory that the loop needs."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from typing import Final

_M_ARENA_MAX: Final = -8
_ARENAS: Final = 2


def limit_thread_pools() -> None:
    """Gives OpenBLAS one thread and lets OpenMP's sleep; before numpy and torch are imported.

    Values set outside are kept. OpenBLAS's idle worker spins in ``sched_yield`` between the small
    products of each frame: half of all processor time of a live run on two cores, for products
    that one thread does as fast. Threads of OpenMP, which torch uses, spin where they wait for
    each other: on a busy machine that triples the time of a frame of the networks, and elsewhere
    gains a twentieth.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def limit_memory_arenas() -> None:
    """Has glibc share two heaps among all threads; before there are any.

    By default each thread gets one, up to eight a core, which all keep what they once held: after
    forty starts of a stream 650 MB where two heaps come to 360, and still growing.
    """
    _ask_glibc("mallopt", _M_ARENA_MAX, _ARENAS)


def return_free_memory() -> None:
    """Gives the system back what is free, which glibc keeps; for when something large has ended."""
    _ask_glibc("malloc_trim", 0)


def _ask_glibc(function: str, *numbers: int) -> None:
    """Calls it where there is glibc; another C library on Linux has no such function."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            getattr(ctypes.CDLL(None), function)(*numbers)
