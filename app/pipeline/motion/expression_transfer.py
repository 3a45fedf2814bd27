"""One person's expression put onto another's face as it is at that moment, head pose left alone.

What tells a face's expression from its features is how it looks at rest. Where both rests are known the
reference's movements since its own are made by the other face from its own; where one is not, as in a
photo, the reference's face is fitted to the other one by its bones and taken as it is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.retargeting import region_gains, relative_eyes
from app.pipeline.tracking.head_pose import RIGID
from app.pipeline.tracking.ratios import EYE_CORNERS, MOUTH_CORNERS
from app.pipeline.types import Motion

FloatArray = npt.NDArray[np.float64]

_RIDGE = 0.5
"""Against bones that were seen wrongly: how firmly a fit holds on to leaving a face as it is."""

_MOUTH_REACH, _BROW_REACH = (1.15, 1.35), (1.0, 0.85)
"""Mouth and eye widths along and down from the middle of mouth and brow to where a fitted expression ends."""

_BROWS = (105, 334)
_SHUT, _OPEN = 0.35, 0.65
"""Openness against rest at which an eye has nothing to open with, and at which it has all of it."""

_MOST_GAZE = 0.2


class ExpressionTransfer:
    """From a reference's face to what another face should do.

    Args:
        own: The face to change, at rest; None where it is not known.
        reference: The reference at rest, likewise.
    """

    def __init__(self, own: FaceShape | None, reference: FaceShape | None) -> None:
        self._rests = None if own is None or reference is None else (own, reference)
        self._own = own

    def motion(self, now: FaceShape, reference: FaceShape) -> Motion:
        """What to do with the face as it is now, so that it looks as the reference does.

        Args:
            now: The face to change, as in its frame.
            reference: The reference's face.
        """
        target = self._fitted(now, reference) if self._rests is None else self._moved(now, reference)
        wanted = FaceShape.of(now.pose, target.astype(np.float32))
        gaze = np.clip((self._gaze(reference) - now.gaze).mean(axis=0), -_MOST_GAZE, _MOST_GAZE)
        return Motion(
            expression=wanted.local - now.local,
            eye_openness=self._lids(now, reference),
            lip_openness=self._lips(reference),
            gaze=np.asarray([gaze, gaze], np.float32),
        )

    def _moved(self, now: FaceShape, reference: FaceShape) -> FloatArray:
        """The face at rest, moved as the reference is since its own rest, seen from where it is now."""
        assert_rests = self._rests
        if assert_rests is None:
            raise ValueError("both faces' rests must be known")
        own, rest = assert_rests
        since = _onto(reference.local, rest.local) - rest.local
        return _onto(own.local + since * region_gains(rest, own), now.local)

    def _fitted(self, now: FaceShape, reference: FaceShape) -> FloatArray:
        """The reference's mouth and brows on the other's bones; everything else as it is."""
        change = _onto(reference.local, now.local) - now.local
        return now.local + change * expressive(now.local)

    def _lids(self, now: FaceShape, reference: FaceShape) -> tuple[float, float]:
        """An eye that is shut now stays shut: there is nothing to be seen that could be shown."""
        wanted = (
            reference.eyes
            if self._rests is None
            else relative_eyes(reference, self._rests[1], self._rests[0])
        )
        usual = now.eyes if self._own is None else self._own.eyes
        left, right = (
            seen + (aim - seen) * (1.0 if aim < seen else _ramp(seen / max(open_, 1e-6), _SHUT, _OPEN))
            for seen, aim, open_ in zip(now.eyes, wanted, usual, strict=True)
        )
        return left, right

    def _lips(self, reference: FaceShape) -> float:
        if self._rests is None:
            return reference.lips
        own, rest = self._rests
        return max(reference.lips + min(own.lips - rest.lips, 0.0), 0.0)

    def _gaze(self, reference: FaceShape) -> FloatArray:
        if self._rests is None:
            return reference.gaze.astype(np.float64)
        own, rest = self._rests
        return (own.gaze + reference.gaze - rest.gaze).astype(np.float64)


def expressive(local: npt.NDArray[np.float32]) -> FloatArray:
    """How much of a fitted expression each landmark takes on: 478 x 1, 1 at mouth and brows."""
    start, end = local[list(MOUTH_CORNERS), :2].astype(np.float64)
    share = _near(local, (start + end) / 2, np.multiply(_MOUTH_REACH, np.linalg.norm(end - start)))
    for brow, (inner, outer) in zip(_BROWS, EYE_CORNERS, strict=True):
        width = float(np.linalg.norm(local[outer, :2] - local[inner, :2]))
        share = np.maximum(share, _near(local, local[brow, :2], np.multiply(_BROW_REACH, width)))
    return share[:, None]


def _near(local: npt.NDArray[np.float32], middle: npt.NDArray[np.floating], reach: FloatArray) -> FloatArray:
    away = np.linalg.norm((local[:, :2] - middle) / reach, axis=1)
    left = np.clip((1 - away) / 0.5, 0, 1)
    eased: FloatArray = left * left * (3 - 2 * left)
    return eased


def _onto(local: npt.NDArray[np.floating], other: npt.NDArray[np.floating]) -> FloatArray:
    """A face (478 x 3) stretched and moved as a whole so that its bones lie on those of another."""
    bones = np.hstack([local[RIGID].astype(np.float64), np.ones((len(RIGID), 1))])
    weights = np.diag([_RIDGE, _RIDGE, _RIDGE, 0.0])
    change = np.linalg.solve(bones.T @ bones + weights, bones.T @ (other[RIGID] - local[RIGID]))
    moved: FloatArray = local + np.hstack([local, np.ones((len(local), 1))]) @ change
    return moved


def _ramp(value: float, start: float, end: float) -> float:
    return float(np.clip((value - start) / (end - start), 0, 1))
