"""How a camera was held: the quarter turns and flips a video carries beside its frames."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import cast

import numpy as np
from av.sidedata.sidedata import SideDataContainer, Type
from av.video.frame import VideoFrame

from app.pipeline.types import RGBImage


@dataclass(frozen=True, slots=True)
class Orientation:
    """One of the eight ways to lay an image down: swap the axes first, then flip.

    Attributes:
        transposed: Rows become columns.
        flip_x: Left and right change places, after the swap.
        flip_y: Top and bottom change places, after the swap.
    """

    transposed: bool = False
    flip_x: bool = False
    flip_y: bool = False

    def size(self, coded: tuple[int, int]) -> tuple[int, int]:
        """Width and height of the upright image, pixels."""
        return (coded[1], coded[0]) if self.transposed else coded

    def apply(self, image: RGBImage) -> RGBImage:
        """The upright image, C-contiguous; H x W x 3."""
        if self == UPRIGHT:
            return image
        if self.transposed:
            image = image.swapaxes(0, 1)
        if self.flip_x:
            image = image[:, ::-1]
        if self.flip_y:
            image = image[::-1]
        return np.ascontiguousarray(image)


UPRIGHT = Orientation()

# By quarter turns to the left; a mirrored picture cannot be told from a turned one this way.
_BY_ROTATION = {
    1: Orientation(transposed=True, flip_y=True),
    2: Orientation(flip_x=True, flip_y=True),
    3: Orientation(transposed=True, flip_x=True),
}


def orientation_of(frame: VideoFrame) -> Orientation:
    """Reads the frame's display matrix; upright without one.

    The matrix (ISO 14496-12, 9 x int32, rows a b u / c d v / x y w) takes the point (x, y) to
    (a x + c y, b x + d y).
    """
    try:
        matrix = cast(SideDataContainer, frame.side_data).get(Type.DISPLAYMATRIX)
    except ValueError:  # PyAV fails as a whole on side data it has no name for, such as a photo's EXIF
        return _BY_ROTATION.get(round(frame.rotation / 90) % 4, UPRIGHT)
    if matrix is None:
        return UPRIGHT
    a, b, _, c, d = struct.unpack_from("=5i", bytes(matrix))
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Orientation(flip_x=a < 0, flip_y=d < 0)
    return Orientation(transposed=True, flip_x=c < 0, flip_y=b < 0)
