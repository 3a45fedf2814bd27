"""Implicit keypoints: head angles, and from canonical keypoints to where a motion puts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion

ANGLE_BINS = 66
_DEGREES_PER_BIN = 3.0
_FIRST_BIN_DEGREES = -97.5

_GIMBAL_LOCK = 1e-6
"""Cosine of the yaw below which pitch and roll turn about one axis and cannot be told apart."""


@dataclass(frozen=True, slots=True)
class HeadAngles:
    """Turn of a head in degrees: pitch about x, yaw about y, roll about z."""

    pitch: float
    yaw: float
    roll: float


def expected_degrees(logits: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
    """Angles from the motion extractor's bins: the mean of the softmax over them.

    Args:
        logits: ... x 66, one score a bin of 3 degrees.

    Returns:
        ..., degrees, -97.5..97.5.
    """
    scores = logits.astype(np.float64)
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    degrees = np.arange(ANGLE_BINS) * _DEGREES_PER_BIN + _FIRST_BIN_DEGREES
    angles: npt.NDArray[np.float64] = (odds @ degrees) / odds.sum(axis=-1)
    return angles


def rotation_matrix(angles: HeadAngles) -> FloatArray:
    """Rotation to apply to row vectors from the right: ``(Rz(roll) @ Ry(yaw) @ Rx(pitch)).T``.

    Returns:
        3 x 3 float32.
    """
    x, y, z = np.radians((angles.pitch, angles.yaw, angles.roll))
    about_x = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_z = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    rotation: FloatArray = (about_z @ about_y @ about_x).T.astype(np.float32)
    return rotation


def head_angles(rotation: FloatArray) -> HeadAngles:
    """Inverse of ``rotation_matrix``; at a yaw of 90 degrees all the rest is called roll.

    Args:
        rotation: 3 x 3, applied to row vectors from the right.

    Returns:
        Pitch and roll within 180 degrees either way, yaw within 90.
    """
    turn = rotation.T.astype(np.float64)
    yaw = np.arctan2(-turn[2, 0], np.hypot(turn[0, 0], turn[1, 0]))
    if np.cos(yaw) < _GIMBAL_LOCK:
        pitch, roll = 0.0, np.arctan2(-turn[0, 1], turn[1, 1])
    else:
        pitch, roll = np.arctan2(turn[2, 1], turn[2, 2]), np.arctan2(turn[1, 0], turn[0, 0])
    return HeadAngles(*(float(np.degrees(angle)) for angle in (pitch, yaw, roll)))


def transform(canonical: FloatArray, motion: KeypointMotion) -> FloatArray:
    """Where a motion puts keypoints: ``scale * (canonical @ rotation + expression)``, then x and y shift.

    Args:
        canonical: 21 x 3, the face's own keypoints, without pose and expression.
        motion: What to do with them; the third of its translation is left out.

    Returns:
        21 x 3 float32, -1..1 across the face's crop, x right, y down.
    """
    moved = motion.scale * (canonical.astype(np.float64) @ motion.rotation + motion.expression)
    moved[:, :2] += motion.translation[:2]
    return moved.astype(np.float32)
