"""Which moment of a recorded performance answers to the portrait at rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.resting import median_shape, restful
from app.pipeline.tracking.ratios import INNER_LIPS, MOUTH_CORNERS

FloatArray = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """What answers to the portrait at rest.

    Attributes:
        shape: The driver's face.
        moments: Places in the track at which he looked like that, at least one.
    """

    shape: FaceShape
    moments: tuple[int, ...]


def best_match(track: list[FaceShape], portrait: FaceShape) -> Match:
    """The neutral for a whole recorded performance.

    If the driver at some time holds the portrait's own pose and expression, that moment is what
    the portrait shows, and everything else follows from it. Otherwise it is the driver's rest.

    Args:
        track: Every observed face, measured against one of them; at least one.
        portrait: The portrait at rest.
    """
    calm = restful(track[:: max(1, len(track) // 400)])
    rest = median_shape(calm)
    costs = np.array([_difference(s, portrait) if _may_be_rest(s, portrait, rest) else np.inf for s in track])
    if costs.min() >= _MATCH:
        chosen = {id(shape) for shape in calm}
        return Match(rest, tuple(at for at, shape in enumerate(track) if id(shape) in chosen))
    moment = int(np.argmax(costs <= costs.min() + _AS_GOOD))
    return Match(track[moment], (moment,))


_REACH_DEG = 25.0
_MATCH = 1.0
_SAME = 0.45
"""A difference below which portrait and driver are as good as one picture, whatever they do."""

_AS_GOOD = 0.25
"""Differences closer than this are noise: of frames as good as the best, the first is taken."""


def _may_be_rest(shape: FaceShape, portrait: FaceShape, rest: FaceShape) -> bool:
    """Whether a moment can stand for the portrait: the driver at rest, or the very same picture.

    A grin that happens to be as open as a portrait's lips is neither.
    """
    if _turn(shape, rest) >= _REACH_DEG:
        return False
    acting = np.abs(_mouth(shape) - _mouth(rest)).max() > 0.06 or min(shape.eyes) < 0.75 * min(rest.eyes)
    return not acting or _difference(shape, portrait) < _SAME


def _difference(shape: FaceShape, portrait: FaceShape) -> float:
    """1 is the limit of what passes for the same pose and expression."""
    angles = np.subtract((shape.pose.yaw, shape.pose.pitch, shape.pose.roll), _angles(portrait)) / 8.0
    eyes = np.subtract(shape.eyes, portrait.eyes) / 0.10
    lips = (shape.lips - portrait.lips) / 0.10
    looks = (shape.gaze[:, 0] - portrait.gaze[:, 0]) / 0.15
    mouth = (_mouth(shape) - _mouth(portrait)) / 0.15
    return float(
        np.sqrt((angles**2).sum() + (eyes**2).mean() + lips**2 + (looks**2).mean() + (mouth**2).sum())
    )


def _mouth(shape: FaceShape) -> FloatArray:
    """Width of the mouth, height of its corners over the lips, and its opening, face sizes."""
    left, right = shape.local[list(MOUTH_CORNERS), :2]
    upper, lower = shape.local[list(INNER_LIPS), :2]
    middle = (upper + lower) / 2
    return np.array([right[0] - left[0], middle[1] - (left[1] + right[1]) / 2, lower[1] - upper[1]])


def _angles(shape: FaceShape) -> tuple[float, float, float]:
    return shape.pose.yaw, shape.pose.pitch, shape.pose.roll


def _turn(shape: FaceShape, other: FaceShape) -> float:
    cosine = (np.trace(shape.pose.rotation.T @ other.pose.rotation) - 1) / 2
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
