"""Engines with portraits set, and ways to compare what they draw."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.types import Motion, RGBImage
from tests import shipped


def engine_for(portrait: Portrait) -> MeshEngine:
    engine = MeshEngine()
    engine.set_portrait(portrait)
    return engine


@cache
def engine_of(name: str = shipped.LADY) -> MeshEngine:
    return engine_for(shipped.portrait(name))


@cache
def small() -> Portrait:
    return shipped.resized(shipped.portrait(), 0.25)


@cache
def small_engine() -> MeshEngine:
    return engine_for(small())


def rendered(name: str, motion: Motion) -> RGBImage:
    return engine_of(name).render(motion)


def difference(image: RGBImage, other: RGBImage) -> npt.NDArray[np.int_]:
    change: npt.NDArray[np.int_] = np.abs(image.astype(int) - other.astype(int))
    return change


def corners(image: RGBImage) -> npt.NDArray[np.uint8]:
    """A twentieth of the picture's sides in each corner."""
    high, wide = image.shape[0] // 20, image.shape[1] // 20
    return np.stack([c for row in (image[:high], image[-high:]) for c in (row[:, :wide], row[:, -wide:])])


def around_head(portrait: Portrait) -> npt.NDArray[np.bool_]:
    """The face's box grown to three times its size: what may change at all."""
    low, high = portrait.landmarks[:, :2].min(axis=0), portrait.landmarks[:, :2].max(axis=0)
    (x0, y0), (x1, y1) = np.maximum(2 * low - high, 0).astype(int), np.ceil(2 * high - low).astype(int)
    mask = np.zeros(portrait.image.shape[:2], bool)
    mask[y0:y1, x0:x1] = True
    return mask


def looking(along: float = 0.0, across: float = 0.0) -> Motion:
    return Motion(gaze=np.array([(along, across), (along, across)], np.float32))
