"""Where the landmarks of a face lie around its mouth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.ratios import MOUTH_CORNERS

FloatArray = npt.NDArray[np.float64]

_UPPER_RIM = np.array([78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308])
_LOWER_RIM = np.array([78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308])
_LOWER_LIP_SHARE = 0.75
_JAW_SHARE = 0.85


class MouthAxes:
    """Places of a face's landmarks around its mouth, mouth widths.

    Attributes:
        width: Of the mouth, face sizes.
        along: (x, y), unit length, from the picture's left corner to the right one.
        across: (x, y), unit length, down.
        u: 478, along from the mouth's middle.
        over: 478, height over the upper lip's inner rim, 0 below the lips' line.
        under: 478, depth under the lower lip's inner rim, 0 above the lips' line.
        below: 478, which landmarks lie below the lips' line.
        lens: 478, how much of a parting of the lips is felt above and below, 0 from the corners outwards.

    Args:
        local: 478 x 3, a face at rest in the head's own axes, face sizes.
    """

    def __init__(self, local: FloatArray) -> None:
        start, end = local[list(MOUTH_CORNERS), :2]
        self.width = max(float(np.linalg.norm(end - start)), 1e-6)
        self.along = (end - start) / self.width
        self.across = np.array([-self.along[1], self.along[0]])
        offset = (local[:, :2] - (start + end) / 2) / self.width
        self.u, down = offset @ self.along, offset @ self.across
        upper, lower = self._curve(_UPPER_RIM, down), self._curve(_LOWER_RIM, down)
        middle = (upper + lower) / 2
        below = down > middle
        below[_LOWER_RIM], below[_UPPER_RIM] = True, False
        self.over = np.where(below, 0.0, np.maximum(upper - down, 0))
        self.under = np.where(below, np.maximum(down - lower, 0), 0.0)
        self.below = below
        self.lens = np.clip(1 - (2 * self.u) ** 2, 0, None)

    def _curve(self, rim: npt.NDArray[np.intp], down: FloatArray) -> FloatArray:
        return np.interp(self.u, np.maximum.accumulate(self.u[rim]), down[rim])

    def opening(self) -> FloatArray:
        """How far each landmark goes down when the lips part by 1; the upper lip goes up."""
        jaw = np.clip((self.under - 0.12) / 0.35, 0, 1)
        lower = (1 - jaw) * self.lens + jaw * _JAW_SHARE * np.exp(-(self.u**2))
        upper = self.lens * np.exp(-((self.over / 0.25) ** 2))
        return np.where(self.below, _LOWER_LIP_SHARE * lower, -(1 - _LOWER_LIP_SHARE) * upper)

    def sideways(self) -> tuple[FloatArray, FloatArray]:
        """How much each landmark goes aside with the upper and with the lower lip."""
        middle = np.exp(-((self.u / 0.9) ** 2))
        share = np.clip(0.5 + self.under / 0.2 - self.over / 0.2, 0, 1)
        upper = (1 - share) * middle * np.exp(-((self.over / 0.4) ** 2))
        return upper, share * middle * np.exp(-((self.under / 0.7) ** 2))


def near(local: FloatArray, centre: FloatArray, reach: float) -> FloatArray:
    """478 weights: 1 at a centre (x, y, ...), falling to 1/e at ``reach`` from it."""
    weights: FloatArray = np.exp(-((local[:, :2] - centre[:2]) ** 2).sum(axis=1) / max(reach, 1e-6) ** 2)
    return weights
