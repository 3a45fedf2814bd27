"""A smooth surface stretched over a hole in a picture, held at its rim."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

_SMALLEST = 8
_RELAXATIONS = 24
_CROSS = np.array([[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]], np.float32)


def stretch_over(picture: FloatArray, weight: FloatArray) -> FloatArray:
    """Fills what is not known so that it runs into its surroundings without a seam.

    Laplace's equation with the known pixels as boundary, solved from coarse to fine: each level
    starts from the one above it and is relaxed a few times (Jacobi).

    Args:
        picture: H x W x C.
        weight: H x W, 0..1, how far each pixel is held to the picture.

    Returns:
        H x W x C float32; pixels of weight 1 are as in the picture.
    """
    height, width = weight.shape
    held = weight[..., None]
    if min(height, width) <= _SMALLEST:
        mean = (picture * held).sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
        start = np.broadcast_to(mean, picture.shape)
    else:
        size = ((width + 1) // 2, (height + 1) // 2)
        mass = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
        total = cv2.resize(picture * held, size, interpolation=cv2.INTER_AREA)
        coarse = total / np.maximum(mass, 1e-6)[..., None]
        start = cv2.resize(stretch_over(coarse, np.minimum(4 * mass, 1)), (width, height))
    filled = np.asarray(start + (picture - start) * held, np.float32)
    for _ in range(_RELAXATIONS):
        even = cv2.filter2D(filled, -1, _CROSS, borderType=cv2.BORDER_REPLICATE)
        filled += (even - filled) * (1 - held)
    return filled
