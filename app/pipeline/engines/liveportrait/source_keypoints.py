"""A portrait as LivePortrait's motion extractor sees it."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.pipeline.engines.liveportrait.keypoints import transform
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion


@dataclass(frozen=True, slots=True, eq=False)
class SourceKeypoints:
    """The portrait's keypoints, found once and kept.

    Attributes:
        canonical: 21 x 3 float32, the face without pose and expression.
        motion: Pose and expression that the portrait was painted with.
        eye_ratios: Lid gap over eye width of the portrait, (left, right).
        lip_ratio: Inner-lip gap over mouth width of the portrait.
        placed: 21 x 3 float32, the keypoints where the portrait shows them ("x_s").
    """

    canonical: FloatArray
    motion: KeypointMotion
    eye_ratios: tuple[float, float]
    lip_ratio: float
    placed: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "placed", transform(self.canonical, self.motion))
