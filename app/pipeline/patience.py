"""How long to wait before something that was lost is tried again: longer each time."""

from __future__ import annotations

from typing import Final

CAMERA_S: Final = (0.5, 3.0)
"""Wait before a camera is opened again, by the window and by ``run``: at first, and at most."""

OUTPUT_S: Final = (1.0, 30.0)
"""The same for a virtual camera."""

OUTPUT_RELIABLE_AFTER_S: Final = 60.0
"""An output that stayed open for so long is not to blame for its earlier faults."""

_NEVER: Final = float("inf")
_AT_ONCE: Final = float("-inf")


class Patience:
    """One thing that is lost and found. Not thread-safe; time is passed in.

    Args:
        first_s: Wait after the first loss.
        most_s: Longest wait; it doubles each time until then.
        reliable_after_s: What was there for so long begins again with the first wait.
    """

    def __init__(self, first_s: float, most_s: float, *, reliable_after_s: float = 0.0) -> None:
        self._first_s, self._most_s = first_s, most_s
        self._reliable_after_s = reliable_after_s
        self._wait_s = first_s
        self._due_at = _NEVER
        self._found_at: float | None = None

    def lost(self, now: float) -> None:
        """It was lost, or could not be had once more."""
        if self._found_at is not None and now - self._found_at >= self._reliable_after_s:
            self._wait_s = self._first_s
        self._found_at = None
        self._due_at = now + self._wait_s
        self._wait_s = min(2 * self._wait_s, self._most_s)

    def found(self, now: float) -> None:
        """It is there."""
        self._found_at = now
        self._due_at = _NEVER

    def hurry(self) -> None:
        """Is due at once, and starts over."""
        self._wait_s, self._due_at, self._found_at = self._first_s, _AT_ONCE, None

    def take_due(self, now: float) -> bool:
        """Whether to try now; if so it is not due again before it was ``lost`` once more."""
        due = now >= self._due_at
        if due:
            self._due_at = _NEVER
        return due


def patience_with_a_camera() -> Patience:
    """For a source that was lost."""
    return Patience(*CAMERA_S)


def patience_with_an_output() -> Patience:
    """For a virtual camera that was lost."""
    return Patience(*OUTPUT_S, reliable_after_s=OUTPUT_RELIABLE_AFTER_S)
