"""Keeps the track with the driver: who is followed, who is not, and when that has to be asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from app.pipeline.tracking.driver_absence import ComparedFace, DriverAbsence, likest
from app.pipeline.tracking.driver_identity import DECIDE_BY, STRANGER, SURE, DriverIdentity, Likeness
from app.pipeline.tracking.face_signature import signature_of
from app.pipeline.types import Landmarks, RGBImage

# Of what is visible of a face that stays where it was; below it is quite another.
_QUITE_ANOTHER = 0.6
_LEARN_EVERY_S = (0.12, 0.4)
_PROBATION_S = 3.0


class DriverGuard:
    """Learns the driver while he is followed, and compares when the track may have changed hands.

    A face that cannot be told from the driver's is his: a refusal of the driver himself would be
    worse than following somebody who looks like him. Time is passed in. Not thread-safe.
    """

    def __init__(self) -> None:
        self._identity = DriverIdentity()
        self._away = DriverAbsence()
        self._proved = True
        self._came_back = False
        self._unproved_since = self._next_look_at = 0.0
        self._doubts: deque[float] = deque(maxlen=DECIDE_BY)

    def forget(self) -> None:
        """Whoever is seen next is the driver."""
        self._identity = DriverIdentity()
        self._away = DriverAbsence()
        self._prove(0.0)

    @property
    def knows_driver(self) -> bool:
        """Whether the driver can be told from others by now."""
        return self._identity.known

    @property
    def in_doubt(self) -> bool:
        """Whether the face that is followed has yet to prove that it is the driver's."""
        return self._identity.known and not self._proved

    @property
    def suspects(self) -> bool:
        """Whether the face that is followed looked like somebody else's just now."""
        return bool(self._doubts) and self._doubts[-1] < 0

    @property
    def sees_somebody_else(self) -> bool:
        """Whether the driver is gone and somebody else is there instead."""
        return self._away.somebody_else

    def stays(self, image: RGBImage, face: Landmarks, now: float, steady: bool) -> bool:
        """Looks at the face that is followed, now and then or whenever there is need.

        Args:
            image: H x W x 3 uint8 RGB.
            face: 478 x 3, pixels of ``image``.
            now: Seconds.
            steady: Whether nothing happened since the last frame by which one face could have taken
                the place of another.

        Returns:
            False where it is not the driver any more.
        """
        if not steady and self._proved:
            self._prove(now)
        if now < self._next_look_at:
            return True
        look = signature_of(image, face)
        likeness = self._identity.likeness(look)
        if not self._identity.known:
            self._meet(likeness)
        elif likeness is None:
            self._doubts.clear()  # seen from a side he is not known from, nothing speaks against him
        elif not self._weigh(likeness, now):
            self._away = DriverAbsence(refused=True)
            return False
        self._trust_in_time(now)
        if self._proved:
            self._identity.learn(look, now)
            self._next_look_at = now + _LEARN_EVERY_S[self.knows_driver]
        return True

    def choose(self, image: RGBImage, faces: Sequence[Landmarks], now: float) -> Landmarks | None:
        """Looks for the driver among the faces that are there, while none is followed.

        Args:
            image: H x W x 3 uint8 RGB.
            faces: 478 x 3 each, pixels of ``image``, largest first.
            now: Seconds.

        Returns:
            The face to follow; None where he is not among them.
        """
        chosen = self._away.chosen(self._looks(image, faces), now)
        if chosen is not None:
            self._away = DriverAbsence()
            self._prove(now, came_back=True)
        return chosen

    def better(self, image: RGBImage, faces: Sequence[Landmarks], now: float) -> Landmarks | None:
        """Looks for the driver among all faces, while one is followed that is in doubt.

        Returns:
            A face that certainly is the driver; None where none is. Arguments as in ``choose``.
        """
        best = likest(self._looks(image, faces))
        if best is None or best[1] < SURE:
            return None
        self._prove(now)
        return best[0]

    def _looks(self, image: RGBImage, faces: Sequence[Landmarks]) -> list[ComparedFace]:
        told = [self._identity.likeness(signature_of(image, face)) for face in faces]
        return [
            ComparedFace(face, None if likeness is None else likeness.whole)
            for face, likeness in zip(faces, told, strict=True)
        ]

    def _meet(self, likeness: Likeness | None) -> None:
        """Starts over with somebody who came before the first was known."""
        if likeness is not None and likeness.whole < STRANGER:
            self._identity = DriverIdentity()

    def _prove(self, now: float, *, came_back: bool = False) -> None:
        """From now on the face has to prove that it is the driver's; one that stayed may be covered."""
        self._proved = not self._identity.known
        self._unproved_since = self._next_look_at = now
        self._came_back = came_back
        self._doubts.clear()

    def _trust_in_time(self, now: float) -> None:
        """Takes a face for the driver's that nobody could tell from his for long enough."""
        if not self._proved and (not self.knows_driver or now - self._unproved_since > _PROBATION_S):
            self._proved, self._came_back = True, False
            self._doubts.clear()

    def _weigh(self, likeness: Likeness, now: float) -> bool:
        """Takes one comparison into account; False once it is settled that this is not the driver."""
        if likeness.whole >= SURE:
            self._proved, self._came_back = True, False
            self._doubts.clear()
        elif likeness.whole < STRANGER and self._proved:
            self._prove(now)
        margin = likeness.whole - STRANGER if self._came_back else likeness.visible - _QUITE_ANOTHER
        self._doubts.append(margin)
        return len(self._doubts) < DECIDE_BY or float(np.median(self._doubts)) >= 0
