"""The part of a portrait that LivePortrait's networks look at."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.pipeline.portrait.portrait import Portrait
from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.tracking.ratios import EYE_CORNERS, EYE_LIDS
from app.pipeline.types import Landmarks, RGBImage

FloatArray: TypeAlias = npt.NDArray[np.float64]

SOURCE_PIXELS = 512
"""Edge length of the source crop, and of what the generator gives back."""

_SCALE = 2.3
_RAISED = 0.125

_EYES = np.concatenate([EYE_CORNERS, EYE_LIDS], axis=1)
_LIPS = np.array(
    (
        *(61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146),
        *(78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95),
    )
)
# From one end of the brows down around the jaw to the other, without the forehead.
_JAW_LINE = (
    *(389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162),
)
_BROWS = (
    *(70, 63, 105, 66, 107, 46, 53, 52, 65, 55),
    *(300, 293, 334, 296, 336, 276, 283, 282, 295, 285),
)
_NOSE = (168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 129, 358)
_OUTLINED = np.array((*_JAW_LINE, *_BROWS, *_NOSE, *_EYES.ravel(), *_LIPS))

Look: TypeAlias = Callable[[RGBImage, FaceCrop], Landmarks | None]
"""Landmarks (478 x 3, pixels of the picture) of the face in a crop, as ``LandmarkModel`` finds them."""

_LOOK_SIDES = (0.92, 1.0, 1.08)
_LOOK_ANGLES = tuple(math.radians(degrees) for degrees in (-5, 0, 5))


def source_crop(landmarks: Landmarks) -> FaceCrop:
    """Where LivePortrait cuts its source picture.

    The crop's y axis runs from the eyes to the lips; its side is 2.3 times the larger extent,
    along its own axes, of what the reference's landmarks outline (jaw line, brows, eyes, nose and
    lips, no forehead), and its middle lies above theirs by an eighth of its side. The reference
    takes the middle of the mouth's corners; all of the lips have the same middle on a face seen
    from the front and are read with less noise. Beyond the picture ``FaceCrop.cut`` repeats its
    edge where the reference fills in black, so that no motion pulls black into the picture.

    Args:
        landmarks: 478 x 3, pixels of the picture.

    Returns:
        The crop. Its angle is clockwise positive in the picture, as the reference counts it.
    """
    return face_square(landmarks, _SCALE, _RAISED)


def face_square(landmarks: Landmarks, scale: float, raised: float) -> FaceCrop:
    """A square around a face, upright on it.

    Args:
        landmarks: 478 x 3, pixels.
        scale: Side over the larger extent of the face from brows to chin and jaw to jaw.
        raised: How far the middle is moved towards the forehead, over the side.
    """
    points = landmarks[:, :2].astype(np.float64)
    axes = _upright_axes(points)
    outlined = points[_OUTLINED] @ axes.T
    low, high = outlined.min(axis=0), outlined.max(axis=0)
    side = scale * max(float((high - low).max()), 1e-3)
    middle = ((low + high) / 2 - (0.0, raised * side)) @ axes
    return FaceCrop((float(middle[0]), float(middle[1])), side, math.atan2(axes[0, 1], axes[0, 0]))


def portrait_crop(portrait: Portrait, look: Look | None = None) -> FaceCrop:
    """The source crop of a portrait, from several looks at its face.

    A pixel of noise in one look turns the crop of a small face by a degree.

    Args:
        portrait: The picture and the face found in it.
        look: How to look; a landmark model of its own, loaded for this call, if not given.
    """
    if look is None:
        from app.pipeline.tracking.mesh_models import LandmarkModel  # MediaPipe is slow to import.

        model = LandmarkModel()
        try:
            return source_crop(_steadied(portrait, model.landmarks))
        finally:
            model.close()
    return source_crop(_steadied(portrait, look))


def _steadied(portrait: Portrait, look: Look) -> Landmarks:
    """The mean of what is seen through slightly different crops; the portrait's own if nothing is."""
    around = FaceCrop.around(portrait.landmarks)
    crops = (
        replace(around, side=around.side * side, angle=around.angle + angle)
        for side, angle in product(_LOOK_SIDES, _LOOK_ANGLES)
    )
    seen = [face for crop in crops if (face := look(portrait.image, crop)) is not None]
    return np.mean(seen, axis=0, dtype=np.float32) if seen else portrait.landmarks


def _upright_axes(points: FloatArray) -> FloatArray:
    """2 x 2: the unit x and y axis of the crop, in rows."""
    down = points[_LIPS].mean(axis=0) - points[_EYES].mean(axis=(0, 1))
    length = float(np.linalg.norm(down))
    x, y = down / length if length > 1e-3 else (0.0, 1.0)
    return np.array([[y, -x], [x, y]])
