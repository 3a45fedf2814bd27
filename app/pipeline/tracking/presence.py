"""Whether the driver's face is there, as a weight that never jumps."""

from __future__ import annotations


class FacePresence:
    """Eases the portrait to rest when the face is lost and back when it returns.

    Time is passed in; a short gap (a hand across the face) changes nothing.

    Args:
        hold_s: Seconds without an observation after which the face counts as lost.
        ease_s: Seconds from full weight to none, and back.
    """

    def __init__(self, hold_s: float = 0.5, ease_s: float = 0.5) -> None:
        self._hold_s = hold_s
        self._ease_s = ease_s
        self._last_seen: float | None = None
        self._last_update: float | None = None
        self._progress = 0.0
        self._lost_count = 0

    @property
    def lost_count(self) -> int:
        """How often a face that was there has been lost."""
        return self._lost_count

    @property
    def lost(self) -> bool:
        """No face now, or none for longer than the hold time."""
        return self._last_seen is None

    def update(self, observed: bool, now: float) -> float:
        """Tells what happened up to ``now``.

        Args:
            observed: Whether the tracker has a face at this moment.
            now: Seconds, never going back.

        Returns:
            Weight 0..1 of the driver's motion against rest (smoothstep).
        """
        before = now if self._last_update is None else self._last_update
        self._last_update = now
        if self._last_seen is not None and now - self._last_seen > self._hold_s:
            # The ease began when the hold ran out, which may lie before this update.
            before = max(before, self._last_seen + self._hold_s)
            if not observed:
                self._last_seen = None
                self._lost_count += 1
        if observed:
            first_ever = self._progress == 0.0 and self._last_seen is None
            self._last_seen = now
            before = now if first_ever else before
        step = max(now - before, 0.0) / self._ease_s
        self._progress = min(max(self._progress + (-step if self.lost else step), 0.0), 1.0)
        return self._progress**2 * (3.0 - 2.0 * self._progress)

    def reset(self) -> None:
        """Forgets the face, keeps the count."""
        self._last_seen = self._last_update = None
        self._progress = 0.0
