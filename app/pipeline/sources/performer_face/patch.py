"""A small supersampled picture laid over part of a frame: antialiased and soft-edged shapes."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.sources.performer_face.colours import Colour
from app.pipeline.sources.performer_face.view import FloatArray
from app.pipeline.types import RGBImage

_FRACTION_BITS = 5


def fill(image: npt.NDArray[np.uint8], outline: FloatArray, colour: Colour | float) -> None:
    """Fills an N x 2 polygon, pixels, antialiased and placed to 1/32 pixel."""
    corners = np.rint(outline * (1 << _FRACTION_BITS)).astype(np.int32)
    paint = colour if isinstance(colour, tuple) else (colour,)
    cv2.fillPoly(image, [corners], paint, cv2.LINE_AA, _FRACTION_BITS)


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
        x, y, across, down = cv2.boundingRect(around.astype(np.float32))
        pad = math.ceil(margin)
        left, top = min(max(x - pad, 0), width - 1), min(max(y - pad, 0), height - 1)
        right, bottom = max(min(x + across + pad, width), left + 1), max(min(y + down + pad, height), top + 1)
        self._frame = frame[top:bottom, left:right]
        self._corner = np.array([left, top], np.float32)
        self._factor = factor
        self.shape = ((bottom - top) * factor, (right - left) * factor)

    def local(self, pixels: FloatArray) -> FloatArray:
        """Frame pixels to canvas pixels."""
        return np.asarray((pixels - self._corner + 0.5) * self._factor - 0.5, dtype=np.float32)

    def blank(self, colour: Colour) -> RGBImage:
        """A canvas of one colour."""
        canvas = np.empty((*self.shape, 3), np.uint8)
        cv2.rectangle(canvas, (0, 0), (self.shape[1], self.shape[0]), colour, cv2.FILLED)
        return canvas

    def mask(self, outline: FloatArray, blur: float = 0.0) -> FloatArray:
        """Coverage 0..1 of a polygon given in frame pixels, blurred by ``blur`` frame pixels."""
        sigma = blur * self._factor
        # A wide blur needs no fine canvas: its cost would grow with the square of the frame's size.
        shrink = max(1, int(sigma / 1.5))
        canvas = np.zeros((-(-self.shape[0] // shrink), -(-self.shape[1] // shrink)), np.uint8)
        fill(canvas, (self.local(outline) + 0.5) / shrink - 0.5, 255)
        soft = canvas.astype(np.float32) * np.float32(1 / 255)
        if blur > 0:
            soft = np.asarray(cv2.GaussianBlur(soft, (0, 0), sigma / shrink), np.float32)
        if shrink > 1:
            size = (soft.shape[1] * shrink, soft.shape[0] * shrink)
            soft = np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR), np.float32)
        return np.ascontiguousarray(soft[: self.shape[0], : self.shape[1]])

    def paste(self, picture: RGBImage, alpha: FloatArray) -> None:
        """Lays the canvas over the frame."""
        if self._factor > 1:
            size = (self._frame.shape[1], self._frame.shape[0])
            picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
            alpha = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32)
        self._frame[:] = blend(picture, self._frame, alpha)


def blend(over: RGBImage, under: RGBImage, alpha: FloatArray) -> RGBImage:
    """``over`` where alpha is 1, ``under`` where it is 0; H x W x 3 uint8."""
    return np.asarray(cv2.blendLinear(over, under, alpha, 1.0 - alpha))
