"""Displacement fields of a mouth: corners, lips, chin. They fade out below the eyes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.mouth_axes import MouthAxes

FloatArray = npt.NDArray[np.float64]

_USUAL_MOUTH = 0.73
"""Mouth width in face sizes for which lengths are given."""

_GAIN = (0.7, 1.3)

# Falls to 1/e at so many mouth widths from the mouth.
_BESIDE, _OVER, _UNDER = 0.38, 0.36, 0.42
_LIP_FADE = 0.16

_MIDDLE_LIFT = 0.16
"""Share of the corners' lift that the middle of the lips takes."""

_UPPER_LIP, _LOWER_LIP = (13, 0), (14, 17)
"""Inner and outer rim at the mouth's middle."""

_LOWER_LIDS = (145, 374)
_NOSE_BASE = 2
_CHIN = 199
_MOUTH_SLOPE = (61, 291, 0)


class MouthFields:
    """Fields of one face; every method returns 478 x 3, face sizes in the head's own axes.

    Args:
        local: 478 x 3, the face at rest in the head's own axes.
    """

    def __init__(self, local: FloatArray) -> None:
        mouth = MouthAxes(local)
        self._gain = float(np.clip(mouth.width / _USUAL_MOUTH, *_GAIN))
        self._along, self._across = mouth.along, mouth.across
        self._width = mouth.width
        self._u, self._over, self._under = mouth.u, mouth.over, mouth.under
        self._below = mouth.below
        beside = np.maximum(np.abs(mouth.u) - 0.5, 0)
        self._near = (
            np.exp(-((beside / _BESIDE) ** 2))
            * np.exp(-((mouth.over / _OVER) ** 2))
            * np.exp(-((mouth.under / _UNDER) ** 2))
            * _below_the_eyes(local)
        )
        self._inner = np.clip(2 * np.abs(mouth.u), 0, 1)
        self._lens = np.clip(1 - (2 * mouth.u) ** 2, 0, None) ** 0.75
        self._thick = [
            max(float((local[end, :2] - local[start, :2]) @ mouth.across * way) / mouth.width, 0.02)
            for (start, end), way in ((_UPPER_LIP, -1), (_LOWER_LIP, 1))
        ]
        left, right, middle = (local[point, 2] for point in _MOUTH_SLOPE)
        self._slope = float(np.clip(((left + right) / 2 - middle) / (mouth.width / 2), 0, 1))
        self._chin = np.exp(-((local[:, :2] - local[_CHIN, :2]) ** 2).sum(axis=1) / 0.22**2)
        self._depth_fade = _below_the_eyes(local)

    def corners(self, *, lift: float, out: float) -> FloatArray:
        """Both corners up and outwards."""
        return self.corner(0, lift=lift, out=out) + self.corner(1, lift=lift, out=out)

    def corner(self, side: int, *, lift: float, out: float) -> FloatArray:
        """The corner at the picture's left (0) or right (1) up and outwards, with half of the lips."""
        way = 2 * side - 1
        half = np.clip(0.5 + 2.2 * way * self._u, 0, 1)
        half = half * half * (3 - 2 * half)
        up = lift * (_MIDDLE_LIFT + (1 - _MIDDLE_LIFT) * self._inner**1.8) * half * self._near
        aside = way * out * self._inner * (way * self._u > 0) * self._near
        return self._field(aside * self._gain, -up * self._gain, np.abs(aside) * np.sign(out) * self._slope)

    def fullness(self, share: float) -> FloatArray:
        """Lips thicker by a share of their thickness, or thinner; their inner rims stay."""
        upper = self._swelling(self._over, self._thick[0]) * ~self._below
        lower = self._swelling(self._under, self._thick[1]) * self._below
        return self._field(np.zeros_like(upper), share * (lower - upper) * self._width * self._lens)

    def bared(self, *, upper: float, lower: float) -> FloatArray:
        """Lips drawn apart nearly as far as their corners, the jaw left where it is."""
        wide = np.clip(1 - (2 * np.abs(self._u)) ** 3, 0, 1)
        up = np.exp(-((np.maximum(self._over - self._thick[0], 0) / _LIP_FADE) ** 2)) * ~self._below
        down = np.exp(-((np.maximum(self._under - self._thick[1], 0) / _LIP_FADE) ** 2)) * self._below
        return self._field(np.zeros_like(up), (lower * down - upper * up) * wide * self._gain)

    def forward(self, length: float) -> FloatArray:
        """Lips towards the viewer."""
        return self._field(np.zeros_like(self._near), np.zeros_like(self._near), -length * self._near)

    def chin(self, lift: float) -> FloatArray:
        """The ball of the chin pushed up."""
        return self._field(np.zeros_like(self._chin), -lift * self._chin)

    @staticmethod
    def _swelling(away: FloatArray, thick: float) -> FloatArray:
        beyond = np.maximum(away - thick, 0)
        swelling: FloatArray = np.minimum(away, thick) * np.exp(-((beyond / _LIP_FADE) ** 2))
        return swelling

    def _field(self, right: FloatArray, down: FloatArray, away: FloatArray | None = None) -> FloatArray:
        depth = np.zeros_like(right) if away is None else away
        flat = right[:, None] * self._along + down[:, None] * self._across
        return np.hstack([flat, depth[:, None]])


def _below_the_eyes(local: FloatArray) -> FloatArray:
    """0 down to the lower lids, 1 from the nose's base on."""
    top = float(local[list(_LOWER_LIDS), 1].mean())
    share = np.clip((local[:, 1] - top) / max(float(local[_NOSE_BASE, 1]) - top, 1e-6), 0, 1)
    eased: FloatArray = share * share * (3 - 2 * share)
    return eased
