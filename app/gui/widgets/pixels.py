"""Pictures of the pipeline as Qt draws them."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from app.gui.views import BGRAImage


def wrapped(pixels: BGRAImage) -> QImage:
    """A picture around the pixels themselves, without a copy.

    The caller keeps the array for as long as the picture lives: Qt does not.

    Args:
        pixels: H x W x 4 uint8, blue, green, red, 255.

    Raises:
        ValueError: The array is something else, or its rows have gaps.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4:
        raise ValueError(f"expected H x W x 4 uint8 pixels, not {pixels.dtype} {pixels.shape}")
    if not pixels.flags.c_contiguous:
        raise ValueError("the rows of the pixels must follow each other")
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)


def copied(pixels: BGRAImage) -> QImage:
    """A picture with pixels of its own, for what is kept."""
    return wrapped(np.ascontiguousarray(pixels)).copy()
