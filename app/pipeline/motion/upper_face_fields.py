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

_TEMPLES = (162, 389)
_LEAST_BESIDE = 0.08


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
        beside = self._beside(np.concatenate([upper[:, 0], lower[:, 0]]))
        weights: FloatArray = _fade(over) * _fade(under) * _fade(beside)
        return weights

    def _beside(self, brow: FloatArray) -> FloatArray:
        """0 over and under a brow (its x), 1 at the face's edge and at its twin's end."""
        start, end = float(brow.min()), float(brow.max())
        left, right = self._local[list(_TEMPLES), 0]
        if start + end < left + right:  # the brow at the picture's left
            before, after = start - left, left + right - 2 * end
        else:
            before, after = 2 * start - left - right, right - end
        x = self._local[:, 0]
        share = np.maximum((start - x) / max(before, _LEAST_BESIDE), (x - end) / max(after, _LEAST_BESIDE))
        return np.asarray(np.clip(share, 0, 1), np.float64)

    def _down(self, down: FloatArray) -> FloatArray:
        field = np.zeros((len(down), 3))
        field[:, 1] = down
        return field


def _fade(share: FloatArray) -> FloatArray:
    """1 at 0, 0 at 1, without a corner."""
    faded: FloatArray = 1.0 - share * share * (3.0 - 2.0 * share)
    return faded
