"""A small supersampled picture laid over part of a frame: antialiased and soft-edged shapes."""

from __future__ import annotations

import cv2
import numpy as np

from app.pipeline.sources.performer_face.colours import Colour
from app.pipeline.sources.performer_face.view import FloatArray
from app.pipeline.types import RGBImage

_FRACTION_BITS = 5


def fill(image: np.ndarray, outline: FloatArray, colour: Colour | float) -> None:
    """Fills an N x 2 polygon, pixels, antialiased and placed to 1/32 pixel."""
    cv2.fillPoly(image, [fixed_point(outline)], colour, cv2.LINE_AA, _FRACTION_BITS)  # type: ignore[call-overload]


def stroke(image: np.ndarray, line: FloatArray, colour: Colour | float, thickness: int = 1) -> None:
    """Draws an N x 2 polyline, pixels, antialiased and placed to 1/32 pixel."""
    cv2.polylines(image, [fixed_point(line)], False, colour, thickness, cv2.LINE_AA, _FRACTION_BITS)  # type: ignore[call-overload]


def fixed_point(points: FloatArray) -> np.ndarray:
    """Pixels in OpenCV's fixed point, as ``fill`` uses it."""
    return np.asarray(np.rint(points * (1 << _FRACTION_BITS)).astype(np.int32))


class Patch:
    """A supersampled canvas over the bounding box of some points of a frame.

    Args:
        frame: H x W x 3 uint8, RGB; ``paste`` writes into it.
        around: N x 2 pixels that must lie on the patch.
        margin: Pixels added on every side.
        factor: Canvas pixels a frame pixel.
    """

    def __init__(self, frame: RGBImage, around: FloatArray, margin: float, factor: int) -> None:
        height, width = frame.shape[:2]
        low = np.clip(np.floor(around.min(0) - margin), 0, (width - 1, height - 1)).astype(int)
        high = np.clip(np.ceil(around.max(0) + margin), low + 1, (width, height)).astype(int)
        self._frame = frame[low[1] : high[1], low[0] : high[0]]
        self._corner = low.astype(np.float32)
        self._factor = factor
        self.shape = (int(high[1] - low[1]) * factor, int(high[0] - low[0]) * factor)

    def local(self, pixels: FloatArray) -> FloatArray:
        """Frame pixels to canvas pixels."""
        return np.asarray((pixels - self._corner + 0.5) * self._factor - 0.5, dtype=np.float32)

    def blank(self, colour: Colour) -> RGBImage:
        """A canvas of one colour."""
        return np.full((*self.shape, 3), np.rint(colour), np.uint8)

    def mask(self, outline: FloatArray, blur: float = 0.0) -> FloatArray:
        """Coverage 0..1 of a polygon given in frame pixels, blurred by ``blur`` frame pixels."""
        canvas = np.zeros(self.shape, np.uint8)
        fill(canvas, self.local(outline), 255)
        if blur > 0:
            canvas = cv2.GaussianBlur(canvas, (0, 0), blur * self._factor)
        return canvas.astype(np.float32) * (1 / 255)

    def paste(self, picture: RGBImage, alpha: FloatArray) -> None:
        """Lays the canvas over the frame."""
        size = (self._frame.shape[1], self._frame.shape[0])
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        weight = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
        self._frame[:] = cv2.blendLinear(small, self._frame, weight, 1.0 - weight)


def blend(over: RGBImage, under: RGBImage, alpha: FloatArray) -> RGBImage:
    """``over`` where alpha is 1, ``under`` where it is 0; H x W x 3 uint8."""
    return np.asarray(cv2.blendLinear(over, under, alpha, 1.0 - alpha))
