"""The time without the driver: who else was there, for how long, and whether it is him again."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.pipeline.tracking.driver_identity import DECIDE_BY, STRANGER, SURE
from app.pipeline.types import Landmarks

_TURNED_S = 1.0
_SAID_AFTER_S = 0.4
_FORGOTTEN_AFTER_S = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class ComparedFace:
    """A face, and how like the driver it is.

    Attributes:
        face: 478 x 3, pixels.
        likeness: ``Likeness.whole``; None where it cannot be told.
    """

    face: Landmarks
    likeness: float | None


def likest(looks: Sequence[ComparedFace]) -> tuple[Landmarks, float] | None:
    """The face that is most like the driver, and how like; None where that cannot be told of any."""
    compared = [(look.face, look.likeness) for look in looks if look.likeness is not None]
    return max(compared, key=lambda look: look[1], default=None)


class DriverAbsence:
    """Decides which face to follow while none is followed.

    Args:
        refused: Whether somebody else took his place.
    """

    def __init__(self, refused: bool = False) -> None:
        self._said = False
        self._refused = refused
        self._recent: deque[float] = deque(maxlen=DECIDE_BY)
        self._since: float | None = None
        self._turned_since: float | None = None
        self._seen_at = 0.0

    @property
    def somebody_else(self) -> bool:
        """Whether others are there, and that for more than a moment."""
        return self._said

    def chosen(self, looks: Sequence[ComparedFace], now: float) -> Landmarks | None:
        """Takes one look around.

        Args:
            looks: All faces, largest first.
            now: Seconds, never going back.

        Returns:
            The driver's face, or one that cannot be told from his; None where there is none.
        """
        if not looks:
            self._nobody(now)
            return None
        self._since, self._seen_at = self._since if self._since is not None else now, now
        best = likest(looks)
        if best is None:
            return self._turned_away(looks, now)
        self._turned_since = None
        face, likeness = best
        if self._is_driver(likeness):
            return face
        self._refused = True
        self._said = now - self._since >= _SAID_AFTER_S
        return None

    def _is_driver(self, likeness: float) -> bool:
        """At once where nothing speaks against it; one who was refused has to convince for longer."""
        self._recent.append(likeness)
        if likeness >= SURE or not self._refused:
            return likeness >= STRANGER
        return len(self._recent) == DECIDE_BY and float(np.median(self._recent)) >= STRANGER

    def _turned_away(self, looks: Sequence[ComparedFace], now: float) -> Landmarks | None:
        """Faces from a side he was never seen from; after a while the largest is given a chance."""
        self._turned_since = now if self._turned_since is None else self._turned_since
        if self._refused or now - self._turned_since < _TURNED_S:
            return None
        return looks[0].face

    def _nobody(self, now: float) -> None:
        self._turned_since = None
        if now - self._seen_at > _FORGOTTEN_AFTER_S:
            self._said = self._refused = False
            self._since = None
            self._recent.clear()
