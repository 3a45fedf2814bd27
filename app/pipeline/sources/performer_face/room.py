"""The room behind the performer, out of focus."""

from __future__ import annotations

import cv2
import numpy as np

from app.pipeline.sources.performer_face.colours import mix
from app.pipeline.sources.performer_face.view import FloatArray
from app.pipeline.types import RGBImage


def paint_room(size: tuple[int, int]) -> RGBImage:
    """An out-of-focus room: a wall, a window's light, a lamp, a plant and a shelf; H x W x 3."""
    width, height = size
    y, x = (g.astype(np.float32) / height for g in np.mgrid[0:height, 0:width])
    x = x - 0.5 * width / height  # frame heights from the middle
    wall = np.empty((height, width, 3), np.float32)
    wall[:] = (188, 184, 178)
    wall = mix(wall, (226, 212, 190), _glow(x, y, -0.55, 0.25, 0.55))
    wall = mix(wall, (104, 112, 124), 0.75 * _glow(x, y, 0.80, 0.75, 0.60))
    shelf = np.zeros((height, width, 3), np.float32)
    shelf[:] = wall
    for left, top, right, bottom, colour in _FURNITURE:
        box = ((x > left) & (x < right) & (y > top) & (y < bottom)).astype(np.float32)
        shelf = mix(shelf, colour, 0.85 * box)
    for cx, cy, angle, length in _LEAVES:
        shelf = mix(shelf, (86, 122, 84), 0.85 * _leaf(x, y, cx, cy, angle, length))
    room = np.asarray(cv2.GaussianBlur(shelf, (0, 0), 0.016 * height), np.float32)
    room = mix(room, (255, 226, 176), 0.85 * _glow(x, y, 0.47, 0.30, 0.055))
    room = mix(room, (255, 214, 160), 0.35 * _glow(x, y, 0.47, 0.30, 0.20))
    vignette = 1.0 - 0.30 * np.clip((x * 1.1) ** 2 + (y - 0.5) ** 2 - 0.12, 0, 1)
    return np.asarray((room * vignette[..., None]).clip(0, 255).astype(np.uint8))


_FURNITURE = (
    (-0.72, 0.05, -0.32, 0.50, (236, 232, 220)),
    (-0.53, 0.05, -0.51, 0.50, (196, 188, 174)),
    (-0.72, 0.27, -0.32, 0.29, (196, 188, 174)),
    (0.30, 0.56, 0.90, 0.585, (132, 94, 66)),
    (0.56, 0.40, 0.60, 0.56, (152, 74, 62)),
    (0.605, 0.37, 0.655, 0.56, (64, 92, 112)),
    (0.66, 0.42, 0.70, 0.56, (206, 172, 110)),
    (0.71, 0.39, 0.75, 0.56, (92, 106, 88)),
    (0.44, 0.34, 0.50, 0.56, (214, 190, 156)),
)
_LEAVES = tuple(
    (-0.60 + 0.11 * np.sin(a), 0.66 - 0.13 * np.cos(a), a, 0.17) for a in (-1.1, -0.65, -0.2, 0.25, 0.7, 1.15)
)


def _glow(x: FloatArray, y: FloatArray, cx: float, cy: float, spread: float) -> FloatArray:
    return np.asarray(np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * spread**2)), dtype=np.float32)


def _leaf(x: FloatArray, y: FloatArray, cx: float, cy: float, angle: float, length: float) -> FloatArray:
    along = (x - cx) * np.sin(angle) - (y - cy) * np.cos(angle)
    across = (x - cx) * np.cos(angle) + (y - cy) * np.sin(angle)
    return np.asarray(((along / length) ** 2 + (across / (0.24 * length)) ** 2 < 1).astype(np.float32))
