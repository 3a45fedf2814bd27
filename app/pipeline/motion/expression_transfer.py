"""One person's expression put onto another's face as it is at that moment, head pose left alone.

What tells a face's expression from its features is how it looks at rest: the reference's movements since
its own rest are made by the other face from its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.action_unit_fields import ActionUnitFields
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.retargeting import region_gains, relative_eyes
from app.pipeline.tracking.head_pose import RIGID
from app.pipeline.types import Motion

FloatArray = npt.NDArray[np.float64]

_RIDGE = 0.5
"""Against bones that were seen wrongly: how firmly a fit holds on to leaving a face as it is."""

_FEATURES = 1.0
"""Intensity up to which a difference between two people's faces is taken for their features."""

_LEAST_EYE = 0.12
"""Openness below which an eye is taken for shut, not for small."""

_SHUT, _OPEN = 0.35, 0.65
"""Openness against rest at which an eye has nothing to open with, and at which it has all of it."""

_LIPS_MET = (0.01, 0.04)
"""Lip openness at which lips have met, and from which it is taken as it is."""

_MOST_GAZE = 0.2


class ExpressionTransfer:
    """From a reference's face to what another face should do.

    Args:
        own: The face to change, at rest.
        reference: The reference at rest.
    """

    def __init__(self, own: FaceShape, reference: FaceShape) -> None:
        self._own, self._rest = own, reference
        self._gains = region_gains(reference, own)

    def motion(self, now: FaceShape, reference: FaceShape) -> Motion:
        """What to do with the face as it is now, so that it looks as the reference does.

        Args:
            now: The face to change, as in its frame.
            reference: The reference's face.
        """
        since = _onto(reference.local, self._rest.local) - self._rest.local
        target = _onto(self._own.local + since * self._gains, now.local)
        looking = (self._own.gaze + reference.gaze - self._rest.gaze - now.gaze).mean(axis=0)
        gaze = np.clip(looking, -_MOST_GAZE, _MOST_GAZE)
        return Motion(
            expression=(target - now.local).astype(np.float32),
            eye_openness=self._lids(now, reference),
            lip_openness=self._lips(reference),
            gaze=np.asarray([gaze, gaze], np.float32),
        )

    def _lids(self, now: FaceShape, reference: FaceShape) -> tuple[float, float]:
        """An eye that is shut now stays shut: there is nothing to be seen that could be shown."""
        wanted = relative_eyes(reference, self._rest, self._own)
        left, right = (
            seen + (aim - seen) * (1.0 if aim < seen else _ramp(seen / max(usual, 1e-6), _SHUT, _OPEN))
            for seen, aim, usual in zip(now.eyes, wanted, self._own.eyes, strict=True)
        )
        return left, right

    def _lips(self, reference: FaceShape) -> float:
        """As open as the reference's, but for what he parts them at rest; landmarks never quite meet."""
        gap = max(reference.lips + min(self._own.lips - self._rest.lips, 0.0), 0.0)
        return gap * _ramp(gap, *_LIPS_MET)


def alike(face: FaceShape, other: FaceShape) -> FaceShape:
    """A face with another's expression, as far as action units tell it and features do not explain it.

    Args:
        face: A face of which only this one view is known.
        other: Somebody else.
    """
    fields = ActionUnitFields(face)
    change = (_onto(other.local, face.local) - face.local).astype(np.float32)
    added = fields.intensities(change)
    left = change - fields.displacement(added).astype(np.float32)
    moved = _beyond_features(added) - _beyond_features(fields.intensities(-left))
    local = (face.local + fields.displacement(moved)).astype(np.float32)
    eyes = face.eyes if min(face.eyes) > _LEAST_EYE else other.eyes
    return replace(FaceShape.of(face.pose, local), eyes=eyes, lips=other.lips, gaze=other.gaze)


def _beyond_features(intensities: FloatArray) -> FloatArray:
    beyond: FloatArray = np.maximum(intensities - _FEATURES, 0)
    return beyond


def _onto(local: npt.NDArray[np.floating[Any]], other: npt.NDArray[np.floating[Any]]) -> FloatArray:
    """A face (478 x 3) stretched and moved as a whole so that its bones lie on those of another."""
    bones = np.hstack([local[RIGID].astype(np.float64), np.ones((len(RIGID), 1))])
    weights = np.diag([_RIDGE, _RIDGE, _RIDGE, 0.0])
    change = np.linalg.solve(bones.T @ bones + weights, bones.T @ (other[RIGID] - local[RIGID]))
    moved: FloatArray = local + np.hstack([local, np.ones((len(local), 1))]) @ change
    return moved


def _ramp(value: float, start: float, end: float) -> float:
    return float(np.clip((value - start) / (end - start), 0, 1))
