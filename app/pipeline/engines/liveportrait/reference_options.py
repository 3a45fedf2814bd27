"""How the reference implementation can be told to drive a portrait."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.config import MotionMode


class DrivingOption(Enum):
    """What relative motion stays true to."""

    EXPRESSION_FRIENDLY = "expression-friendly"
    """Starts exactly at the portrait and sizes motion by it."""

    POSE_FRIENDLY = "pose-friendly"
    """Takes motion as it is."""


class Region(Enum):
    """What part of the driver's motion the portrait follows."""

    ALL = "all"
    EXPRESSION = "exp"
    POSE = "pose"
    LIP = "lip"
    EYES = "eyes"


@dataclass(frozen=True, slots=True)
class ReferenceOptions:
    """The reference's switches.

    Attributes:
        mode: Relative to the driver's first frame, or the driver's own pose and expression.
        driving_option: Only heeded in relative mode.
        region: What to follow.
        driving_multiplier: Strength of the whole motion.
        stitching: Keep shoulders and frame in place.
        normalize_lip: Shut open lips of the portrait first. Only heeded in relative mode and
            without retargeting.
        eye_retargeting: Open the eyes as far as the driver's. In relative mode this and
            ``lip_retargeting`` take the place of the driver's motion.
        lip_retargeting: Open the lips as far as the driver's.
    """

    mode: MotionMode = MotionMode.RELATIVE
    driving_option: DrivingOption = DrivingOption.EXPRESSION_FRIENDLY
    region: Region = Region.ALL
    driving_multiplier: float = 1.0
    stitching: bool = True
    normalize_lip: bool = False
    eye_retargeting: bool = False
    lip_retargeting: bool = False

    @property
    def relative(self) -> bool:
        """Whether motion is measured from the driver's first frame."""
        return self.mode is MotionMode.RELATIVE

    @property
    def retargeting(self) -> bool:
        """Whether eyes or lips are retargeted."""
        return self.eye_retargeting or self.lip_retargeting
