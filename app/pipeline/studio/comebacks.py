"""When a lost output is opened again by itself."""

from __future__ import annotations

import threading
from collections.abc import Collection
from typing import Final

from app.pipeline.clock import Clock

PATIENCE_S: Final = (1.0, 30.0)
"""Wait before an output is opened again: at first, and at most; doubled each time."""

RELIABLE_AFTER_S: Final = 60.0
"""One that stayed open for so long is not to blame for its earlier faults."""


class Comebacks:
    """Remembers which outputs were lost, and how patient one has to be with each. Thread-safe.

    Files do not come back: another one of the same name is not the same recording.

    Args:
        clock: The stream's clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._due_at: dict[str, float] = {}
        self._patience_s: dict[str, float] = {}
        self._opened_at: dict[str, float] = {}

    def opened(self, output: str) -> None:
        """Notes that an output is open."""
        with self._lock:
            self._opened_at[output] = self._clock.now()
            self._due_at.pop(output, None)

    def lost(self, output: str) -> None:
        """Notes that an output was lost, or could not be opened again."""
        if not _comes_back(output):
            return
        now = self._clock.now()
        with self._lock:
            opened_at = self._opened_at.pop(output, None)
            if opened_at is not None and now - opened_at >= RELIABLE_AFTER_S:
                self._patience_s.pop(output, None)
            patience_s = self._patience_s.get(output, PATIENCE_S[0])
            self._due_at[output] = now + patience_s
            self._patience_s[output] = min(2 * patience_s, PATIENCE_S[1])

    def forget(self, but: Collection[str] = ()) -> None:
        """Gives up those that nobody wants any more, or wants opened now."""
        with self._lock:
            for known in (self._due_at, self._patience_s, self._opened_at):
                for output in known.keys() - set(but):
                    del known[output]

    def due(self) -> list[str]:
        """Those whose time has come; they are not named again before they are lost again."""
        now = self._clock.now()
        with self._lock:
            due = [output for output, at in self._due_at.items() if at <= now]
            for output in due:
                del self._due_at[output]
        return due


def _comes_back(output: str) -> bool:
    return output.partition(":")[0] == "vcam"
