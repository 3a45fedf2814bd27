"""Eyes and lips held at an openness of their own, whatever the driver does."""

from __future__ import annotations

from dataclasses import dataclass

from app.pipeline.motion.easing import EASE_S


@dataclass(frozen=True, slots=True)
class HeldOpenness:
    """How far eyes or lips are to be open.

    Attributes:
        ratio: Lid gap over eye width, or lip gap over mouth width.
        weight: 0 leaves them to the driver, 1 holds them.
    """

    ratio: float
    weight: float = 1.0

    def over(self, driven: float) -> float:
        """The openness, where the driver's motion would make it ``driven``."""
        return driven + (self.ratio - driven) * self.weight


class OpennessEaser:
    """Glides to another held openness, and from none to one; time is that of the frames.

    The first setting holds at once.
    """

    def __init__(self) -> None:
        self._wanted: float | None = None
        self._ratio = self._weight = 0.0
        self._now: float | None = None
        self._due = 0.0

    @property
    def wanted(self) -> HeldOpenness | None:
        """Where it is going."""
        return None if self._wanted is None else HeldOpenness(self._wanted)

    def aim(self, ratio: float | None) -> None:
        """Sets the openness to hold from the next frame on; None lets the driver have it back."""
        if ratio == self._wanted:
            return
        self._wanted = ratio
        if self._weight == 0 and ratio is not None:
            self._ratio = ratio
        self._due = -1.0 if self._now is None else self._now + EASE_S

    def at(self, now: float) -> HeldOpenness | None:
        """What holds in a frame, None where nothing does.

        Args:
            now: When it was taken, seconds; going back counts as standing still.
        """
        before = now if self._now is None else self._now
        self._now = max(now, before)
        left = self._due - before
        share = 1.0 if left <= 0 else min((self._now - before) / left, 1.0)
        ratio = self._ratio if self._wanted is None else self._wanted
        self._ratio += (ratio - self._ratio) * share
        self._weight += ((0.0 if self._wanted is None else 1.0) - self._weight) * share
        return None if self._weight == 0 else HeldOpenness(self._ratio, self._weight)
