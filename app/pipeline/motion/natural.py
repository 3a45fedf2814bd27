"""Keeps what driver and sliders, or a strong driver, add up to within what a face can do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.rotations import rotation_about, rotation_vector
from app.pipeline.types import Motion

FloatArray = npt.NDArray[np.float32]

# Where each starts to bend and where it ends.
_TRAVEL = (0.16, 0.30)
"""Face sizes a landmark goes, apart from the jaw, which follows the lips."""

_ANGLE_DEG = (30.0, 45.0)
_AWAY_DEG = (32.0, 40.0)
"""Yaw against the viewer, the portrait's own included."""

_LIPS = (0.75, 1.0)
_EYES, _LEAST_WIDER, _EYES_BEND = 1.35, 0.07, 0.1
"""Of the portrait's own openness, but at least so much more than it; how far the bend goes on."""

_GAZE = (0.22, 0.30)


def keep_natural(wanted: Motion, driven: Motion, rest: FaceShape) -> Motion:
    """Bends a motion back towards what a face can do.

    What the driver does by himself has been limited already and passes as it is; the bend begins
    there or at the limit, whichever is further, so that nothing jumps when a slider leaves 0.

    Args:
        wanted: Driver and sliders together.
        driven: The driver's part.
        rest: The portrait at rest.
    """
    return replace(
        wanted,
        rotation=_facing(_turn(wanted.rotation, driven.rotation), driven.rotation, rest),
        expression=_travel(wanted.expression, driven.expression),
        eye_openness=_eyes(wanted, driven, rest),
        lip_openness=_lips(wanted, driven),
        gaze=_travel(wanted.gaze, driven.gaze, _GAZE),
    )


def _bent(
    size: npt.NDArray[np.float64], given: npt.NDArray[np.float64], start: float, end: float
) -> npt.NDArray[np.float64]:
    """As it is up to ``start`` or what is given; then it bends, by what lies between start and end."""
    free = np.maximum(given, start)
    room = end - start
    bent: npt.NDArray[np.float64] = np.where(
        size <= free, size, free + room * np.tanh(np.maximum(size - free, 0) / room)
    )
    return bent


def _bent_figure(size: float, given: float, start: float, end: float) -> float:
    return float(_bent(np.array(size), np.array(given), start, end))


def _travel(wanted: FloatArray, driven: FloatArray, limits: tuple[float, float] = _TRAVEL) -> FloatArray:
    length = np.linalg.norm(wanted.astype(np.float64), axis=1)
    bent = _bent(length, np.linalg.norm(driven.astype(np.float64), axis=1), *limits)
    if np.array_equal(bent, length):
        return wanted
    shorter: FloatArray = (wanted * (bent / np.maximum(length, 1e-9))[:, None]).astype(np.float32)
    return shorter


def _turn(wanted: FloatArray, driven: FloatArray) -> FloatArray:
    vector = rotation_vector(wanted)
    angle = float(np.degrees(np.linalg.norm(vector)))
    given = float(np.degrees(np.linalg.norm(rotation_vector(driven))))
    bent = _bent_figure(angle, given, *_ANGLE_DEG)
    return wanted if bent == angle else rotation_about(vector * (bent / angle)).astype(np.float32)


def _facing(wanted: FloatArray, driven: FloatArray, rest: FaceShape) -> FloatArray:
    """A portrait that looks aside turns no further away than one can paint it."""
    own = rest.pose.rotation
    yaw, given = _yaw_deg(own @ wanted), _yaw_deg(own @ driven)
    bent = _bent_figure(abs(yaw), abs(given), *_AWAY_DEG)
    if bent == abs(yaw):
        return wanted
    back = rotation_about(np.array([0.0, np.radians(abs(yaw) - bent) * np.sign(yaw), 0.0]))
    return (own.T @ back @ own @ wanted).astype(np.float32)


def _yaw_deg(rotation: npt.NDArray[np.floating[Any]]) -> float:
    return float(np.degrees(np.arctan2(rotation[2, 0], rotation[0, 0])))


def _eyes(wanted: Motion, driven: Motion, rest: FaceShape) -> tuple[float, float] | None:
    if wanted.eye_openness is None:
        return None
    left, right = (
        _bent_figure(eye, given, widest := max(_EYES * own, own + _LEAST_WIDER), widest + _EYES_BEND)
        for eye, given, own in zip(
            wanted.eye_openness, driven.eye_openness or rest.eyes, rest.eyes, strict=True
        )
    )
    return left, right


def _lips(wanted: Motion, driven: Motion) -> float | None:
    if wanted.lip_openness is None:
        return None
    return _bent_figure(wanted.lip_openness, driven.lip_openness or 0.0, *_LIPS)
