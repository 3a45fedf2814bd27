"""A clock that tests move while threads really wait for it."""

from __future__ import annotations

import threading

_LOOK_S = 0.002


class SteppedClock:
    """Stands still until it is moved; whoever waits is held until then."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._now = 100.0
        self._deadlines: list[float] = []

    def now(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        with self._moved:
            self._now += seconds
            self._moved.notify_all()

    def nobody_is_late(self) -> bool:
        """Whether everybody who waited for a time that has come has noticed."""
        with self._moved:
            return all(until > self._now for until in self._deadlines)

    def are_waiting(self, count: int) -> bool:
        """Whether so many threads, and none else, wait for a time to come."""
        with self._moved:
            return len(self._deadlines) == count and min(self._deadlines) > self._now

    def advance_to_next(self) -> None:
        """Moves to the first moment anybody waits for."""
        with self._moved:
            self._now = min(self._deadlines)
            self._moved.notify_all()

    def wait(self, seconds: float, cancel: threading.Event | None = None) -> bool:
        with self._moved:
            until = self._now + seconds
            self._deadlines.append(until)
            try:
                while self._now < until:
                    if cancel is not None and cancel.is_set():
                        return True
                    self._moved.wait(_LOOK_S if cancel is not None else None)
            finally:
                self._deadlines.remove(until)
        return cancel is not None and cancel.is_set()
