"""A recorded performance: the driver's motion, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, FloatArray, KeypointMotion
from app.pipeline.motion.template_arrays import TemplateArrays, unusable
from app.pipeline.types import LANDMARK_COUNT, Landmarks

_FPS = (0.1, 1000.0)


@dataclass(frozen=True, slots=True, eq=False)
class MotionTemplate:
    """A performance that can drive any portrait.

    It holds keypoints, landmarks or both, one for each frame: points and ratios, and nothing of
    what the driver looked like in the picture.

    Attributes:
        fps: Frames per second it was recorded at.
        keypoints: The driver's motion as an engine with eyes of its own read it, None in frames
            without a face; empty where it was not recorded.
        eye_ratios: N x 2 float32, the driver's lid gap over eye width, (left, right); None where
            it was not recorded.
        lip_ratios: N float32, the driver's inner-lip gap over mouth width, or None.
        faces: The driver's landmarks, None in frames without a face; empty where not recorded.
        frame_size: Width and height of the frames they were seen in, pixels.

    Raises:
        TemplateError: These are not the figures of a face.
    """

    fps: float
    keypoints: tuple[KeypointMotion | None, ...] = ()
    eye_ratios: FloatArray | None = None
    lip_ratios: FloatArray | None = None
    faces: tuple[Landmarks | None, ...] = ()
    frame_size: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if not _FPS[0] <= self.fps <= _FPS[1]:
            raise unusable("its frame rate is out of range")
        self.arrays()

    def __len__(self) -> int:
        return max(len(self.keypoints), len(self.faces))

    @staticmethod
    def of(fps: float, arrays: TemplateArrays) -> MotionTemplate:
        """Cuts arrays into frames."""
        faces = () if arrays.faces is None else arrays.faces
        return MotionTemplate(
            fps,
            tuple(_keypoints(arrays)),
            arrays.eye_ratios,
            arrays.lip_ratios,
            tuple(None if np.isnan(face).any() else face for face in faces),
            arrays.frame_size,
        )

    def arrays(self) -> TemplateArrays:
        """The frames side by side."""
        seen = [motion or _UNSEEN for motion in self.keypoints]
        try:
            return TemplateArrays(
                np.stack([motion.rotation for motion in seen]) if seen else None,
                np.stack([motion.expression for motion in seen]) if seen else None,
                np.stack([motion.translation for motion in seen]) if seen else None,
                np.array([motion.scale for motion in seen], np.float32) if seen else None,
                self.eye_ratios,
                self.lip_ratios,
                np.stack([_NO_FACE if face is None else face for face in self.faces]) if self.faces else None,
                self.frame_size,
            )
        except ValueError as error:  # from NumPy, about shapes
            raise unusable("its frames are not of one shape") from error


def _unseen(*shape: int) -> FloatArray:
    return np.full(shape, np.nan, np.float32)


_NO_FACE = _unseen(LANDMARK_COUNT, 3)
_UNSEEN = KeypointMotion(_unseen(3, 3), _unseen(KEYPOINT_COUNT, 3), _unseen(3), float("nan"))


def _keypoints(arrays: TemplateArrays) -> list[KeypointMotion | None]:
    parts = arrays.rotations, arrays.expressions, arrays.translations, arrays.scales
    rotations, expressions, translations, scales = parts
    if rotations is None or expressions is None or translations is None or scales is None:
        return []
    return [
        None if np.isnan(scale) else KeypointMotion(rotation, expression, translation, float(scale))
        for rotation, expression, translation, scale in zip(
            rotations, expressions, translations, scales, strict=True
        )
    ]
