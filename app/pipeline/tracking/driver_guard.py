"""Keeps the track with the driver: who is followed, who is not, and when that has to be asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from app.pipeline.tracking.driver_absence import ComparedFace, DriverAbsence, likest
from app.pipeline.tracking.driver_identity import DECIDE_BY, STRANGER, SURE, DriverIdentity
from app.pipeline.tracking.face_signature import signature_of
from app.pipeline.types import Landmarks, RGBImage

# A face that stays where it was is the driver's until it is quite another: hands and cups hide a lot.
_QUITE_ANOTHER = 0.46
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
        self._limit = _QUITE_ANOTHER
        self._unproved_since = self._next_look_at = 0.0
        self._doubts: deque[float] = deque(maxlen=DECIDE_BY)

    def forget(self) -> None:
        """Whoever is seen next is the driver."""
        self._identity = DriverIdentity()
        self._away = DriverAbsence()
        self._prove(0.0, _QUITE_ANOTHER)

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
        return bool(self._doubts) and self._doubts[-1] < self._limit

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
            self._prove(now, _QUITE_ANOTHER)
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
            self._prove(now, STRANGER)
        return chosen

    def better(self, image: RGBImage, faces: Sequence[Landmarks], now: float) -> Landmarks | None:
        """Looks for the driver among all faces, while one is followed that is in doubt.

        Returns:
            A face that certainly is the driver; None where none is. Arguments as in ``choose``.
        """
        best = likest(self._looks(image, faces))
        if best is None or best[1] < SURE:
            return None
        self._prove(now, _QUITE_ANOTHER)
        return best[0]

    def _looks(self, image: RGBImage, faces: Sequence[Landmarks]) -> list[ComparedFace]:
        return [ComparedFace(face, self._identity.likeness(signature_of(image, face))) for face in faces]

    def _meet(self, likeness: float | None) -> None:
        """Starts over with somebody who came before the first was known."""
        if likeness is not None and likeness < STRANGER:
            self._identity = DriverIdentity()

    def _prove(self, now: float, limit: float) -> None:
        """From now on the face has to prove that it is the driver's."""
        self._proved = not self._identity.known
        self._unproved_since = self._next_look_at = now
        self._limit = limit
        self._doubts.clear()

    def _trust_in_time(self, now: float) -> None:
        """Takes a face for the driver's that nobody could tell from his for long enough."""
        if not self._proved and (not self.knows_driver or now - self._unproved_since > _PROBATION_S):
            self._proved, self._limit = True, _QUITE_ANOTHER
            self._doubts.clear()

    def _weigh(self, likeness: float, now: float) -> bool:
        """Takes one comparison into account; False once it is settled that this is not the driver."""
        if likeness >= SURE:
            self._proved, self._limit = True, _QUITE_ANOTHER
            self._doubts.clear()
        elif likeness < STRANGER and self._proved:
            self._prove(now, _QUITE_ANOTHER)
        self._doubts.append(likeness)
        return len(self._doubts) < DECIDE_BY or float(np.median(self._doubts)) >= self._limit
