"""How much memory a process takes for something."""

from __future__ import annotations

import os
import threading
from pathlib import Path

MOST_MORE_BYTES = 500_000_000
"""What any file may cost, above what the program holds already."""

_LOOK_S = 0.002


class MemoryPeak:
    """Watches how much memory this process holds, from a thread."""

    def __init__(self) -> None:
        self._start = self._most = _resident()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, name="memory", daemon=True)

    def __enter__(self) -> MemoryPeak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    @property
    def more(self) -> int:
        """Bytes above the start, at most so far."""
        return self._most - self._start

    def _look(self) -> None:
        while not self._end.wait(_LOOK_S):
            self._most = max(self._most, _resident())


def _resident() -> int:
    return int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
