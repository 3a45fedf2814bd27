"""How a portrait follows a driver live, and which keypoints make up which part of the face."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, FloatArray
from app.tuning import MOST_STRENGTH, RegionStrengths, Tuning

LEFT_EYE, RIGHT_EYE = (11, 13), (15, 16)
"""Lids and gaze of the eye at the picture's left and right."""

BROWS = (1, 2, 6, 10, 12)
MOUTH = (3, 7, 14, 17, 18, 19, 20)
RIGID = (0, 4, 5, 8, 9)
"""Keypoints that go with the head."""


def strengths_by_keypoint(regions: RegionStrengths) -> FloatArray:
    """The strength of every keypoint's region, 21 x 1 float32."""
    strengths = np.zeros((KEYPOINT_COUNT, 1), np.float32)
    strengths[list(RIGID)] = regions.head
    strengths[[*LEFT_EYE, *RIGHT_EYE]] = regions.eyes
    strengths[list(BROWS)] = regions.brows
    strengths[list(MOUTH)] = regions.mouth
    return strengths


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """What live motion does.

    Attributes:
        strength: Of the whole motion, 0 to 2. Unlike the reference's multiplier it never leads
            past the limits of a natural face.
        regions: Of each part, times ``strength``.
        stitching: Keep shoulders and frame in place.
        eye_retargeting: Lids as wide as ``Motion.eye_openness`` says, instead of as the driver's
            keypoints say.
        lip_retargeting: Likewise for the lips and ``Motion.lip_openness``.
        natural: Keep expression and angles within the limits of a natural face.

    Raises:
        ValueError: The strength is out of range.
    """

    strength: float = 1.0
    regions: RegionStrengths = field(default_factory=RegionStrengths)
    stitching: bool = True
    eye_retargeting: bool = False
    lip_retargeting: bool = False
    natural: bool = True

    def __post_init__(self) -> None:
        if not 0.0 <= self.strength <= MOST_STRENGTH:
            raise ValueError(f"strength must be between 0 and {MOST_STRENGTH:g}, not {self.strength}")

    @classmethod
    def of(cls, tuning: Tuning) -> LiveOptions:
        """What a tuning asks of live motion."""
        return cls(
            strength=tuning.strength,
            regions=tuning.regions,
            eye_retargeting=tuning.eye_retargeting,
            lip_retargeting=tuning.lip_retargeting,
            natural=not tuning.allow_unnatural,
        )
