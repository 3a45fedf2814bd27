"""Who the driver is: a small gallery of how he has looked while nobody else could be meant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.face_signature import FaceSignature

SURE = 0.7
"""Whole likeness from which a face is certainly the driver's."""

STRANGER = 0.57
"""Whole likeness below which a face that comes is somebody else's."""

DECIDE_BY = 7
"""So many looks in a row decide, by their median."""

_ENOUGH_LOOKS = 8
_ENOUGH_S = 1.0
_MOST_LOOKS = 16
# A look is kept if it is as different as that from all that are known, in likeness or in degrees.
_NOVEL = 0.93
_NOVEL_TURN = 8.0
# Further turned than that from every known look, a face cannot be compared; degrees.
_COMPARABLE_TURN = 15.0
_PROPORTIONS = 0.2  # their weight beside the patches'
_HIDDEN = 0.3  # part of a face that a hand or a cup may hide


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a look is like the driver: at most 1, around 0 for people who have nothing in common.

    Attributes:
        whole: Over the whole face.
        visible: Over the part that fits best, should some of the rest be covered.
    """

    whole: float
    visible: float


class DriverIdentity:
    """Learns one face, and tells how like it another look is."""

    def __init__(self) -> None:
        self._looks: list[FaceSignature] = []
        self._patches: npt.NDArray[np.float32] = np.empty((0, 0, 0), np.float32)
        self._count = 0
        self._first_at = self._last_at = 0.0

    @property
    def known(self) -> bool:
        """Whether he was seen often and long enough to be told from others."""
        return self._count >= _ENOUGH_LOOKS and self._last_at - self._first_at >= _ENOUGH_S

    def learn(self, look: FaceSignature, now: float) -> None:
        """Takes a look that is certainly his.

        Args:
            look: The look.
            now: Seconds, never going back.
        """
        if self._count == 0:
            self._first_at = now
        self._count, self._last_at = self._count + 1, now
        if self._looks and not self._is_new(look):
            return
        self._looks.append(look)
        if len(self._looks) > _MOST_LOOKS:
            del self._looks[self._most_ordinary()]
        self._patches = np.stack([known.patches for known in self._looks])

    def likeness(self, look: FaceSignature) -> Likeness | None:
        """How much a look is like the driver.

        Every patch is compared with the same one of all known looks and the best counts: a smile
        and a shadow may have been seen apart.

        Returns:
            None where that cannot be told, as the head was never seen turned that way.
        """
        if not self._looks or min(_turn(known, look) for known in self._looks) > _COMPARABLE_TURN:
            return None
        patches = np.sort((self._patches * look.patches).sum(axis=2).max(axis=0))
        proportions = max(float(known.proportions @ look.proportions) for known in self._looks)
        whole, visible = (
            (float(part.mean()) + _PROPORTIONS * proportions) / (1 + _PROPORTIONS)
            for part in (patches, patches[int(_HIDDEN * len(patches)) :])
        )
        return Likeness(whole, visible)

    def _is_new(self, look: FaceSignature) -> bool:
        alike = float((self._patches * look.patches).sum(axis=2).mean(axis=1).max())
        return alike < _NOVEL or min(_turn(known, look) for known in self._looks) > _NOVEL_TURN

    def _most_ordinary(self) -> int:
        """Which look the others could stand in for best; the newest is not asked."""
        flat = np.stack([look.patches.ravel() for look in self._looks])
        alike = flat @ flat.T
        np.fill_diagonal(alike, -np.inf)
        return int(alike.max(axis=1)[:-1].argmax())


def _turn(one: FaceSignature, other: FaceSignature) -> float:
    return max(abs(one.yaw - other.yaw), abs(one.pitch - other.pitch))
