"""How fast a download is."""

from __future__ import annotations

from collections import deque

_WINDOW_S = 5.0


class TransferRate:
    """Bytes per second over the last five seconds."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()

    def note(self, now: float, done_bytes: int) -> None:
        """Notes how far the download is; fewer bytes than before begin anew.

        Args:
            now: Seconds, on any clock that only goes forward.
            done_bytes: Fetched so far.
        """
        if self._marks and done_bytes < self._marks[-1][1]:
            self._marks.clear()
        self._marks.append((now, done_bytes))
        while len(self._marks) > 2 and now - self._marks[0][0] > _WINDOW_S:
            self._marks.popleft()

    @property
    def bytes_per_s(self) -> float:
        """0 while it cannot be told."""
        if len(self._marks) < 2:
            return 0.0
        (began, before), (ended, after) = self._marks[0], self._marks[-1]
        return (after - before) / (ended - began) if ended > began else 0.0

    def seconds_left(self, total_bytes: int) -> float | None:
        """None while it cannot be told.

        Args:
            total_bytes: Of the whole download.
        """
        rate = self.bytes_per_s
        return (total_bytes - self._marks[-1][1]) / rate if rate > 0 else None
