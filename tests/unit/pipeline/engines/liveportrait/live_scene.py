"""A portrait, a driver and networks whose answers can be foreseen, for tests of live motion."""

from __future__ import annotations

import numpy as np

from app.pipeline.engines.liveportrait.keypoints import HeadAngles, rotation_matrix
from app.pipeline.engines.liveportrait.live_motion import LiveDriver
from app.pipeline.engines.liveportrait.live_options import LiveOptions
from app.pipeline.engines.liveportrait.source_keypoints import SourceKeypoints
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.types import DrivenKeypoints, Motion

UPRIGHT = HeadAngles(0, 0, 0)


class ProportionalNetworks:
    """Each answers in proportion to what it is asked, and with a residue where nothing is."""

    def stitch(self, placed: FloatArray, driven: FloatArray) -> tuple[FloatArray, tuple[float, float]]:
        return 0.01 - (driven - placed) / 2, (0.02, -0.02)

    def retarget_eye(self, placed: FloatArray, ratios: tuple[float, float, float]) -> FloatArray:
        return self._opened(placed, (11, 15), -0.05 * ratios[2])

    def retarget_lip(self, placed: FloatArray, ratios: tuple[float, float]) -> FloatArray:
        return self._opened(placed, (19,), 0.2 * ratios[1])

    def _opened(self, placed: FloatArray, keypoints: tuple[int, ...], by: float) -> FloatArray:
        delta = np.full_like(placed, 0.01)
        delta[list(keypoints), 1] += by
        return delta


def motion_of(
    angles: HeadAngles = UPRIGHT,
    expression: FloatArray | None = None,
    shift: tuple[float, float] = (0.0, 0.0),
    scale: float = 1.4,
) -> KeypointMotion:
    return KeypointMotion(
        rotation_matrix(angles),
        np.zeros((21, 3), np.float32) if expression is None else expression,
        np.array((*shift, 0.3), np.float32),
        scale,
    )


def expression_with(*figures: tuple[int, int, float]) -> FloatArray:
    """Zero but for (keypoint, axis, value)."""
    expression = np.zeros((21, 3), np.float32)
    for keypoint, axis, value in figures:
        expression[keypoint, axis] = value
    return expression


CANONICAL = np.random.default_rng(9).uniform(-0.4, 0.4, (21, 3)).astype(np.float32)
OWN = motion_of(HeadAngles(4, -6, 2), expression_with((19, 1, 0.02), (11, 1, -0.005)), (0.02, -0.03))
SOURCE = SourceKeypoints(CANONICAL, OWN, (0.3, 0.4), 0.1)
FRONTAL = SourceKeypoints(CANONICAL, motion_of(), (0.3, 0.4), 0.1)
NEUTRAL = motion_of(HeadAngles(-3, 5, -1), expression_with((14, 1, 0.01)), (0.1, 0.05), 1.5)

PLAIN = LiveOptions(stitching=False)


def posed(motion: Motion, options: LiveOptions = PLAIN, source: SourceKeypoints = SOURCE) -> FloatArray:
    """Keypoints for any motion."""
    return LiveDriver(source, ProportionalNetworks(), options).keypoints(motion)


def driven(
    now: KeypointMotion,
    options: LiveOptions = PLAIN,
    *,
    source: SourceKeypoints = SOURCE,
    neutral: KeypointMotion | None = NEUTRAL,
    weight: float = 1.0,
    eyes: tuple[float, float] | None = None,
    lips: float | None = None,
) -> FloatArray:
    """Keypoints for a driver whose keypoints were read."""
    keypoints = DrivenKeypoints(now, neutral, weight)
    return posed(Motion(eye_openness=eyes, lip_openness=lips, keypoints=keypoints), options, source)


def head_of(keypoints: FloatArray, source: SourceKeypoints = FRONTAL) -> KeypointMotion:
    """The head's motion that puts a portrait's keypoints there, for a portrait without expression."""
    model = np.linalg.lstsq(np.c_[source.canonical, np.ones(21)], keypoints, rcond=None)[0]
    scale = float(np.cbrt(np.linalg.det(model[:3])))
    rotation = (model[:3] / scale).astype(np.float32)
    return KeypointMotion(rotation, source.motion.expression, model[3].astype(np.float32), scale)
