"""What the motion extractor says about a face, as a pose and an expression."""

from __future__ import annotations

import numpy as np

from app.pipeline.engines.liveportrait.keypoints import HeadAngles, expected_degrees, rotation_matrix
from app.pipeline.engines.liveportrait.runtime import MotionReading
from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, FloatArray, KeypointMotion


def motion_of(reading: MotionReading) -> KeypointMotion:
    """Pose and expression of one face."""
    degrees = expected_degrees(np.stack([reading.pitch, reading.yaw, reading.roll]))
    return KeypointMotion(
        rotation=rotation_matrix(HeadAngles(*(float(angle) for angle in degrees))),
        expression=reading.exp.reshape(KEYPOINT_COUNT, 3),
        translation=reading.t,
        scale=float(reading.scale[0]),
    )


def canonical_of(reading: MotionReading) -> FloatArray:
    """Canonical keypoints of one face, 21 x 3."""
    return reading.kp.reshape(KEYPOINT_COUNT, 3)
