"""The shape of a sticker: a bust with round shoulders, and the white line around it."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
RGBAImage = npt.NDArray[np.uint8]
"""H x W x 4, uint8, RGB and straight alpha."""

_WIDTH = 0.019
"""Of the outline, over the sticker's side."""

_FADES = 3
"""Pixels beyond the outline in which it fades away."""

_FILLED = 0.02
"""Bays narrower than twice this, over the sticker's side, are filled with white."""

_ROUND_TOP, _ROUND_BOTTOM = 0.05, 0.17
"""Radius of the corners where the picture ends and the person does not, over the sticker's side."""


def outline_pixels(side: int) -> int:
    """Width of the outline of a sticker."""
    return max(round(_WIDTH * side), 2)


def bust_shape(side: int, shown: tuple[float, float, float, float]) -> FloatArray:
    """Where a sticker may show the person: it ends in a curve, with room for the outline.

    Args:
        side: Of the sticker, pixels.
        shown: Left, top, right and bottom edge of what the picture holds of it, pixels.

    Returns:
        side x side float32, 0..1.
    """
    room = outline_pixels(side) + _FADES
    left, top = max(shown[0], 0) + room, max(shown[1], 0) + room
    right, bottom = min(shown[2], side) - room, min(shown[3], side) - room
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) + 0.5
    half_wide, half_high = (right - left) / 2, (bottom - top) / 2
    from_x, from_y = np.abs(x - (left + right) / 2), y - (top + bottom) / 2
    radius = np.where(from_y > 0, _ROUND_BOTTOM, _ROUND_TOP) * side
    radius = np.minimum(radius, min(half_wide, half_high))
    over_x, over_y = from_x - half_wide + radius, np.abs(from_y) - half_high + radius
    outside = np.hypot(np.maximum(over_x, 0), np.maximum(over_y, 0))
    distance = outside + np.minimum(np.maximum(over_x, over_y), 0) - radius
    return np.asarray(np.clip(0.5 - distance, 0, 1), np.float32)


def with_outline(cutout: RGBAImage) -> RGBAImage:
    """Lays a cut-out person on a white shape that is a little larger.

    Args:
        cutout: H x H x 4.

    Returns:
        A new picture of the same size.
    """
    side = cutout.shape[0]
    grown, filled = outline_pixels(side), round(_FILLED * side)
    outside = (cutout[..., 3] < 128).astype(np.uint8)
    edge = grown + filled + 2
    padded = np.pad(outside, edge, constant_values=1)
    far = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    grown_far = (far < grown + filled + 0.5).astype(np.uint8)
    inside = cv2.distanceTransform(grown_far, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    white = cv2.GaussianBlur(np.clip(inside - filled, 0, 1), (0, 0), 0.8)[edge:-edge, edge:-edge]
    alpha = cutout[..., 3].astype(np.float32) / 255
    total = np.maximum(white, alpha)
    share = (alpha / np.maximum(total, 1e-6))[..., None]
    colours = cutout[..., :3] * share + 255 * (1 - share)
    return np.dstack([colours, total[..., None] * 255]).round().astype(np.uint8)
