"""How pixels lie in memory on their way to the driver."""

from __future__ import annotations

from enum import Enum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""One picture in some layout, C-contiguous, of the shape ``array_shape`` tells."""


class PixelLayout(Enum):
    """What a driver takes; the value travels in shared memory."""

    I420 = 1
    """A plane of luma, then two of chroma at half the size; BT.601, limited range."""

    RGB = 2


def array_shape(layout: PixelLayout, size: tuple[int, int]) -> tuple[int, ...]:
    """Shape of the array that holds a picture of that width and height, both even."""
    width, height = size
    return (height * 3 // 2, width) if layout is PixelLayout.I420 else (height, width, 3)


def byte_count(layout: PixelLayout, size: tuple[int, int]) -> int:
    """Bytes of one picture."""
    width, height = size
    return width * height * 3 // (2 if layout is PixelLayout.I420 else 1)


MOST_BYTES_LAYOUT: Final = PixelLayout.RGB


def convert(image: Pixels, layout: PixelLayout, out: Pixels) -> None:
    """Writes a picture in another layout.

    Args:
        image: H x W x 3 uint8 RGB.
        layout: The wanted one.
        out: Where to, of the layout's shape.
    """
    if layout is PixelLayout.RGB:
        np.copyto(out, image)
        return
    import cv2  # only here: the camera's process must stay small

    cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2YUV_I420, dst=out)
