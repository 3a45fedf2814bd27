"""When a lost output is opened again by itself."""

from __future__ import annotations

import threading
from collections.abc import Collection
from typing import Final

from app.pipeline.clock import Clock
from app.pipeline.patience import Patience, patience_with_an_output

_COMING_BACK: Final = ("vcam", "pipewire")


class Comebacks:
    """Remembers which outputs were lost, and how patient one has to be with each. Thread-safe.

    Files do not come back: another one of the same name is not the same recording.

    Args:
        clock: The stream's clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._patience: dict[str, Patience] = {}

    def opened(self, output: str) -> None:
        """Notes that an output is open."""
        if _comes_back(output):
            with self._lock:
                self._patience_with(output).found(self._clock.now())

    def lost(self, output: str) -> None:
        """Notes that an output was lost, or could not be opened again."""
        if _comes_back(output):
            with self._lock:
                self._patience_with(output).lost(self._clock.now())

    def forget(self, but: Collection[str] = ()) -> None:
        """Gives up those that nobody wants any more, or wants opened now."""
        with self._lock:
            for output in self._patience.keys() - set(but):
                del self._patience[output]

    def due(self) -> list[str]:
        """Those whose time has come; they are not named again before they are lost again."""
        now = self._clock.now()
        with self._lock:
            return [output for output, patience in self._patience.items() if patience.take_due(now)]

    def _patience_with(self, output: str) -> Patience:
        return self._patience.setdefault(output, patience_with_an_output())


def _comes_back(output: str) -> bool:
    return output.partition(":")[0] in _COMING_BACK
