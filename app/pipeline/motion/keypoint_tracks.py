"""Keypoint motion over time, calmed in hindsight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.motion.keypoint_signals import FACE_SIZES
from app.pipeline.motion.resting import orthonormal
from app.pipeline.tracking.smoothing import smooth_track

_FACE_SIZE = 1 / FACE_SIZES
"""A face size in units of expression."""


def smooth_motions(track: Sequence[KeypointMotion], fps: float, smoothing: float) -> list[KeypointMotion]:
    """Smooths an unbroken track without shifting it in time.

    Args:
        track: Told in one crop.
        fps: Frames per second.
        smoothing: 0 (off) to 1.
    """
    if smoothing <= 0:
        return list(track)
    scale = float(np.median([motion.scale for motion in track]))

    def calm(figures: list[FloatArray], size: float) -> FloatArray:
        return smooth_track(np.stack(figures), fps, size, smoothing)

    parts = (
        calm([motion.rotation for motion in track], 1.0),
        calm([motion.expression for motion in track], _FACE_SIZE),
        calm([motion.translation for motion in track], _FACE_SIZE * scale),
        calm([np.array([motion.scale], np.float32) for motion in track], scale),
    )
    return [
        KeypointMotion(_rotation(rotation), expression, translation, float(size[0]))
        for rotation, expression, translation, size in zip(*parts, strict=True)
    ]


def _rotation(mixture: FloatArray) -> FloatArray:
    return orthonormal(mixture.astype(np.float64)).astype(np.float32)
