"""Blinks, winks and closed eyes: one movement of the lids, told apart by how long and by which eye."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

HELD_S = 0.5
"""Lids together for longer are eyes closed (AU43), not a blink (AU45)."""

_SHUT, _BEGINS = 0.25, 0.65
"""Openness against the open eye's at which lids have met, and below which they are closing."""

_MET, _PARTED = 0.5, 0.4
"""Closures at which an eye counts as closed, and as open again."""

_WINK_S = 0.07
"""How long one eye is closed alone before it is a wink: in a blink one lid may be a frame ahead."""

_OTHER_OPEN = 0.25
"""Closure that the other eye stays below in a wink; further shut, the face squints."""

_LEAST_OPEN = 0.14
"""Openness that an open eye is never taken to be below: somebody found asleep must not seem awake."""

_LEVEL_S = (1.2, 5.0)
"""Seconds in which the open eye's level follows upwards, and downwards."""

_YOUNG_S = 1.0
"""At first the level follows in no more than this."""


class LidPhase(Enum):
    """What the lids are at."""

    OPEN = "open"
    BLINK = "blink"
    HELD = "held"
    WINK = "wink"


@dataclass(frozen=True, slots=True)
class Lids:
    """Both eyes in one frame.

    Attributes:
        phase: What it is called.
        closure: 0 (open) .. 1 (shut) of the person's right and left eye.
    """

    phase: LidPhase
    closure: tuple[float, float]

    @property
    def both(self) -> float:
        """How far both are shut."""
        return min(self.closure)


class EyelidWatch:
    """Follows one person's lids over time, causally: a blink is called so while it lasts.

    Nobody can know of closing lids whether they will stay closed. So every closing begins as a blink
    and becomes "eyes closed" once it has lasted ``HELD_S``.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Somebody else, or the same person after a while, comes next."""
        self._levels: list[float] = []
        self._started = self._last = 0.0
        self._closed = [False, False]
        self._both_since: float | None = None
        self._one_since: float | None = None

    def update(self, openness: tuple[float, float], rest: tuple[float, float], now: float) -> Lids:
        """Takes one frame.

        Args:
            openness: Lid gap over eye width of the person's right and left eye (see ``ratios``).
            rest: The same of the face at rest, where the open eye's level is looked for at first.
            now: Seconds; a time not after the last one is taken for the next frame all the same.
        """
        if not self._levels:
            self._levels = [max(eye, _LEAST_OPEN) for eye in rest]
            self._started = self._last = now
        closure = self._closures(openness)
        self._closed = [
            amount >= (_PARTED if was else _MET) for amount, was in zip(closure, self._closed, strict=True)
        ]
        self._follow(openness, now)
        self._last = max(now, self._last)
        return Lids(self._phase(closure, now), closure)

    def _closures(self, openness: tuple[float, float]) -> tuple[float, float]:
        right, left = (
            float(np.clip((_BEGINS - eye / level) / (_BEGINS - _SHUT), 0, 1))
            for eye, level in zip(openness, self._levels, strict=True)
        )
        return right, left

    def _follow(self, openness: tuple[float, float], now: float) -> None:
        """The level of an open eye: above its middle, since narrowed eyes are more common than wide ones."""
        step = max(now - self._last, 0.0)
        for side, (eye, level, closed) in enumerate(zip(openness, self._levels, self._closed, strict=True)):
            if closed:
                continue
            slow = _LEVEL_S[0 if eye > level else 1]
            if now - self._started < _YOUNG_S:
                slow = min(slow, _YOUNG_S)
            weight = 1 - float(np.exp(-step / slow))
            self._levels[side] = max(level + weight * (eye - level), _LEAST_OPEN)

    def _phase(self, closure: tuple[float, float], now: float) -> LidPhase:
        both, one = all(self._closed), any(self._closed)
        self._both_since = (self._both_since if self._both_since is not None else now) if both else None
        alone = one and not both and min(closure) < _OTHER_OPEN
        self._one_since = (self._one_since if self._one_since is not None else now) if alone else None
        if self._both_since is not None:
            return LidPhase.HELD if now - self._both_since >= HELD_S else LidPhase.BLINK
        if self._one_since is not None and now - self._one_since >= _WINK_S:
            return LidPhase.WINK
        return LidPhase.OPEN
