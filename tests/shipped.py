"""The shipped portraits, loaded once for all tests, and a second opinion on rendered faces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.portrait.library import shipped_portraits
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.types import Landmarks, RGBImage

LADY, GENTLEMAN, HOPPER = (shipped.path.stem for shipped in shipped_portraits())
PORTRAITS = (LADY, GENTLEMAN, HOPPER)

Observer: TypeAlias = Callable[[RGBImage], Landmarks]
"""The one face of a picture, by a landmark pass of its own."""


@cache
def portrait(name: str = LADY) -> Portrait:
    """A shipped portrait; neither its picture nor its landmarks can be written to."""
    path = next(shipped.path for shipped in shipped_portraits() if shipped.path.stem == name)
    loaded = load_portrait(path)
    loaded.image.setflags(write=False)
    loaded.landmarks.setflags(write=False)
    return loaded


def resized(original: Portrait, factor: float) -> Portrait:
    """The portrait in another resolution."""
    width, height = (max(round(side * factor), 1) for side in original.size)
    image: RGBImage = np.asarray(
        cv2.resize(original.image, (width, height), interpolation=cv2.INTER_AREA), np.uint8
    )
    landmarks = (original.landmarks + np.float32(0.5)) * np.float32(factor) - np.float32(0.5)
    return replace(original, image=image, landmarks=landmarks)


def cropped(original: Portrait, x0: int, y0: int, x1: int, y1: int) -> Portrait:
    """A part of the portrait."""
    image = np.ascontiguousarray(original.image[y0:y1, x0:x1])
    return replace(original, image=image, landmarks=original.landmarks - np.array([x0, y0, 0], np.float32))


def turned(pitch: float = 0.0, yaw: float = 0.0, roll: float = 0.0) -> npt.NDArray[np.float32]:
    """A rotation about one head axis with the sign that ``HeadPose`` gives that angle, degrees."""
    axis = np.radians(np.array([pitch, -yaw, roll], np.float64))
    return cv2.Rodrigues(axis)[0].astype(np.float32)
