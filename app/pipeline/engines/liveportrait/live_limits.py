"""How far one portrait is moved live before it stops looking like one. All limits bend softly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from app.pipeline.engines.liveportrait.expression_bounds import HIGHEST, LOWEST, STEEPEST_DEG
from app.pipeline.engines.liveportrait.keypoints import HeadAngles, head_angles, rotation_matrix
from app.pipeline.motion.keypoint_motion import FloatArray
from app.pipeline.motion.limits import knee
from app.pipeline.motion.rotations import rotation_about, rotation_vector

_FREE = 0.75
"""Share of the way to a bound that is taken as it is."""

_TURN_RAD = (math.radians(45), math.radians(65))
_SHIFT = (0.2, 0.4)
"""Half crops. The face reaches to 0.43, so that it stays in the crop."""

_ZOOM_LOCK = math.log(1.06)
"""Zoom within 6 % is the extractor's, which wobbles by 3 % with turns and words."""

_ZOOM = (0.12, 0.25)
"""Logarithm of the zoom."""


def within(
    offset: npt.NDArray[np.floating[Any]],
    below: npt.NDArray[np.floating[Any]],
    above: npt.NDArray[np.floating[Any]],
) -> npt.NDArray[np.floating[Any]]:
    """Keeps offsets in their room: as they are for three quarters of it, then bending.

    Args:
        offset: From where the portrait is; any shape.
        below: Room on the negative side, same shape, not negative.
        above: Room on the positive side.
    """
    room = np.where(offset < 0, below, above)
    size, free = np.abs(offset), _FREE * room
    bend = np.maximum(room - free, 1e-9)
    bent = np.minimum(free + bend * np.tanh((size - free) / bend), room)
    limited: npt.NDArray[np.floating[Any]] = np.copysign(np.where(size <= free, size, bent), offset)
    return limited


class ExpressionLimits:
    """Natural bounds of an expression, widened so that the portrait's own lies in them.

    Args:
        own: 21 x 3, the portrait's expression.
    """

    def __init__(self, own: FloatArray) -> None:
        self._below = own - np.minimum(LOWEST, own)
        self._above = np.maximum(HIGHEST, own) - own

    def limited(self, offset: FloatArray) -> FloatArray:
        """What to add to the portrait's expression (21 x 3 float32) where ``offset`` is asked for."""
        return within(offset, self._below, self._above).astype(np.float32)


class HeadLimits:
    """Head angles that a portrait holds, widened so that its own are among them.

    Args:
        own: 3 x 3, the portrait's rotation, applied from the right.
    """

    def __init__(self, own: FloatArray) -> None:
        self._own = _degrees(own)
        self._below = self._own - np.minimum(-STEEPEST_DEG, self._own)
        self._above = np.maximum(STEEPEST_DEG, self._own) - self._own

    def limited(self, rotation: FloatArray) -> FloatArray:
        """The rotation (3 x 3 float32), each of its angles brought within bounds."""
        offset = _degrees(rotation) - self._own
        limited = within(offset, self._below, self._above)
        if np.array_equal(offset, limited):
            return rotation
        return rotation_matrix(HeadAngles(*(self._own + limited)))


def _degrees(rotation: FloatArray) -> npt.NDArray[np.float64]:
    angles = head_angles(rotation)
    return np.array((angles.pitch, angles.yaw, angles.roll))


def strong_turn(turn: FloatArray, strength: float) -> FloatArray:
    """A turn times a strength, about its axis; never beyond 65 degrees, where angles lose their meaning.

    Args:
        turn: 3 x 3.
        strength: 1 leaves turns up to 45 degrees as they are.
    """
    vector = rotation_vector(turn)
    angle = float(np.linalg.norm(vector))
    wanted = knee(angle * strength, *_TURN_RAD)
    if wanted == angle:
        return turn
    return rotation_about(vector * (wanted / angle)).astype(np.float32)


def strong_shift(shift: FloatArray, strength: float) -> FloatArray:
    """A shift (x, y) times a strength, half crops; never so far that the face leaves its crop."""
    wanted = shift * np.float32(strength)
    length = float(np.hypot(wanted[0], wanted[1]))
    return wanted if length <= _SHIFT[0] else wanted * np.float32(knee(length, *_SHIFT) / length)


def locked_zoom(zoom: float, strength: float) -> float:
    """A zoom without what is probably none: 1 up to 6 %, from there on it follows without a jump."""
    octaves = math.log(max(zoom, 1e-3))
    beyond = max(abs(octaves) - _ZOOM_LOCK, 0.0) * strength
    return math.exp(math.copysign(knee(beyond, *_ZOOM), octaves))
