"""Time, injected: the real clock for people, a hand-driven one for tests."""

from __future__ import annotations

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Monotonic seconds and interruptible waiting."""

    def now(self) -> float:
        """Seconds since an arbitrary start; never goes back."""

    def wait(self, seconds: float, cancel: threading.Event | None = None) -> bool:
        """Waits, or until ``cancel`` is set; returns True when it was cancelled."""


class SystemClock:
    """The machine's monotonic clock."""

    def now(self) -> float:
        """Seconds of ``time.perf_counter``."""
        return time.perf_counter()

    def wait(self, seconds: float, cancel: threading.Event | None = None) -> bool:
        """Waits ``seconds`` (nothing if not positive), or until ``cancel`` is set."""
        if seconds <= 0:
            return cancel is not None and cancel.is_set()
        if cancel is not None:
            return cancel.wait(seconds)
        time.sleep(seconds)
        return False


class ManualClock:
    """A clock that only moves when told to; waiting moves it.

    Lets a single-threaded test run through minutes of pacing in no time.
    """

    def __init__(self, start: float = 0.0) -> None:
        self._now = start

    def now(self) -> float:
        """The time it was last moved to."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Moves time forward."""
        self._now += seconds

    def wait(self, seconds: float, cancel: threading.Event | None = None) -> bool:
        """Moves time forward by ``seconds`` unless ``cancel`` is set already."""
        if cancel is not None and cancel.is_set():
            return True
        self._now += max(seconds, 0.0)
        return False
