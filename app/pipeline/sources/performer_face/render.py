"""Draws one pose of the performer: room, body, ears, head, then the features on its surface."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from app.pipeline.sources.performer_face.eyes import EYE_X, Brow, Eye
from app.pipeline.sources.performer_face.head import morphs_at, surface
from app.pipeline.sources.performer_face.mouth import MOUTH_Y, Mouth
from app.pipeline.sources.performer_face.patch import blend, fixed_point
from app.pipeline.sources.performer_face.raster import backward_map, grid_triangles, rasterise
from app.pipeline.sources.performer_face.room import Body, Ears, paint_room
from app.pipeline.sources.performer_face.script import PerformerPose
from app.pipeline.sources.performer_face.skin import LIGHT_UNIT, Lighting, paint_albedo
from app.pipeline.sources.performer_face.view import FloatArray, View
from app.pipeline.types import RGBImage

_MESH = (56, 60)
_TEXTURE = 768
_LIGHT_MAP = 224


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
        self._ears = Ears()
        self._head = _Head()

    def draw(self, pose: PerformerPose) -> RGBImage:
        frame = self._room.copy()
        view = View.of(pose, self._size)
        self._body.draw(frame, view, pose)
        self._head.draw_ears(frame, view, self._ears)
        self._head.draw(frame, view, pose)
        return frame


class _Head:
    """The head's surface, its paint and its features."""

    def __init__(self) -> None:
        mesh = surface(*_MESH)
        self._points = mesh.points.reshape(-1, 3)
        self._triangles = grid_triangles(*_MESH)
        self._morphs = morphs_at(self._points)
        rows, columns = np.mgrid[0 : _MESH[0], 0 : _MESH[1]]
        unit = np.stack([columns.ravel() / (_MESH[1] - 1), rows.ravel() / (_MESH[0] - 1)], -1).astype(
            np.float32
        )
        self._texels = unit * (_TEXTURE - 1)
        self._albedo = paint_albedo(surface(_TEXTURE, _TEXTURE))
        self._lighting = Lighting(surface(_LIGHT_MAP, _LIGHT_MAP))
        depth = _FrontDepth(self._triangles, self._points)
        self._eyes = [
            Eye(side, float(depth.at(np.array([[EYE_X, 0.0]], np.float32))[0]) + 0.01) for side in (-1, 1)
        ]
        self._brows = [Brow(side, depth.at(Brow.anchors())) for side in (-1, 1)]
        across = np.linspace(-0.6, 0.6, 49, dtype=np.float32)
        self._mouth = Mouth(across, depth.at(np.stack([across, np.full_like(across, MOUTH_Y)], -1)))

    def draw_ears(self, frame: RGBImage, view: View, ears: Ears) -> None:
        left, right = (self._lighting.tint(view.rotation, (side * 0.8, 0.0, 0.6)) for side in (-1, 1))
        ears.draw(frame, view, (left, right))

    def draw(self, frame: RGBImage, view: View, pose: PerformerPose) -> None:
        self._draw_surface(frame, view, pose)
        light = self._lighting.tint(view.rotation, (0.0, 0.1, 1.0))
        for feature in (*self._eyes, *self._brows, self._mouth):
            feature.draw(frame, view, pose, light)

    def _draw_surface(self, frame: RGBImage, view: View, pose: PerformerPose) -> None:
        turned = view.turn(self._morphs.apply(self._points, pose))
        pixels = view.to_pixels(turned)
        stride = max(2, int(view.unit / 34))
        corner, size = _window(pixels, frame, stride)
        where = backward_map(self._triangles, pixels - corner, turned[:, 2], self._texels, size, stride)
        paint = cv2.remap(self._albedo, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        lit_where = where * np.float32((_LIGHT_MAP - 1) / (_TEXTURE - 1))
        light_map = self._lighting.shine(view.rotation, pose.smile)
        light = cv2.remap(light_map, lit_where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        skin = cv2.multiply(paint, light, scale=1.0 / LIGHT_UNIT)
        outline = cv2.convexHull(pixels - corner).reshape(-1, 2)
        inside = np.zeros(size[::-1], np.uint8)
        cv2.fillConvexPoly(inside, fixed_point(outline), 255, cv2.LINE_AA, 5)
        alpha = inside.astype(np.float32) * np.float32(1 / 255)
        x, y = corner.astype(int)
        part = frame[y : y + size[1], x : x + size[0]]
        height, width = part.shape[:2]
        part[:] = blend(skin[:height, :width].copy(), part.copy(), alpha[:height, :width].copy())


def _window(pixels: FloatArray, frame: RGBImage, stride: int) -> tuple[FloatArray, tuple[int, int]]:
    """Corner and size of the part of the frame that holds the head; the size a multiple of stride."""
    limit = np.array([frame.shape[1], frame.shape[0]])
    low = np.clip(np.floor(pixels.min(0)) - 3, 0, limit - stride)
    high = np.clip(np.ceil(pixels.max(0)) + 3, low + stride, limit)
    size = (np.ceil((high - low) / stride) * stride).astype(int)
    return low.astype(np.float32), (int(size[0]), int(size[1]))


class _FrontDepth:
    """z of the head at rest, seen from the front."""

    _DENSITY = 64.0

    def __init__(self, triangles: np.ndarray, points: FloatArray) -> None:
        flat = (points[:, :2] + (1.3, 2.0)) * self._DENSITY
        size = (int(2.6 * self._DENSITY), int(4.0 * self._DENSITY))
        z = np.repeat(points[:, 2:], 2, axis=1)
        self._map = rasterise(triangles, flat.astype(np.float32), points[:, 2], z, size)[0][..., 0].copy()

    def at(self, positions: FloatArray) -> FloatArray:
        """Z at N x 2 positions (x, y), head units."""
        where = ((positions + (1.3, 2.0)) * self._DENSITY).astype(np.float32)[:, None]
        return np.asarray(cv2.remap(self._map, where, None, cv2.INTER_LINEAR)[:, 0], dtype=np.float32)
