"""Placing a portrait in the output picture: framed around the head, its own blur beside it."""

from __future__ import annotations

import cv2
import numpy as np

from app.pipeline.portrait.portrait import Portrait
from app.pipeline.types import RGBImage

_FACE_SHARE = 0.36
"""Height of the face, forehead to chin, in the output's height, when the portrait allows it."""

_FACE_PLACE = (0.5, 0.47)
_MOST_MAGNIFIED = 3.0
_THIN_BARS = 1.2
"""A portrait this close to the output's shape fills it, rather than leaving thin bars."""


class Compositor:
    """Fits one portrait into one output size, once, so that a frame costs a copy at most.

    Attributes:
        portrait: The part of the portrait that shows, at the output's scale. This is what an
            engine should animate.

    Args:
        portrait: The whole portrait.
        size: Width and height of the output, pixels.
    """

    def __init__(self, portrait: Portrait, size: tuple[int, int]) -> None:
        scale = _scale(portrait, size)
        window = _window(portrait, size, scale)
        self.portrait = _cut(portrait, window, scale, size)
        shown = self.portrait.size
        self._place = ((size[0] - shown[0]) // 2, (size[1] - shown[1]) // 2)
        self._background = None if shown == size else _blurred(self.portrait.image, size)

    def compose(self, image: RGBImage) -> RGBImage:
        """Puts an animated picture of ``portrait``'s size into the output picture.

        Returns:
            H x W x 3 uint8 RGB of the output's size; ``image`` itself where it fills it.
        """
        if self._background is None:
            return image
        x, y = self._place
        output = self._background.copy()
        output[y : y + image.shape[0], x : x + image.shape[1]] = image
        return output


def _scale(portrait: Portrait, size: tuple[int, int]) -> float:
    """As large as needed for the face to be seen, never smaller than to show the whole portrait."""
    ratios = [s / p for s, p in zip(size, portrait.size, strict=True)]
    face = portrait.landmarks[:468, 1]
    wanted = _FACE_SHARE * size[1] / max(float(np.ptp(face)), 1.0)
    whole = min(ratios)
    if max(ratios) <= _THIN_BARS * whole:
        whole = max(ratios)
    return max(whole, min(wanted, max(_MOST_MAGNIFIED, whole)))


def _window(portrait: Portrait, size: tuple[int, int], scale: float) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1 of the portrait that show: the face in its place, no edge left empty."""
    face = portrait.landmarks[:468, :2]
    centre = (face.min(axis=0) + face.max(axis=0)) / 2
    window = []
    for axis in (0, 1):
        extent = min(size[axis] / scale, portrait.size[axis])
        start = float(np.clip(centre[axis] - _FACE_PLACE[axis] * extent, 0, portrait.size[axis] - extent))
        first = min(round(start), portrait.size[axis] - 1)
        window.append((first, max(round(start + extent), first + 1)))
    (x0, x1), (y0, y1) = window
    return x0, y0, x1, y1


def _cut(
    portrait: Portrait, window: tuple[int, int, int, int], scale: float, most: tuple[int, int]
) -> Portrait:
    x0, y0, x1, y1 = window
    # Whole source pixels may come out a little larger than the output: that is no edge to show.
    size = (_fitted((x1 - x0) * scale, most[0], scale), _fitted((y1 - y0) * scale, most[1], scale))
    part = portrait.image[y0:y1, x0:x1]
    image = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    factor = np.array([size[0] / (x1 - x0), size[1] / (y1 - y0), scale], np.float32)
    landmarks = (portrait.landmarks - np.array([x0, y0, 0], np.float32) + [0.5, 0.5, 0]) * factor - [
        0.5,
        0.5,
        0,
    ]
    return Portrait(np.asarray(image, np.uint8), landmarks.astype(np.float32), portrait.name)


def _fitted(length: float, most: int, scale: float) -> int:
    return most if abs(length - most) <= scale + 1 else max(min(round(length), most), 1)


def _blurred(image: RGBImage, size: tuple[int, int]) -> RGBImage:
    """The picture grown over the whole output, out of focus and darker."""
    height, width = image.shape[:2]
    grow = max(size[0] / width, size[1] / height)
    small = cv2.resize(
        image,
        (max(round(width * grow / 8), 1), max(round(height * grow / 8), 1)),
        interpolation=cv2.INTER_AREA,
    )
    top, left = (small.shape[0] - size[1] // 8) // 2, (small.shape[1] - size[0] // 8) // 2
    middle = small[max(top, 0) : top + size[1] // 8 + 1, max(left, 0) : left + size[0] // 8 + 1]
    soft = cv2.GaussianBlur(middle, (0, 0), 4)
    grown = np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    return (grown * 0.6).astype(np.uint8)
