"""Keeps the libraries' thread pools from burning processor time that the loop needs."""

from __future__ import annotations

import os


def limit_thread_pools() -> None:
    """Gives OpenBLAS one thread; must run before numpy is imported. A value set outside is kept.

    Its idle worker spins in ``sched_yield`` between the small products of each frame: half of all
    processor time of a live run on two cores, for products that one thread does as fast.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
