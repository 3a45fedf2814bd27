"""When an engine that hangs is to be left behind, and when it is to be tried again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.pipeline.clock import Clock

SEEN_FOR_S: Final = 1.0
"""How long it has to be seen to hang: what a suspend interrupted took hours, too, and goes on at once."""

ENDURED: Final = 3
"""Each leaves a thread behind in a driver or library; then nothing is tried again by itself."""


class HangWatch:
    """Looks now and then whether an engine hangs. Belongs to one thread.

    Args:
        clock: What time it is.
        hangs: Whether what is under way takes longer than it may.
    """

    def __init__(self, clock: Clock, hangs: Callable[[], bool]) -> None:
        self._clock = clock
        self._hangs = hangs
        self._since: float | None = None
        self._left_behind = 0

    @property
    def is_endured(self) -> bool:
        """Whether the engine may be opened again by itself."""
        return self._left_behind < ENDURED

    def forgive(self) -> None:
        """Starts over: somebody wants it tried again."""
        self._left_behind = 0

    def must_leave(self) -> bool:
        """Whether to leave the engine behind now, which is counted."""
        if self._left_behind > ENDURED or not self._is_seen_to_hang():
            return False
        self._since = None
        self._left_behind += 1
        return True

    def _is_seen_to_hang(self) -> bool:
        now = self._clock.now()
        if not self._hangs():
            self._since = None
        elif self._since is None:
            self._since = now
        return self._since is not None and now - self._since >= SEEN_FOR_S
