"""How far a portrait may be moved before it stops looking like one; every limit is a soft knee."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.rotations import rotation_about, rotation_vector
from app.pipeline.types import REST, DrivenKeypoints, Motion

FloatArray = npt.NDArray[np.float32]

_ANGLE_DEG = (28.0, 42.0)
_SHIFT = (0.9, 1.5)
_SCALE = (0.35, 0.6)


def limit_rotation(rotation: npt.NDArray[np.floating[Any]]) -> FloatArray:
    """Keeps a turn below 42 degrees, untouched up to 28.

    Args:
        rotation: 3 x 3.

    Returns:
        3 x 3 float32, about the same axis.
    """
    vector = rotation_vector(rotation)
    angle = float(np.degrees(np.linalg.norm(vector)))
    if angle <= _ANGLE_DEG[0]:
        return rotation.astype(np.float32)
    return rotation_about(vector * (knee(angle, *_ANGLE_DEG) / angle)).astype(np.float32)


def limit_shift(offset: npt.NDArray[np.floating[Any]]) -> tuple[float, float]:
    """Keeps the head within 1.5 face sizes of its place."""
    length = float(np.hypot(offset[0], offset[1]))
    factor = 1.0 if length <= _SHIFT[0] else knee(length, *_SHIFT) / length
    return float(offset[0]) * factor, float(offset[1]) * factor


def limit_scale(scale: float) -> float:
    """Keeps the zoom between 0.55 and 1.8."""
    octaves = float(np.log(max(scale, 1e-3)))
    return float(np.exp(np.sign(octaves) * knee(abs(octaves), *_SCALE)))


def ease_to_rest(motion: Motion, weight: float, eyes: tuple[float, float], lips: float) -> Motion:
    """Mixes a motion with the portrait at rest.

    Args:
        motion: What the driver asks for.
        weight: 1 is the motion, 0 the rest.
        eyes: The portrait's own eye openness, as ``FaceShape.eyes``.
        lips: Its own lip openness.
    """
    if weight >= 1:
        return motion
    if weight <= 0:
        return REST
    seen = motion.eye_openness or eyes
    return Motion(
        rotation=rotation_about(rotation_vector(motion.rotation) * weight).astype(np.float32),
        translation=(motion.translation[0] * weight, motion.translation[1] * weight),
        scale=motion.scale**weight,
        expression=motion.expression * np.float32(weight),
        eye_openness=(_mix(eyes[0], seen[0], weight), _mix(eyes[1], seen[1], weight)),
        lip_openness=_mix(lips, lips if motion.lip_openness is None else motion.lip_openness, weight),
        gaze=motion.gaze * np.float32(weight),
        keypoints=_lighter(motion.keypoints, weight),
    )


def _lighter(driven: DrivenKeypoints | None, weight: float) -> DrivenKeypoints | None:
    return None if driven is None else replace(driven, weight=driven.weight * weight)


def _mix(rest: float, moved: float, weight: float) -> float:
    return rest + (moved - rest) * weight


def knee(value: float, start: float, end: float) -> float:
    """Identity up to ``start``, then bends smoothly towards ``end``."""
    if value <= start:
        return value
    room = end - start
    return start + room * float(np.tanh((value - start) / room))
