"""Pictures of one size in a camera of another."""

from __future__ import annotations

from typing import Final

import numpy as np

from app.pipeline.sinks.virtual_camera.pixels import Pixels


class Fitting:
    """Scales pictures to fit, in the middle, with black borders where the shape is another.

    Args:
        size: Width and height of pictures, pixels.
        into: What they become.
    """

    def __init__(self, size: tuple[int, int], into: tuple[int, int]) -> None:
        scale = min(into[0] / size[0], into[1] / size[1])
        width, height = (
            min(max(round(length * scale), 1), most) for length, most in zip(size, into, strict=True)
        )
        left, top = (into[0] - width) // 2, (into[1] - height) // 2
        self._same: Final = size == into
        self._inner = (width, height)
        self._place = slice(top, top + height), slice(left, left + width)
        self._canvas: Pixels = np.zeros((into[1], into[0], 3), np.uint8)

    def fit(self, image: Pixels) -> Pixels:
        """The picture in the other size; valid until the next call. H x W x 3 uint8 RGB, both."""
        if self._same:
            return image
        import cv2  # only here: the camera's process must stay small

        self._canvas[self._place] = cv2.resize(image, self._inner, interpolation=cv2.INTER_AREA)
        return self._canvas
