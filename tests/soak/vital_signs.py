"""What a process holds: memory, threads, open files, child processes."""

from __future__ import annotations

import gc
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np
import psutil

_MB = 1e6


@dataclass(frozen=True, slots=True)
class VitalSigns:
    """One look at this process.

    Attributes:
        at: When, seconds on the monotonic clock.
        memory_mb: Resident, its child processes included.
        threads: Python's own and those of libraries.
        files: Open files, sockets and pipes.
        children: Child processes, and theirs.
    """

    at: float
    memory_mb: float
    threads: int
    files: int
    children: int


def vital_signs() -> VitalSigns:
    """A look now, after garbage was collected."""
    gc.collect()
    process = psutil.Process()
    children = process.children(recursive=True)
    memory = process.memory_info().rss + sum(_memory(child) for child in children)
    return VitalSigns(monotonic(), memory / _MB, process.num_threads(), process.num_fds(), len(children))


def memory_slope(looks: Sequence[VitalSigns]) -> float:
    """Growth by the least squares, MB a minute."""
    minutes = np.array([look.at for look in looks]) / 60
    return float(np.polyfit(minutes - minutes[0], [look.memory_mb for look in looks], 1)[0])


def thread_names() -> list[str]:
    """Of Python's own threads."""
    return sorted(thread.name for thread in threading.enumerate())


def _memory(child: psutil.Process) -> int:
    try:
        return int(child.memory_info().rss)
    except psutil.Error:  # it ended meanwhile
        return 0
