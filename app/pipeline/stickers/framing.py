"""What part of a portrait a sticker shows: the head, and a bit of the shoulders."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.topology import FACE_OVAL
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.types import Landmarks

FloatArray = npt.NDArray[np.float32]

_ABOVE = 0.1
"""Room over the head, of the sticker's side; heads rise while they act."""

_HEADS, _HEADS_WITH_CAPTION = 1.55, 1.7
"""Side of the sticker over the height of the head, hair and hats included."""

_LEAST_HEADS, _LEAST_HEADS_WITH_CAPTION = 1.2, 1.5
"""The same where the picture has no more to show."""

_WIDTHS = 1.6
"""Side of the sticker over the width of the head, at least."""

_TALLEST_HEAD = 2.1
"""Over the face oval's height; what stands higher is no part of the head."""

_AROUND = 0.45
"""How much of the portrait beyond the sticker goes with it, so that the engine has room to pull from."""

_FINEST = 1.5
"""Pixels drawn for one of the sticker, at most."""


@dataclass(frozen=True, slots=True)
class Square:
    """A part of a picture.

    Attributes:
        left: Pixels; may lie beyond the picture, as all of it.
        top: Pixels.
        side: Pixels.
    """

    left: float
    top: float
    side: float

    def moved_into(self, wide: int, high: int) -> Square:
        """Moved into a picture; where it is too large for that, centred, and down from the upper edge."""
        left = min(max(self.left, 0.0), wide - self.side) if self.side <= wide else (wide - self.side) / 2
        return Square(left, max(min(self.top, high - self.side), 0.0), self.side)


def frame_head(landmarks: Landmarks, matte: FloatArray, *, caption: bool, within: bool) -> Square:
    """The square a sticker shows.

    Args:
        landmarks: 478 x 3 pixels of the picture.
        matte: H x W, 0..1, the person in the picture.
        caption: Whether words need room under the chin.
        within: Whether the square should not leave the picture; it does where it could not hold the head.
    """
    high, wide = matte.shape
    face = _Box.around(landmarks[FACE_OVAL, :2])
    top = _top_of_head(matte, face)
    left, right = _sides_of_head(matte, top, face)
    head = face.bottom - top
    side = head * (_HEADS_WITH_CAPTION if caption else _HEADS)
    least = head * (_LEAST_HEADS_WITH_CAPTION if caption else _LEAST_HEADS)
    if within:
        side = max(min(side, wide, high), least)
    else:
        side = max(side, _WIDTHS * (right - left))
        side = min(side, max((high - top) / (1 - _ABOVE), least))
    middle = (face.left + face.right + left + right) / 4
    square = Square(middle - side / 2, top - _ABOVE * side, side)
    return square.moved_into(wide, high) if within else square


def cut_portrait(portrait: Portrait, square: Square, pixels: int) -> tuple[Portrait, Square]:
    """The portrait around a square, no finer than a sticker can show.

    Args:
        portrait: The whole one.
        square: What the sticker shows.
        pixels: Side of the sticker.

    Returns:
        The smaller portrait, and the square in it.
    """
    margin = _AROUND * square.side
    wide, high = portrait.size
    x0, y0 = max(int(square.left - margin), 0), max(int(square.top - margin), 0)
    x1 = min(int(np.ceil(square.left + square.side + margin)), wide)
    y1 = min(int(np.ceil(square.top + square.side + margin)), high)
    scale = min(_FINEST * pixels / square.side, 1.0)
    size = max(round((x1 - x0) * scale), 2), max(round((y1 - y0) * scale), 2)
    image = cv2.resize(portrait.image[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA)
    factors = np.array([size[0] / (x1 - x0), size[1] / (y1 - y0), scale], np.float32)
    landmarks = (portrait.landmarks - np.array([x0, y0, 0], np.float32) + 0.5) * factors - 0.5
    cut = replace(portrait, image=np.asarray(image, np.uint8), landmarks=landmarks.astype(np.float32))
    fx, fy = float(factors[0]), float(factors[1])
    return cut, Square((square.left - x0) * fx, (square.top - y0) * fy, square.side * fx)


def show_square(picture: npt.NDArray[np.uint8], square: Square, pixels: int) -> npt.NDArray[np.uint8]:
    """The part of a picture within a square, at the sticker's size; nothing (0) beyond the picture."""
    scale = pixels / square.side
    if scale < 1:  # area sampling for what is finer than the sticker
        size = max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1)
        sx, sy = size[0] / picture.shape[1], size[1] / picture.shape[0]
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        place = np.array(
            [[1, 0, -(square.left + 0.5) * sx + 0.5], [0, 1, -(square.top + 0.5) * sy + 0.5]], np.float32
        )
    else:
        shift = scale / 2 - 0.5
        place = np.array(
            [[scale, 0, -square.left * scale + shift], [0, scale, -square.top * scale + shift]], np.float32
        )
    return np.asarray(cv2.warpAffine(picture, place, (pixels, pixels), flags=cv2.INTER_CUBIC), np.uint8)


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, points: npt.NDArray[np.float32]) -> _Box:
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        return cls(float(left), float(top), float(right), float(bottom))


def _top_of_head(matte: FloatArray, face: _Box) -> float:
    """The highest row with something of the person over the face, pixels."""
    columns = matte[:, max(int(face.left), 0) : max(int(np.ceil(face.right)), 1)]
    rows = np.flatnonzero((columns > 0.5).any(axis=1))
    highest = min(float(rows[0]), face.top) if len(rows) else face.top
    return max(highest, face.bottom - _TALLEST_HEAD * (face.bottom - face.top), 0.0)


def _sides_of_head(matte: FloatArray, top: float, face: _Box) -> tuple[float, float]:
    """From where to where the head reaches, hair included, pixels."""
    reach = 0.6 * (face.right - face.left)
    start = max(int(face.left - reach), 0)
    lowest = int(0.3 * top + 0.7 * face.bottom) + 1
    part = matte[int(top) : lowest, start : max(int(face.right + reach), 1)]
    columns = np.flatnonzero((part > 0.5).any(axis=0))
    return (
        (start + float(columns[0]), start + float(columns[-1])) if len(columns) else (face.left, face.right)
    )
