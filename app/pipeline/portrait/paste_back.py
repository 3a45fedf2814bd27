"""Puts a generated crop back into the whole portrait, without a seam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.types import RGBImage

FloatArray: TypeAlias = npt.NDArray[np.float32]

# Widths of the soft edge over the crop's side. The chin comes near the lower border, hair near the
# upper one; beside the face there is room.
_LEFT, _TOP, _RIGHT, _BOTTOM = 0.2, 0.15, 0.2, 0.1
# OpenCV samples at whole multiples of this part of a pixel; every device keeps to them.
_STEPS = 32
# A generated picture this many times finer than the portrait is averaged down before it is sampled.
_MOST_FINER = 2


@dataclass(frozen=True, slots=True, eq=False)
class PastePlan:
    """Where each pixel of a portrait finds its new colour. Made once per portrait.

    Attributes:
        rows: The part of the picture that changes, from the first row to behind the last.
        columns: Likewise.
        mask: h x w float32 of that part: 0 keeps the portrait, 1 takes the generated picture.
        coordinates: h x w x 2 float32, (x, y) to sample at, pixels of the generated picture
            after it was brought to ``sampled`` pixels.
        generated: Edge length of the generated picture.
        sampled: Edge length it is averaged down to first; ``generated`` where it is not.
    """

    rows: slice
    columns: slice
    mask: FloatArray
    coordinates: FloatArray
    generated: int
    sampled: int


def plan_paste(size: tuple[int, int], crop: FaceCrop, generated: int = 512) -> PastePlan:
    """Works out a paste.

    Args:
        size: Width and height of the portrait, pixels.
        crop: Where the generated picture was cut from.
        generated: Its edge length, pixels.
    """
    rows, columns = _touched(size, crop)
    places = _places(rows, columns, crop, generated)
    sampled = min(generated, max(round(_MOST_FINER * crop.side), 2))
    coordinates = (places + 0.5) * (sampled / generated) - 0.5
    np.clip(coordinates, 0, sampled - 1, out=coordinates)
    coordinates = np.round(coordinates * _STEPS) / _STEPS
    return PastePlan(rows, columns, _mask(places, generated), coordinates, generated, sampled)


class PasteBack:
    """The way back into one portrait, on the processor.

    Args:
        portrait: H x W x 3 uint8 RGB. It is kept, not copied, and never written to.
        crop: Where the generated pictures are cut from.
        size: Edge length of the generated pictures, pixels.
    """

    def __init__(self, portrait: RGBImage, crop: FaceCrop, size: int = 512) -> None:
        self.plan = plan = plan_paste((portrait.shape[1], portrait.shape[0]), crop, size)
        self._portrait = portrait
        self._part = np.ascontiguousarray(portrait[plan.rows, plan.columns])
        self._keep = 1 - plan.mask
        self._map: tuple[npt.NDArray[Any], npt.NDArray[Any]] | None = None
        if plan.mask.size:
            x, y = np.ascontiguousarray(plan.coordinates.transpose(2, 0, 1))
            whole, part = cv2.convertMaps(x, y, cv2.CV_16SC2)
            self._map = np.asarray(whole), np.asarray(part)

    def paste(self, generated: RGBImage) -> RGBImage:
        """The portrait with a generated picture in it.

        Args:
            generated: ``size`` x ``size`` x 3 uint8 RGB.

        Returns:
            H x W x 3 uint8 RGB, a new array; outside the mask the portrait's own pixels.
        """
        if self._map is None:
            return self._portrait.copy()
        plan = self.plan
        if plan.sampled < plan.generated:
            small = (plan.sampled, plan.sampled)
            generated = np.asarray(cv2.resize(generated, small, interpolation=cv2.INTER_AREA), np.uint8)
        sampled = cv2.remap(generated, *self._map, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return self.put(np.asarray(cv2.blendLinear(sampled, self._part, plan.mask, self._keep), np.uint8))

    def put(self, part: RGBImage) -> RGBImage:
        """The portrait with its changing part replaced: h x w x 3 uint8 in, a new H x W x 3 out."""
        image = self._portrait.copy()
        image[self.plan.rows, self.plan.columns] = part
        return image


def _touched(size: tuple[int, int], crop: FaceCrop) -> tuple[slice, slice]:
    """Rows and columns of the picture under the crop; empty where they do not meet."""
    corners = np.array([(0, 0), (1, 0), (0, 1), (1, 1)], np.float32)
    low_high = crop.to_picture(corners, 1)
    low, high = np.floor(low_high.min(axis=0)), np.ceil(low_high.max(axis=0)) + 1
    columns, rows = (
        slice(int(min(max(a, 0), length)), int(min(max(b, 0), length)))
        for a, b, length in zip(low, high, size, strict=True)
    )
    return rows, columns


def _places(rows: slice, columns: slice, crop: FaceCrop, generated: int) -> FloatArray:
    """Where each pixel of the part lies in the generated picture: h x w x 2, (x, y) pixels."""
    left, top, width, height = columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start
    corners = np.array([(left, top), (left + width, top), (left, top + height)], np.float32)
    origin, right, down = crop.from_picture(corners, generated)
    x = np.linspace(0, 1, width, endpoint=False, dtype=np.float32)[None, :, None]
    y = np.linspace(0, 1, height, endpoint=False, dtype=np.float32)[:, None, None]
    places: FloatArray = origin + x * (right - origin) + y * (down - origin)
    return places


def _mask(places: FloatArray, generated: int) -> FloatArray:
    """The weight of the generated picture, h x w: 1 in its middle, 0 from its border on, corners round."""
    x, y = places[..., 0] / (generated - 1), places[..., 1] / (generated - 1)
    across = np.minimum(x / _LEFT, (1 - x) / _RIGHT).clip(0, 1)
    along = np.minimum(y / _TOP, (1 - y) / _BOTTOM).clip(0, 1)
    return _eased((1 - np.hypot(1 - across, 1 - along)).clip(0, 1))


def _eased(x: FloatArray) -> FloatArray:
    """From 0 to 1 with neither a corner nor a change of bend to be seen: 6 x^5 - 15 x^4 + 10 x^3."""
    eased: FloatArray = np.minimum(x * x * x * (x * (x * 6 - 15) + 10), 1)  # rounding may pass 1
    return eased
