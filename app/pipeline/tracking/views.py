"""Other looks at a still picture, for faces a detector misses at first glance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.types import RGBImage

_VIEW_SIDE = 512
_TURNS_DEG = (-30, 30, -60, 60, -90, 90, 180)
_PARTS = ((0.6, 0.5), (0.35, 0.5))  # (part of the picture's shorter side, step over part)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A square look at a picture.

    Attributes:
        image: What the detector gets, RGB.
        area: Where it lies in the picture, None for the whole picture as it is.
    """

    image: RGBImage
    area: FaceCrop | None = None

    @property
    def plain(self) -> bool:
        """Whether this is the picture itself."""
        return self.area is None

    def crop_in_picture(self, crop: FaceCrop) -> FaceCrop:
        """A crop of the view as a crop of the picture."""
        if self.area is None:
            return crop
        centre = self.area.to_picture(np.array([crop.centre], dtype=np.float32), _VIEW_SIDE)[0]
        side = crop.side * self.area.side / _VIEW_SIDE
        return FaceCrop((float(centre[0]), float(centre[1])), side, crop.angle + self.area.angle)


def views(image: RGBImage) -> Iterator[View]:
    """The picture itself, then with a margin, enlarged parts of it, and turned copies."""
    yield View(image)
    height, width = image.shape[:2]
    middle, longer = (width / 2, height / 2), float(max(width, height))
    areas = [FaceCrop(middle, longer * margin) for margin in (1.5, 2.2)]
    areas += [FaceCrop(middle, longer * 1.3, math.radians(turn)) for turn in _TURNS_DEG]
    areas += _parts(width, height)
    for area in areas:
        yield View(area.cut(image, _VIEW_SIDE), area)


def _parts(width: int, height: int) -> Iterator[FaceCrop]:
    for part, step in _PARTS:
        side = part * min(width, height)
        for y in _starts(height, side, step):
            for x in _starts(width, side, step):
                yield FaceCrop((x + side / 2, y + side / 2), side)


def _starts(length: int, side: float, step: float) -> npt.NDArray[np.float64]:
    count = math.ceil((length - side) / (side * step)) + 1
    return np.linspace(0, length - side, max(count, 1))
