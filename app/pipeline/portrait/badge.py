"""The sign "AI" in a corner of the picture: to be read on any ground, and small enough to live with."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from app.config import Corner
from app.pipeline.types import RGBImage

_HEIGHT, _LEAST_HEIGHT = 0.052, 16
"""Of the sign, in the output's height, and in pixels."""

_MOST_HEIGHT = 0.3
"""In the shorter side of the picture; very small ones hold no more."""

_WIDTH = 1.72
_MARGIN = 0.62
"""Both in heights of the sign."""

_GROUND, _GROUND_ALPHA = 18, 0.74
_INK = 255
_RIM, _RIM_ALPHA = 255, 0.38
"""Grey levels. Over white the ground is still dark enough for a contrast of 8 to 1; over black the rim
shows where it ends."""

_FINER = 8
"""Drawn so many times larger, then made smaller: smooth edges."""

_LETTERS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((0.475, 0.735), (0.705, 0.265), (0.935, 0.735)),
    ((0.557, 0.585), (0.853, 0.585)),
    ((1.215, 0.265), (1.215, 0.735)),
)
"""A and I as strokes, in heights of the sign: x from its left, y from its top."""

_STROKE = 0.105

_FULL = (255.0,)

_Grey = npt.NDArray[np.float32]


class Badge:
    """Drawn once for an output's size, and blended into one picture after the other.

    Args:
        size: Width and height of the pictures, pixels.
        corner: Where it stands.
    """

    def __init__(self, size: tuple[int, int], corner: Corner) -> None:
        height = _height(size)
        width = min(round(height * _WIDTH), size[0])
        margin = round(height * _MARGIN)
        left = corner in (Corner.TOP_LEFT, Corner.BOTTOM_LEFT)
        top = corner in (Corner.TOP_LEFT, Corner.TOP_RIGHT)
        x = min(margin, size[0] - width) if left else max(size[0] - width - margin, 0)
        y = min(margin, size[1] - height) if top else max(size[1] - height - margin, 0)
        self._place = slice(y, y + height), slice(x, x + width)
        paint, alpha = _draw(width, height)
        self._paint = np.round(paint * 255).astype(np.uint16)[..., None]
        self._keep = np.round((1 - alpha) * 255).astype(np.uint16)[..., None]

    def stamp(self, image: RGBImage) -> None:
        """Blends it into a picture, H x W x 3 uint8 RGB of its size, in place."""
        part = image[self._place]
        part[...] = (part * self._keep + self._paint) // 255


def open_badge(size: tuple[int, int], corner: Corner | None) -> Callable[[RGBImage], RGBImage]:
    """What puts the sign onto copies of pictures of a size; leaves them as they are without a corner."""
    if corner is None:
        return lambda image: image
    badge = Badge(size, corner)

    def stamped(image: RGBImage) -> RGBImage:
        copy = image.copy()
        badge.stamp(copy)
        return copy

    return stamped


def _height(size: tuple[int, int]) -> int:
    wanted = max(round(size[1] * _HEIGHT), _LEAST_HEIGHT)
    return max(min(wanted, round(min(size) * _MOST_HEIGHT)), 1)


def _draw(width: int, height: int) -> tuple[_Grey, _Grey]:
    """Grey level times alpha, and alpha, both height x width, 0 to 255 and 0 to 1."""
    unit = height * _FINER
    ground, rim, ink = (np.zeros((unit, width * _FINER), np.uint8) for _ in range(3))
    _pill(ground, 0)
    line = max(round(unit * 0.035), _FINER * 3 // 4)
    rim[:] = ground
    inner = np.zeros_like(ground)
    _pill(inner, line)
    rim[inner > 0] = 0
    shift = (ground.shape[1] - unit * _WIDTH) / 2
    for stroke in _LETTERS:
        points = np.array([(x * unit + shift, y * unit) for x, y in stroke])
        cv2.polylines(ink, [np.round(points).astype(np.int32)], False, _FULL, max(round(unit * _STROKE), 1))
    ground_alpha, rim_alpha, ink_alpha = (
        _shrunk(mask, width, height) * most
        for mask, most in ((ground, _GROUND_ALPHA), (rim, _RIM_ALPHA), (ink, 1.0))
    )
    paint, alpha = _GROUND * ground_alpha, ground_alpha
    for grey, over in ((_RIM, rim_alpha), (_INK, ink_alpha)):
        paint, alpha = paint * (1 - over) + grey * over, alpha * (1 - over) + over
    return paint, alpha


def _pill(mask: npt.NDArray[np.uint8], inset: int) -> None:
    height, width = mask.shape
    radius = max(height - 2 * inset, 0) // 2
    middle = height // 2
    ends = (inset + radius, max(width - inset - radius - 1, inset + radius))
    for x in ends:
        cv2.circle(mask, (x, middle), radius, _FULL, -1)
    cv2.rectangle(mask, (ends[0], middle - radius), (ends[1], middle + radius), _FULL, -1)


def _shrunk(mask: npt.NDArray[np.uint8], width: int, height: int) -> _Grey:
    small = cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32) / 255
