"""Features of a face moved by name: lips that open, corners that lift, brows that rise, on any mesh."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.keypoint_signals import KeypointSignals
from app.pipeline.motion.limits import knee
from app.pipeline.tracking.ratios import EYE_CORNERS, MOUTH_CORNERS

FloatArray = npt.NDArray[np.float64]

_UPPER_RIM = np.array([78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308])
_LOWER_RIM = np.array([78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308])
_CHEEKS = (50, 280)
_BROWS = ((70, 63, 105, 66, 107), (300, 293, 334, 296, 336))
"""The upper edge of each brow, from the temple to the nose."""

_USUAL_MOUTH = 0.73
"""Mouth width in face sizes."""

_MOUTH_GAIN = (0.7, 1.4)
_LOWER_LIP_SHARE = 0.75
_JAW_SHARE = 0.85
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
        mouth = _MouthAxes(local)
        self._gain = float(np.clip(mouth.width / _USUAL_MOUTH, *_MOUTH_GAIN))
        self._width = mouth.width
        self._along, self._across = mouth.along, mouth.across
        self._opening = mouth.opening()
        self._corners = [_near(local, local[corner], _CORNER_REACH * mouth.width) for corner in MOUTH_CORNERS]
        self._sideways = mouth.sideways()
        self._cheeks, self._brows, self._frown = [], [], []
        for side in (0, 1):
            start, end = EYE_CORNERS[side]
            eye = float(np.linalg.norm(local[end, :2] - local[start, :2]))
            self._cheeks.append(_near(local, local[_CHEEKS[side]], 0.6 * eye))
            brow = [_near(local, local[point], 0.32 * eye) for point in _BROWS[side]]
            inner = _near(local, local[_BROWS[side][-1]], 0.45 * eye)
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


class _MouthAxes:
    """Places around a mouth: along from its middle in mouth widths, down from the line of its lips."""

    def __init__(self, local: FloatArray) -> None:
        start, end = local[list(MOUTH_CORNERS), :2]
        self.width = max(float(np.linalg.norm(end - start)), 1e-6)
        self.along = (end - start) / self.width
        self.across = np.array([-self.along[1], self.along[0]])
        offset = (local[:, :2] - (start + end) / 2) / self.width
        self._u, down = offset @ self.along, offset @ self.across
        upper, lower = self._curve(_UPPER_RIM, down), self._curve(_LOWER_RIM, down)
        middle = (upper + lower) / 2
        below = down > middle
        below[_LOWER_RIM], below[_UPPER_RIM] = True, False
        self._over = np.where(below, 0.0, np.maximum(upper - down, 0))
        self._under = np.where(below, np.maximum(down - lower, 0), 0.0)
        self._below = below
        self._lens = np.clip(1 - (2 * self._u) ** 2, 0, None)

    def _curve(self, rim: npt.NDArray[np.intp], down: FloatArray) -> FloatArray:
        return np.interp(self._u, np.maximum.accumulate(self._u[rim]), down[rim])

    def opening(self) -> FloatArray:
        """How far each landmark goes down when the lips part by 1; the upper lip goes up."""
        jaw = np.clip((self._under - 0.12) / 0.35, 0, 1)
        lower = (1 - jaw) * self._lens + jaw * _JAW_SHARE * np.exp(-(self._u**2))
        upper = self._lens * np.exp(-((self._over / 0.25) ** 2))
        return np.where(self._below, _LOWER_LIP_SHARE * lower, -(1 - _LOWER_LIP_SHARE) * upper)

    def sideways(self) -> tuple[FloatArray, FloatArray]:
        """How much each landmark goes aside with the upper and with the lower lip."""
        near = np.exp(-((self._u / 0.9) ** 2))
        share = np.clip(0.5 + self._under / 0.2 - self._over / 0.2, 0, 1)
        upper = (1 - share) * near * np.exp(-((self._over / 0.4) ** 2))
        return upper, share * near * np.exp(-((self._under / 0.7) ** 2))


def _near(local: FloatArray, centre: FloatArray, reach: float) -> FloatArray:
    near: FloatArray = np.exp(-((local[:, :2] - centre[:2]) ** 2).sum(axis=1) / max(reach, 1e-6) ** 2)
    return near


def _soft(value: float, travel: tuple[float, float]) -> float:
    return float(np.sign(value)) * knee(abs(value), *travel)
