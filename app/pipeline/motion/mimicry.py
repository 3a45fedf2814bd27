"""Features of a face moved by name: lips that open, corners that lift, brows that rise, on any mesh."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.keypoint_signals import KeypointSignals
from app.pipeline.motion.limits import knee
from app.pipeline.motion.mouth_axes import MouthAxes, near
from app.pipeline.tracking.ratios import EYE_CORNERS, MOUTH_CORNERS

FloatArray = npt.NDArray[np.float64]

_CHEEKS = (50, 280)
_BROWS = ((70, 63, 105, 66, 107), (300, 293, 334, 296, 336))
"""The upper edge of each brow, from the temple to the nose."""

_USUAL_MOUTH = 0.73
"""Mouth width in face sizes."""

_MOUTH_GAIN = (0.7, 1.4)
_CORNER_REACH = 0.45
_WIDENING_PER_LIFT = 0.7

# Knee and end of each feature's travel, face sizes.
_LIFT = (0.09, 0.16)
_WIDENING = (0.05, 0.10)
_SIDEWAYS = (0.08, 0.15)
_CHEEK = (0.02, 0.05)
_BROW = (0.10, 0.17)
_FROWN = (0.04, 0.07)


class Mimicry:
    """Where the landmarks of one face go when its features move.

    Args:
        rest: The face at rest.
    """

    def __init__(self, rest: FaceShape) -> None:
        local = rest.local.astype(np.float64)
        mouth = MouthAxes(local)
        self._gain = float(np.clip(mouth.width / _USUAL_MOUTH, *_MOUTH_GAIN))
        self._width = mouth.width
        self._along, self._across = mouth.along, mouth.across
        self._opening = mouth.opening()
        self._corners = [near(local, local[corner], _CORNER_REACH * mouth.width) for corner in MOUTH_CORNERS]
        self._sideways = mouth.sideways()
        self._cheeks, self._brows, self._frown = [], [], []
        for side in (0, 1):
            start, end = EYE_CORNERS[side]
            eye = float(np.linalg.norm(local[end, :2] - local[start, :2]))
            self._cheeks.append(near(local, local[_CHEEKS[side]], 0.6 * eye))
            brow = [near(local, local[point], 0.32 * eye) for point in _BROWS[side]]
            inner = near(local, local[_BROWS[side][-1]], 0.45 * eye)
            self._brows.append(np.max(brow, axis=0))
            self._frown.append(inner)

    def expression(self, signals: KeypointSignals, lips: float) -> npt.NDArray[np.float32]:
        """Displacement of the landmarks.

        Args:
            signals: What the features do; their eyes, lips and gaze are not looked at.
            lips: Change of this face's own inner-lip gap over its mouth width.

        Returns:
            478 x 3 float32 in the head's own axes, face sizes; depth is left alone.
        """
        right, down = self._mouth(signals, lips)
        moved = right[:, None] * self._along + down[:, None] * self._across
        frown = _soft(signals.frown, _FROWN)
        for side, (cheek, brow, inner) in enumerate(zip(self._cheeks, self._brows, self._frown, strict=True)):
            moved[:, 1] -= _soft(signals.cheeks[side], _CHEEK) * cheek
            moved[:, 1] += 0.5 * frown * inner - _soft(signals.brows, _BROW) * brow
            moved[:, 0] += (1 - 2 * side) * frown * inner
        return np.hstack([moved, np.zeros((len(moved), 1))]).astype(np.float32)

    def _mouth(self, signals: KeypointSignals, lips: float) -> tuple[FloatArray, FloatArray]:
        """Shift along and across the mouth, face sizes."""
        down = self._opening * lips * self._width
        right = np.zeros_like(down)
        for side, (lift, corner) in enumerate(zip(signals.lift, self._corners, strict=True)):
            lifted = self._gain * _soft(lift, _LIFT)
            widened = self._gain * _soft(signals.widening + _WIDENING_PER_LIFT * lift, _WIDENING)
            down -= lifted * corner
            right += (2 * side - 1) * widened * corner
        for shift, weights in zip(signals.sideways, self._sideways, strict=True):
            right += self._gain * _soft(shift, _SIDEWAYS) * weights
        return right, down


def _soft(value: float, travel: tuple[float, float]) -> float:
    return float(np.sign(value)) * knee(abs(value), *travel)
