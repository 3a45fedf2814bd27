"""Everything around the head: the room, the shoulders, the neck and the ears."""

from __future__ import annotations

import cv2
import numpy as np

from app.pipeline.sources.performer_face import colours
from app.pipeline.sources.performer_face.colours import mix, scaled
from app.pipeline.sources.performer_face.patch import Patch, blend, fill
from app.pipeline.sources.performer_face.script import PerformerPose
from app.pipeline.sources.performer_face.view import EYE_LINE, UNIT_PER_FRAME_HEIGHT, FloatArray, View
from app.pipeline.types import RGBImage

_BODY_FOLLOWS = 0.45
"""How much of the head's shift the shoulders make."""


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
    room = cv2.GaussianBlur(shelf, (0, 0), 0.016 * height)
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


class Body:
    """Shoulders in a jumper, painted once, and a neck that joins them to the head."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._unit = UNIT_PER_FRAME_HEIGHT * size[1]
        self._picture, self._alpha = _paint_torso(size)

    def draw(self, frame: RGBImage, view: View, pose: PerformerPose) -> None:
        """Draws neck, then shoulders."""
        shift = _BODY_FOLLOWS * np.array([pose.offset_x, pose.offset_y], np.float32) * self._size[1]
        self._draw_neck(frame, view, shift)
        move = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
        top = int(0.70 * self._size[1])
        move[1, 2] -= top
        size = (self._size[0], self._size[1] - top)
        picture = cv2.warpAffine(self._picture, move, size, borderMode=cv2.BORDER_REPLICATE)
        alpha = cv2.warpAffine(self._alpha, move, size, borderMode=cv2.BORDER_REPLICATE)
        frame[top:] = cv2.blendLinear(picture, frame[top:], alpha, 1.0 - alpha)

    def _draw_neck(self, frame: RGBImage, view: View, shift: FloatArray) -> None:
        jaw = view.project(np.array([[-0.56, 1.0, -0.25], [0.56, 1.0, -0.25], [0.0, 1.55, 0.55]], np.float32))
        left, right, chin = jaw
        base = np.array(
            [self._size[0] / 2, (EYE_LINE + 2.30 * UNIT_PER_FRAME_HEIGHT) * self._size[1]], np.float32
        )
        base = base + shift
        wide = np.array([0.60 * self._unit, 0.0], np.float32)
        bend = (np.linspace(0, 1, 9, dtype=np.float32) ** 1.6)[:, None]
        sides = [start + bend * (end - start) * (0.9, 0) + np.linspace(0, 1, 9)[:, None] * (end - start) * (0, 1)
                 for start, end in ((left, base - wide), (right, base + wide))]  # fmt: skip
        outline = np.concatenate([sides[0], sides[1][::-1]]).astype(np.float32)
        patch = Patch(frame, outline, 2.0, 1)
        skin = patch.blank(scaled(colours.SKIN, 0.90))
        unit = view.unit
        lit = patch.mask(outline + np.array([-0.30 * unit, 0], np.float32), 0.22 * unit)
        skin = blend(skin, patch.blank((176, 112, 92)), lit)
        turn = np.linspace(0, 2 * np.pi, 33, dtype=np.float32)[:, None]
        shadow = chin + unit * np.concatenate([0.10 + 0.72 * np.cos(turn), 0.08 + 0.42 * np.sin(turn)], 1)
        skin = blend(
            patch.blank((138, 82, 68)), skin, 0.75 * patch.mask(shadow.astype(np.float32), 0.10 * unit)
        )
        patch.paste(skin, patch.mask(outline))


def _paint_torso(size: tuple[int, int]) -> tuple[RGBImage, FloatArray]:
    """H x W x 3 picture and H x W alpha of the shoulders of a body at rest."""
    width, height = size
    unit = UNIT_PER_FRAME_HEIGHT * height
    origin = np.array([width / 2, EYE_LINE * height], np.float32)
    shape = _mask(size, origin + unit * _mirrored(_SHOULDER))
    collar = _mask(size, origin + unit * _mirrored(_COLLAR))
    hollow = _mask(size, origin + unit * _mirrored(_HOLLOW))
    picture = np.broadcast_to(np.asarray(colours.JUMPER, np.float32), (height, width, 3)).copy()
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (x - origin[0]) / unit, (y - origin[1]) / unit
    knit = np.sin(2 * np.pi * u / 0.075 + 0.8 * np.sin(v * 9)) * 0.03
    picture *= (1.0 + knit + _inflated(shape, 0.5 * unit))[..., None]
    folds = np.exp(-(((np.abs(u) - 1.35 - 0.12 * (v - 2.6)) / 0.05) ** 2)) * (v > 2.45)
    picture = mix(picture, scaled(colours.JUMPER, 0.55), (0.5 * folds).astype(np.float32))
    picture = mix(picture, scaled(colours.JUMPER, 0.45), cv2.GaussianBlur(collar, (0, 0), 0.05 * unit) * 0.6)
    rib = 1.0 + 0.10 * np.sin(np.arctan2(u, 2.9 - v) * 70)
    band = (
        np.asarray(scaled(colours.JUMPER, 1.10), np.float32)
        * (rib * (1 + _inflated(collar, 0.07 * unit)))[..., None]
    )
    picture = picture + collar[..., None] * (band - picture)
    picture *= (0.80 + 0.25 * np.clip(0.5 - u * 0.25, 0, 1))[..., None]
    alpha = np.maximum(shape, collar) * (1.0 - hollow)
    return np.asarray(picture.clip(0, 255).astype(np.uint8)), alpha.astype(np.float32)


# Right halves of outlines, head units from the eyes' middle, from the middle line outwards.
_SHOULDER = (
    (0.0, 2.25),
    (0.62, 2.10),
    (0.95, 2.28),
    (1.50, 2.46),
    (1.95, 2.72),
    (2.25, 3.20),
    (2.42, 4.2),
    (0.0, 4.2),
)
_COLLAR = (
    (0.0, 2.36),
    (0.35, 2.25),
    (0.60, 2.02),
    (0.74, 2.00),
    (0.78, 2.10),
    (0.70, 2.30),
    (0.42, 2.52),
    (0.0, 2.60),
)
_HOLLOW = ((0.0, 1.6), (0.60, 1.6), (0.61, 2.03), (0.52, 2.20), (0.30, 2.36), (0.0, 2.42))


def _mirrored(half: tuple[tuple[float, float], ...]) -> FloatArray:
    """A smooth closed outline from its right half."""
    right = np.asarray(half, np.float32)
    loop = np.concatenate([right, (right * (-1, 1))[-2:0:-1]])
    for _ in range(3):  # Chaikin's corner cutting
        after = np.roll(loop, -1, axis=0)
        loop = np.stack([0.75 * loop + 0.25 * after, 0.25 * loop + 0.75 * after], 1).reshape(-1, 2)
    return loop.astype(np.float32)


def _mask(size: tuple[int, int], outline: FloatArray) -> FloatArray:
    canvas = np.zeros((size[1], size[0]), np.uint8)
    fill(canvas, outline, 255)
    return canvas.astype(np.float32) / 255


def _inflated(mask: FloatArray, radius: float) -> FloatArray:
    """Shading of a shape blown up like a cushion, lit from the upper left; around 0."""
    height = cv2.GaussianBlur(mask, (0, 0), radius) * radius
    slope_y, slope_x = np.gradient(height)
    return np.asarray((-0.9 * slope_x * -1 + 1.3 * slope_y).clip(-0.6, 0.45), dtype=np.float32)


class Ears:
    """Two ears behind the sides of the face."""

    _TURN = np.linspace(0.0, 2.0 * np.pi, 33, dtype=np.float32)[:-1]

    def draw(self, frame: RGBImage, view: View, tints: tuple[FloatArray, FloatArray]) -> None:
        """Draws both ears; ``tints`` are the RGB light factors at the image's left and right."""
        for side, light in zip((-1, 1), tints, strict=True):
            self._draw_one(frame, view, side, light)

    def _draw_one(self, frame: RGBImage, view: View, side: int, light: FloatArray) -> None:
        outer = view.project(self._loop(side, 1.0, 0.0))
        patch = Patch(frame, outer, 2.0, 2)
        ear = patch.blank(_lit(colours.SKIN, light))
        bowl = view.project(self._loop(side, 0.62, 0.02))
        ear = blend(
            patch.blank(_lit(colours.SKIN_DEEP, light)), ear, 0.65 * patch.mask(bowl, 0.03 * view.unit)
        )
        ridge = view.project(self._loop(side, 0.30, -0.06))
        ear = blend(patch.blank(_lit(colours.BLUSH, light)), ear, 0.5 * patch.mask(ridge, 0.04 * view.unit))
        patch.paste(ear, patch.mask(outer))

    def _loop(self, side: int, scale: float, lift: float) -> FloatArray:
        across, down = np.cos(self._TURN), np.sin(self._TURN)
        width = 0.25 * (1.0 - 0.22 * down)  # narrower at the lobe
        out = 0.03 + scale * width * across
        x = side * (0.98 + 0.62 * out + 0.05)
        y = 0.20 + lift + scale * 0.40 * down
        z = -0.18 - 0.75 * out
        return np.stack([x, y, z], -1).astype(np.float32)


def _lit(colour: tuple[float, float, float], light: FloatArray) -> tuple[float, float, float]:
    red, green, blue = (np.asarray(colour) * light).clip(0, 255)
    return float(red), float(green), float(blue)
