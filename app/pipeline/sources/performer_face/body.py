"""Neck and shoulders of the performer."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.sources.performer_face import colours
from app.pipeline.sources.performer_face.colours import mix, scaled
from app.pipeline.sources.performer_face.patch import Patch, blend, fill
from app.pipeline.sources.performer_face.script import PerformerPose
from app.pipeline.sources.performer_face.view import EYE_LINE, UNIT_PER_FRAME_HEIGHT, FloatArray, View
from app.pipeline.types import RGBImage

_BODY_FOLLOWS = 0.45
"""How much of the head's shift the shoulders make."""


class Body:
    """Shoulders in a jumper, painted once, and a neck that joins them to the head."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._unit = UNIT_PER_FRAME_HEIGHT * size[1]
        self._picture, self._alpha = _paint_torso(size)
        x, y, width, _ = cv2.boundingRect(self._alpha)
        room = int(0.03 * size[1])
        self._extent = max(x - room, 0), max(y - room, 0), min(x + width + room, size[0]), size[1]

    def draw(self, frame: RGBImage, view: View, pose: PerformerPose) -> None:
        """Draws neck, then shoulders."""
        shift = _BODY_FOLLOWS * np.array([pose.offset_x, pose.offset_y], np.float32) * self._size[1]
        self._draw_neck(frame, view, shift)
        move = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
        left, top, right, bottom = self._extent
        move[:, 2] -= left, top
        size = (right - left, bottom - top)
        picture = cv2.warpAffine(self._picture, move, size, borderMode=cv2.BORDER_REPLICATE)
        alpha = cv2.warpAffine(self._alpha, move, size, borderMode=cv2.BORDER_REPLICATE)
        weight = alpha.astype(np.float32) * np.float32(1 / 255)
        part = frame[top:bottom, left:right]
        part[:] = blend(np.asarray(picture, np.uint8), part, weight)

    def _draw_neck(self, frame: RGBImage, view: View, shift: FloatArray) -> None:
        jaw = view.project(
            np.array([[-0.63, 1.05, -0.25], [0.63, 1.05, -0.25], [0.0, 1.45, 0.55]], np.float32)
        )
        left, right, chin = jaw
        base = np.array(
            [self._size[0] / 2, (EYE_LINE + 2.62 * UNIT_PER_FRAME_HEIGHT) * self._size[1]], np.float32
        )
        base = base + shift
        wide = np.array([0.72 * self._unit, 0.0], np.float32)
        along = np.linspace(0, 1, 9, dtype=np.float32)[:, None]
        bend = np.concatenate([0.9 * along**1.6, along], axis=1)  # straight down from the jaw, then outwards
        sides = [left + bend * (base - wide - left), right + bend * (base + wide - right)]
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


def _paint_torso(size: tuple[int, int]) -> tuple[RGBImage, npt.NDArray[np.uint8]]:
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
    picture = mix(picture, scaled(colours.JUMPER, 0.45), cv2.GaussianBlur(collar, (0, 0), 0.05 * unit) * 0.6)
    rib = 1.0 + 0.10 * np.sin(np.arctan2(u, 2.9 - v) * 70)
    band = (
        np.asarray(scaled(colours.JUMPER, 1.10), np.float32)
        * (rib * (1 + _inflated(collar, 0.07 * unit)))[..., None]
    )
    picture = picture + collar[..., None] * (band - picture)
    picture *= (0.80 + 0.25 * np.clip(0.5 - u * 0.25, 0, 1))[..., None]
    alpha = np.maximum(shape, collar) * (1.0 - hollow)
    return np.asarray(picture.clip(0, 255).astype(np.uint8)), np.rint(255 * alpha).astype(np.uint8)


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
    return np.asarray(loop, np.float32)


def _mask(size: tuple[int, int], outline: FloatArray) -> FloatArray:
    canvas = np.zeros((size[1], size[0]), np.uint8)
    fill(canvas, outline, 255)
    return np.asarray(canvas.astype(np.float32) / 255, np.float32)


def _inflated(mask: FloatArray, radius: float) -> FloatArray:
    """Shading of a shape blown up like a cushion, lit from the upper left; around 0."""
    height = cv2.GaussianBlur(mask, (0, 0), radius) * radius
    slope_y, slope_x = np.gradient(height)
    return np.asarray((-0.9 * slope_x * -1 + 1.3 * slope_y).clip(-0.6, 0.45), dtype=np.float32)
