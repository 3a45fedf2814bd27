"""A recorded performance: the driver's motion, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.motion.template_arrays import TemplateArrays, unusable

_FPS = (0.1, 1000.0)


@dataclass(frozen=True, slots=True, eq=False)
class MotionTemplate:
    """A performance that can drive any portrait.

    Attributes:
        fps: Frames per second it was recorded at.
        frames: The driver's motion, at least one frame.
        eye_ratios: N x 2 float32, the driver's lid gap over eye width, (left, right); None where
            it was not recorded.
        lip_ratios: N float32, the driver's inner-lip gap over mouth width, or None.

    Raises:
        TemplateError: These are not the figures of a face.
    """

    fps: float
    frames: tuple[KeypointMotion, ...]
    eye_ratios: FloatArray | None = None
    lip_ratios: FloatArray | None = None

    def __post_init__(self) -> None:
        if not _FPS[0] <= self.fps <= _FPS[1]:
            raise unusable("its frame rate is out of range")
        self.arrays()

    @staticmethod
    def of(fps: float, arrays: TemplateArrays) -> MotionTemplate:
        """Cuts arrays into frames."""
        frames = tuple(
            KeypointMotion(rotation, expression, translation, float(scale))
            for rotation, expression, translation, scale in zip(
                arrays.rotations, arrays.expressions, arrays.translations, arrays.scales, strict=True
            )
        )
        return MotionTemplate(fps, frames, arrays.eye_ratios, arrays.lip_ratios)

    def arrays(self) -> TemplateArrays:
        """The frames side by side."""
        if not self.frames:
            raise unusable("it has no frames")
        try:
            return TemplateArrays(
                np.stack([frame.rotation for frame in self.frames]),
                np.stack([frame.expression for frame in self.frames]),
                np.stack([frame.translation for frame in self.frames]),
                np.array([frame.scale for frame in self.frames], np.float32),
                self.eye_ratios,
                self.lip_ratios,
            )
        except ValueError as error:  # from NumPy, about shapes
            raise unusable("its frames are not of one shape") from error
