"""A driver's face -> motion of the portrait, in the portrait's own proportions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.config import MotionMode
from app.pipeline.tracking.head_pose import HeadPose, estimate_pose, pose_against
from app.pipeline.tracking.ratios import eye_openness, gaze, lip_openness
from app.pipeline.types import LANDMARK_COUNT, Landmarks, Motion

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class FaceShape:
    """One view of a face, measured.

    Attributes:
        landmarks: 478 x 3 pixels.
        pose: Its head pose.
        local: 478 x 3 in the head's own axes, face sizes.
        eyes: Lid gap over eye width of the picture's left and right eye, in the head's axes.
        lips: Inner-lip gap over mouth width.
        gaze: 2 x 2, place of each iris in its eye.
    """

    landmarks: Landmarks
    pose: HeadPose
    local: FloatArray
    eyes: tuple[float, float]
    lips: float
    gaze: FloatArray


def measure(landmarks: Landmarks, against: FaceShape | None = None) -> FaceShape:
    """Measures a face; its pose is taken relative to an earlier view of the same face if given."""
    pose = pose_against(landmarks, against.landmarks, against.pose) if against else estimate_pose(landmarks)
    local = pose.to_local(landmarks).astype(np.float32)
    return FaceShape(landmarks, pose, local, eye_openness(local), lip_openness(local), gaze(local))


class Retargeter:
    """Turns what a driver does into what one portrait should do.

    Args:
        portrait: 478 x 3 landmarks of the portrait, pixels.
        mode: Relative to the driver's neutral, or absolute.
    """

    def __init__(self, portrait: Landmarks, mode: MotionMode = MotionMode.RELATIVE) -> None:
        self._portrait = measure(portrait)
        self._mode = mode

    def motion(self, driver: Landmarks, neutral: FaceShape) -> Motion:
        """The portrait's motion for one observed face.

        Args:
            driver: 478 x 3 pixels.
            neutral: The same driver at rest.
        """
        now, portrait = measure(driver, neutral), self._portrait
        gains = region_gains(neutral.local, portrait.local)
        expression = (now.local - neutral.local) * gains
        offset = (now.pose.centre - neutral.pose.centre)[:2] / neutral.pose.size
        return Motion(
            rotation=(neutral.pose.rotation.T @ now.pose.rotation).astype(np.float32),
            translation=(float(offset[0]), float(offset[1])),
            scale=now.pose.size / neutral.pose.size,
            expression=expression.astype(np.float32),
            eye_openness=_relative_eyes(now, neutral, portrait),
            lip_openness=max(portrait.lips + (now.lips - neutral.lips), 0.0),
            gaze=now.gaze - neutral.gaze,
        )


def _relative_eyes(now: FaceShape, neutral: FaceShape, portrait: FaceShape) -> tuple[float, float]:
    left, right = (p * n / max(r, 0.02) for p, n, r in zip(portrait.eyes, now.eyes, neutral.eyes, strict=True))
    return left, right


def region_gains(driver: FloatArray, portrait: FloatArray) -> FloatArray:
    """How much larger the portrait's features are than the driver's, landmark by landmark.

    Args:
        driver: 478 x 3, the driver at rest, face sizes.
        portrait: 478 x 3, the portrait at rest, face sizes.

    Returns:
        478 x 1 float32.
    """
    return np.ones((LANDMARK_COUNT, 1), np.float32)
