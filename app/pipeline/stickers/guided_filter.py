"""The guided filter: a mask that follows the edges of the picture it belongs to."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.types import RGBImage

FloatArray = npt.NDArray[np.float32]


def guided_filter(guide: RGBImage, mask: FloatArray, radius: int, smoothness: float) -> FloatArray:
    """Makes a mask locally linear in the colours of a picture.

    He, Sun and Tang, "Guided image filtering" (2013), equations 14 to 16: in each window the mask
    is fitted by a . colour + b, and the fits of all windows over a pixel are averaged.

    Args:
        guide: H x W x 3 uint8 RGB.
        mask: H x W float32, 0..1.
        radius: Half a window's side, pixels.
        smoothness: Variance, of colours from 0 to 1, up to which an edge counts as noise.

    Returns:
        H x W float32; may leave 0..1 a little.
    """
    colours = guide.astype(np.float32) / 255
    mean_colour, mean_mask = _mean(colours, radius), _mean(mask, radius)
    products = colours[..., :, None] * colours[..., None, :]
    spread = _mean(products.reshape(*mask.shape, 9), radius).reshape(*mask.shape, 3, 3)
    spread -= mean_colour[..., :, None] * mean_colour[..., None, :]
    together = _mean(colours * mask[..., None], radius) - mean_colour * mean_mask[..., None]
    slope = np.linalg.solve(spread + smoothness * np.eye(3, dtype=np.float32), together[..., None])[..., 0]
    offset = mean_mask - (slope * mean_colour).sum(axis=-1)
    filtered: FloatArray = (_mean(slope, radius) * colours).sum(axis=-1) + _mean(offset, radius)
    return filtered


def _mean(values: FloatArray, radius: int) -> FloatArray:
    """Over a square window; OpenCV's box filter takes four channels at a time."""
    side = (2 * radius + 1, 2 * radius + 1)
    if values.ndim == 2:
        return np.asarray(cv2.boxFilter(values, -1, side), np.float32)
    parts = [cv2.boxFilter(np.ascontiguousarray(values[..., k]), -1, side) for k in range(values.shape[2])]
    return np.stack(parts, axis=-1)
