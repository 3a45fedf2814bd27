"""The part of a picture that is redrawn around some points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def region_around(
    points: npt.NDArray[np.float32] | npt.NDArray[np.float64], shape: tuple[int, ...], margin: int = 0
) -> tuple[int, int, int, int] | None:
    """The box of whole pixels around points, within a picture.

    Args:
        points: N x 2 pixels.
        shape: Height and width of the picture, and what may follow.
        margin: Pixels to add on every side.

    Returns:
        x0, y0, x1, y1; None where less than two pixels are left.
    """
    x0, y0 = np.maximum(np.floor(points.min(axis=0)).astype(int) - margin, 0)
    x1, y1 = np.minimum(np.ceil(points.max(axis=0)).astype(int) + margin + 1, (shape[1], shape[0]))
    return (int(x0), int(y0), int(x1), int(y1)) if x1 - x0 > 1 and y1 - y0 > 1 else None
