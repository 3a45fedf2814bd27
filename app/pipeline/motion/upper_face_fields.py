"""Displacement fields of brows and cheeks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.mouth_axes import near
from app.pipeline.tracking.ratios import EYE_CORNERS, EYE_LIDS

FloatArray = npt.NDArray[np.float64]

_BROWS_UPPER = ((70, 63, 105, 66, 107), (336, 296, 334, 293, 300))
_BROWS_LOWER = ((46, 53, 52, 65, 55), (285, 295, 282, 283, 276))
"""The edges of each brow, from the picture's left to its right."""

_CHEEKS = (50, 280)
_CHEEK_REACH = 0.26
_HAIRLINE = (162, 21, 54, 103, 67, 109, 10, 338, 297, 332, 284, 251, 389)
"""The face's edge over the brows, from the picture's left to its right; there the forehead stands still."""

_LOWEST_FOREHEAD = 0.15

_BESIDE = 0.22


class UpperFaceFields:
    """Fields of one face; every method returns 478 x 3, face sizes in the head's own axes.

    Args:
        local: 478 x 3, the face at rest in the head's own axes.
    """

    def __init__(self, local: FloatArray) -> None:
        self._local = local
        self._brows = [self._brow(side) for side in (0, 1)]
        both = np.maximum(*self._brows)
        self._both = both
        self._inner = []
        for side in (0, 1):
            end = _BROWS_UPPER[side][-1 if side == 0 else 0]
            reach = 0.5 * float(np.linalg.norm(np.subtract(*local[EYE_CORNERS[side], :2])))
            self._inner.append(near(local, local[end], reach) * both)
        self._lids = local[EYE_LIDS[:, 1], 1]

    def raised(self, lift: float) -> FloatArray:
        """Both brows up, the forehead folding over them."""
        return self._down(-lift * self._both)

    def lowered(self, side: int, by: float) -> FloatArray:
        """The brow at the picture's left (0) or right (1) down."""
        return self._down(by * self._brows[side])

    def frown(self, *, down: float, together: float) -> FloatArray:
        """The brows' inner ends down and towards each other, the rest a little after them."""
        field = self._down(down * (0.35 * self._both + 0.65 * np.maximum(*self._inner)))
        field[:, 0] = together * (self._inner[0] - self._inner[1])
        return field

    def cheek(self, side: int) -> FloatArray:
        """The cheek up, by 1."""
        cheek = near(self._local, self._local[_CHEEKS[side]], _CHEEK_REACH)
        lid, height = self._lids[side], self._local[:, 1]
        room = max(float(self._local[_CHEEKS[side], 1] - lid), 1e-6)
        free = np.clip((height - lid - 0.15 * room) / (0.7 * room), 0, 1)
        return self._down(-cheek * free)

    def _brow(self, side: int) -> FloatArray:
        """1 at a brow, fading over the forehead, and to nothing at the lids and beside it."""
        local = self._local
        upper, lower = local[list(_BROWS_UPPER[side])], local[list(_BROWS_LOWER[side])]
        top, bottom = (np.interp(local[:, 0], edge[:, 0], edge[:, 1]) for edge in (upper, lower))
        edge = local[list(_HAIRLINE)]
        hairline = np.interp(local[:, 0], np.maximum.accumulate(edge[:, 0]), edge[:, 1])
        over: FloatArray = np.clip((top - local[:, 1]) / np.maximum(top - hairline, _LOWEST_FOREHEAD), 0, 1)
        lid = float(local[EYE_LIDS[side, 0], 1])
        room = np.maximum(0.8 * (lid - bottom), 1e-6)
        under: FloatArray = np.clip((local[:, 1] - bottom) / room, 0, 1)
        start, end = min(lower[0, 0], upper[0, 0]), max(lower[-1, 0], upper[-1, 0])
        beside = np.maximum(np.maximum(start - local[:, 0], local[:, 0] - end), 0) / _BESIDE
        weights: FloatArray = _fade(over) * _fade(under) * np.exp(-(beside**2))
        return weights

    def _down(self, down: FloatArray) -> FloatArray:
        field = np.zeros((len(down), 3))
        field[:, 1] = down
        return field


def _fade(share: FloatArray) -> FloatArray:
    """1 at 0, 0 at 1, without a corner."""
    faded: FloatArray = 1.0 - share * share * (3.0 - 2.0 * share)
    return faded
