"""Keeps the libraries' thread pools from burning processor time that the loop needs."""

from __future__ import annotations

import os


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
