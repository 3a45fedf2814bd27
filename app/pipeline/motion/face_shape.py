"""One view of a face, measured once for everything that compares faces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.head_pose import HeadPose, estimate_pose, pose_against
from app.pipeline.tracking.ratios import eye_openness, gaze, lip_openness
from app.pipeline.types import Landmarks

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class FaceShape:
    """A face split into its pose and its shape.

    Attributes:
        pose: Its head pose, pixels.
        local: 478 x 3 float32 in the head's own axes, face sizes.
        eyes: Lid gap over eye width of the picture's left and right eye, in the head's axes.
        lips: Inner-lip gap over mouth width.
        gaze: 2 x 2, place of each iris in its eye (see ``ratios.gaze``).
    """

    pose: HeadPose
    local: FloatArray
    eyes: tuple[float, float]
    lips: float
    gaze: FloatArray

    @classmethod
    def of(cls, pose: HeadPose, local: FloatArray) -> FaceShape:
        """Measures a shape whose pose is known already."""
        return cls(pose, local, eye_openness(local), lip_openness(local), gaze(local))


def measure(landmarks: Landmarks, against: FaceShape | None = None) -> FaceShape:
    """Measures a face.

    Args:
        landmarks: 478 x 3 pixels.
        against: An earlier view of the same face; the pose is then fitted to it, which is finer.
    """
    pose = pose_against(landmarks, against.local) if against else estimate_pose(landmarks)
    return FaceShape.of(pose, pose.to_local(landmarks).astype(np.float32))
