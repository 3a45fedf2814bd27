"""A steady cut-out around the face of a driver, who moves and talks."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.face_crop import FaceCrop, face_size
from app.pipeline.tracking.head_pose import RIGID
from app.pipeline.types import Landmarks

FloatArray: TypeAlias = npt.NDArray[np.float64]

_OUTER_EYE_CORNERS = (33, 263)
# LivePortrait's driving crop (2.2 times the face from jaw to brows, raised by a tenth of it) told
# in face sizes and from the mean of the rigid landmarks: medians over faces with closed mouths.
_SIDE = 4.9
_BELOW_RIGID = 0.24
# Share of the crop that must stay inside: the face, and room for hair and a dropped chin.
_FACE_SHARE = 0.55

# Distances from the ideal crop: over its side, and in the logarithm of the side.
_START_AT = 0.08
_STOP_AT = 0.01
_STOP_SPEED = 0.02
# 1 / s; a still face is reached in about half a second.
_STIFFNESS = 8.0


class DrivingCrop:
    """Follows a face with a square that is never turned and moves as seldom as it can.

    It stands still while the face stays well inside, then glides to the face (critically damped,
    so without overshoot) and stands still again. Only a face outside of it, a new one or one that
    leapt, is met at once. Not thread-safe.
    """

    def __init__(self) -> None:
        self._crop: FaceCrop | None = None
        self._speed = np.zeros(3)
        self._gliding = False
        self._time = 0.0

    def follow(self, landmarks: Landmarks, now_s: float) -> FaceCrop:
        """The crop for the face of one frame.

        Args:
            landmarks: 478 x 3, pixels of the frame.
            now_s: Seconds; a time that goes back counts as no time passed.
        """
        ideal = driving_square(landmarks)
        step = max(now_s - self._time, 0.0)
        self._time = now_s
        crop = ideal if self._crop is None else self._glided(self._crop, ideal, step)
        if not shows_face(crop, ideal):
            self._rest()
            crop = ideal
        self._crop = crop
        return crop

    def reset(self) -> None:
        """Meets the next face at once."""
        self._crop = None
        self._rest()

    def _rest(self) -> None:
        self._speed = np.zeros(3)
        self._gliding = False

    def _glided(self, crop: FaceCrop, ideal: FaceCrop, step: float) -> FaceCrop:
        away = _distance(crop, ideal)
        far = float(np.abs(away).max())
        if self._gliding and far < _STOP_AT and float(np.abs(self._speed).max()) < _STOP_SPEED:
            self._rest()
        self._gliding = self._gliding or far > _START_AT
        if not self._gliding:
            return crop
        away, self._speed = _damped(away, self._speed, step)
        return _beside(ideal, away)


def driving_square(landmarks: Landmarks) -> FaceCrop:
    """The ideal crop of one face: level in the frame, unmoved by the expression.

    Args:
        landmarks: 478 x 3, pixels.
    """
    points = landmarks[:, :2].astype(np.float64)
    along = points[_OUTER_EYE_CORNERS[1]] - points[_OUTER_EYE_CORNERS[0]]
    down = np.array([-along[1], along[0]]) / max(float(np.linalg.norm(along)), 1e-6)
    size = max(face_size(landmarks), 1e-3)
    x, y = points[RIGID].mean(axis=0) + _BELOW_RIGID * size * down
    return FaceCrop((float(x), float(y)), _SIDE * size)


def shows_face(crop: FaceCrop, ideal: FaceCrop) -> bool:
    """Whether ``crop`` holds the whole face that ``ideal`` is drawn around."""
    shift = max(abs(a - b) for a, b in zip(crop.centre, ideal.centre, strict=True))
    return shift + _FACE_SHARE * ideal.side / 2 <= crop.side / 2


def _distance(crop: FaceCrop, ideal: FaceCrop) -> FloatArray:
    """Shift over the ideal's side (x, y), and the logarithm of the zoom."""
    shift = (np.asarray(crop.centre) - ideal.centre) / ideal.side
    return np.array([*shift, math.log(crop.side / ideal.side)])


def _beside(ideal: FaceCrop, away: FloatArray) -> FaceCrop:
    """The inverse of ``_distance``."""
    x, y = np.asarray(ideal.centre) + away[:2] * ideal.side
    return FaceCrop((float(x), float(y)), ideal.side * math.exp(away[2]))


def _damped(away: FloatArray, speed: FloatArray, step: float) -> tuple[FloatArray, FloatArray]:
    """Where a critically damped spring is after ``step`` seconds, and how fast."""
    pull = speed + _STIFFNESS * away
    fade = math.exp(-_STIFFNESS * step)
    return (away + pull * step) * fade, (speed - _STIFFNESS * pull * step) * fade
