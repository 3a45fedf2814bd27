"""Draws one pose of the performer: room, body, ears, head, then the features on its surface."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.sources.performer_face.body import Body
from app.pipeline.sources.performer_face.ears import Ears
from app.pipeline.sources.performer_face.eyes import EYE_X, Brow, Eye
from app.pipeline.sources.performer_face.hair import Locks
from app.pipeline.sources.performer_face.head import morphs_at, surface
from app.pipeline.sources.performer_face.mouth import MOUTH_Y, Mouth
from app.pipeline.sources.performer_face.patch import blend, fill
from app.pipeline.sources.performer_face.raster import (
    backward_map,
    enlarge,
    grid_triangles,
    rasterise,
    sample,
)
from app.pipeline.sources.performer_face.room import paint_room
from app.pipeline.sources.performer_face.script import PerformerPose
from app.pipeline.sources.performer_face.skin import LIGHT_UNIT, Lighting, paint_albedo
from app.pipeline.sources.performer_face.view import FloatArray, View
from app.pipeline.types import RGBImage

_MESH = (42, 42)
_TEXTURE = 768
_LIGHT_MAP = 152
_LINES_PER_STRIDE = 160


def draw(pose: PerformerPose, size: tuple[int, int]) -> RGBImage:
    """The performer in ``pose``; the same arguments always give the same picture.

    Args:
        pose: What to draw.
        size: Width and height in pixels.

    Returns:
        height x width x 3 uint8, RGB.
    """
    return _stage(size).draw(pose)


@lru_cache(maxsize=4)
def _stage(size: tuple[int, int]) -> _Stage:
    return _Stage(size)


class _Stage:
    """All that is painted once for a frame size."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._room = paint_room(size)
        self._body = Body(size)
        self._head = _Head()

    def draw(self, pose: PerformerPose) -> RGBImage:
        frame = self._room.copy()
        view = View.of(pose, self._size)
        self._body.draw(frame, view, pose)
        self._head.draw(frame, view, pose)
        return frame


class _Head:
    """The head's surface, its paint and its features."""

    def __init__(self) -> None:
        self._ears = Ears()
        mesh = surface(*_MESH)
        self._points = mesh.points.reshape(-1, 3)
        self._triangles = grid_triangles(*_MESH)
        self._morphs = morphs_at(self._points)
        rows, columns = np.mgrid[0 : _MESH[0], 0 : _MESH[1]]
        unit = np.stack([columns.ravel() / (_MESH[1] - 1), rows.ravel() / (_MESH[0] - 1)], -1).astype(
            np.float32
        )
        self._texels = unit
        self._albedo = paint_albedo(surface(_TEXTURE, _TEXTURE))
        light_surface = surface(_LIGHT_MAP, _LIGHT_MAP)
        self._lighting = Lighting(light_surface)
        self._locks = Locks(light_surface)
        depth = _FrontDepth(self._triangles, self._points)
        self._eyes = [
            Eye(side, float(depth.at(np.array([[EYE_X, 0.0]], np.float32))[0]) + 0.01) for side in (-1, 1)
        ]
        self._brows = [Brow(side, depth.at(Brow.anchors())) for side in (-1, 1)]
        across = np.linspace(-0.6, 0.6, 49, dtype=np.float32)
        self._mouth = Mouth(across, depth.at(np.stack([across, np.full_like(across, MOUTH_Y)], -1)))

    def draw(self, frame: RGBImage, view: View, pose: PerformerPose) -> None:
        tints = self._lighting.tints(view.rotation, np.array([[-0.8, 0.0, 0.6], [0.8, 0.0, 0.6]], np.float32))
        self._ears.draw_behind(frame, view, tints)
        self._draw_surface(frame, view, pose)
        self._ears.draw_in_front(frame, view, tints)
        light = self._lighting.tints(view.rotation, np.array([[0.0, 0.1, 1.0]], np.float32))[0]
        for eye in self._eyes:
            eye.draw(frame, view, pose, light)
        for brow in self._brows:
            brow.draw(frame, view, pose, light)
        self._mouth.draw(frame, view, pose, light)
        self._locks.draw(frame, view, self._lighting)

    def _draw_surface(self, frame: RGBImage, view: View, pose: PerformerPose) -> None:
        turned = view.turn(self._morphs.apply(self._points, pose))
        pixels = view.to_pixels(turned)
        # Of the frame, not of the zoomed head: a stride that changed on the way would flicker.
        stride = max(2, round(frame.shape[0] / _LINES_PER_STRIDE))
        corner, size = _window(pixels, frame, stride)
        coarse = backward_map(self._triangles, pixels - corner, turned[:, 2], self._texels, size, stride)
        paint = sample(self._albedo, enlarge(coarse * np.float32(_TEXTURE - 1), size))
        light_map = self._lighting.shine(view.rotation, pose.smile)
        light = enlarge(sample(light_map, coarse * np.float32(_LIGHT_MAP - 1)), size)
        skin = np.asarray(cv2.multiply(paint, light, scale=1.0 / LIGHT_UNIT), np.uint8)
        alpha = _silhouette(pixels - corner, size)
        x, y = corner.astype(int)
        part = frame[y : y + size[1], x : x + size[0]]
        height, width = part.shape[:2]
        part[:] = blend(skin[:height, :width], part, alpha[:height, :width])


def _silhouette(pixels: FloatArray, size: tuple[int, int]) -> FloatArray:
    """Coverage 0..1 of the head's outline; a head with hair is convex enough for its hull."""
    hull = np.asarray(cv2.convexHull(pixels), np.float32)
    inside = np.zeros(size[::-1], np.uint8)
    fill(inside, hull.reshape(-1, 2), 255)
    return inside.astype(np.float32) * np.float32(1 / 255)


def _window(pixels: FloatArray, frame: RGBImage, stride: int) -> tuple[FloatArray, tuple[int, int]]:
    """Corner and size of the part of the frame that holds the head; the size a multiple of stride."""
    x, y, across, down = cv2.boundingRect(pixels)
    height, width = frame.shape[:2]
    left, top = min(max(x - 3, 0), width - stride), min(max(y - 3, 0), height - stride)
    right, bottom = max(min(x + across + 3, width), left + 1), max(min(y + down + 3, height), top + 1)
    size = -(-(right - left) // stride) * stride, -(-(bottom - top) // stride) * stride
    return np.array([left, top], np.float32), size


class _FrontDepth:
    """z of the head at rest, seen from the front."""

    _DENSITY = 64.0
    _ORIGIN = np.array([1.3, 2.0], np.float32)

    def __init__(self, triangles: npt.NDArray[np.int32], points: FloatArray) -> None:
        flat = (points[:, :2] + self._ORIGIN) * self._DENSITY
        size = (int(2.6 * self._DENSITY), int(4.0 * self._DENSITY))
        z = np.repeat(points[:, 2:], 2, axis=1)
        self._map = rasterise(triangles, flat.astype(np.float32), points[:, 2], z, size)[0][..., 0].copy()

    def at(self, positions: FloatArray) -> FloatArray:
        """Z at N x 2 positions (x, y), head units."""
        where = ((positions + self._ORIGIN) * self._DENSITY).astype(np.float32)[:, None]
        return np.asarray(sample(self._map, where)[:, 0], dtype=np.float32)
