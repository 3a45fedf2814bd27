"""Pictures for a screen: fitted, and in the order that screens take without converting."""

from __future__ import annotations

import cv2
import numpy as np

from app.pipeline.types import BGRAImage, RGBImage


def fitted(image: RGBImage, width: int, height: int) -> BGRAImage:
    """A picture as large as fits into a box, its shape kept.

    Args:
        image: H x W x 3 uint8 RGB.
        width: Of the box, pixels, at least 1.
        height: Likewise.

    Returns:
        A fresh h x w x 4 array with h <= height and w <= width.
    """
    scale = min(width / image.shape[1], height / image.shape[0])
    size = (max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1))
    if size != (image.shape[1], image.shape[0]):
        # Averaging areas is slow; below half size nothing else keeps thin lines.
        shrink = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
        image = np.asarray(cv2.resize(image, size, interpolation=shrink), np.uint8)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2BGRA), np.uint8)
