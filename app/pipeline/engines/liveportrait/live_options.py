"""How a portrait follows a driver live, and which keypoints make up which part of the face."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, FloatArray

LEFT_EYE, RIGHT_EYE = (11, 13), (15, 16)
"""Lids and gaze of the eye at the picture's left and right."""

BROWS = (1, 2, 6, 10, 12)
MOUTH = (3, 7, 14, 17, 18, 19, 20)
RIGID = (0, 4, 5, 8, 9)
"""Keypoints that go with the head."""

_MOST = 2.0


@dataclass(frozen=True, slots=True)
class RegionStrengths:
    """How strongly each part of the face follows, 0 (not at all) to 2.

    Attributes:
        head: Turn, place and size.
        eyes: Lids and gaze.
        brows: Brows and forehead.
        mouth: Lips, jaw and cheeks.

    Raises:
        ValueError: A strength is out of range.
    """

    head: float = 1.0
    eyes: float = 1.0
    brows: float = 1.0
    mouth: float = 1.0

    def __post_init__(self) -> None:
        for part in fields(self):
            _check(part.name, getattr(self, part.name))

    def by_keypoint(self) -> FloatArray:
        """21 x 1 float32."""
        strengths = np.zeros((KEYPOINT_COUNT, 1), np.float32)
        strengths[list(RIGID)] = self.head
        strengths[[*LEFT_EYE, *RIGHT_EYE]] = self.eyes
        strengths[list(BROWS)] = self.brows
        strengths[list(MOUTH)] = self.mouth
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

    Raises:
        ValueError: The strength is out of range.
    """

    strength: float = 1.0
    regions: RegionStrengths = field(default_factory=RegionStrengths)
    stitching: bool = True
    eye_retargeting: bool = False
    lip_retargeting: bool = False

    def __post_init__(self) -> None:
        _check("strength", self.strength)


def _check(name: str, strength: float) -> None:
    if not 0.0 <= strength <= _MOST:
        raise ValueError(f"{name} must be between 0 and {_MOST:g}, not {strength}")
