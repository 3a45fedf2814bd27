"""What a person tunes while a portrait is live: the expression controls and how motion is carried over.

Plain values, shared by the window, the command line, presets and the pipeline. Nothing heavy is
imported here.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any

from app.facs import ActionUnit

MOST_STRENGTH = 2.0
"""The highest strength of a region and of the whole motion; 1 is the driver's own."""

MOST_OPEN = 0.8
"""The widest that eyes and lips can be held: lid gap over eye width, lip gap over mouth width."""


class MotionMode(Enum):
    """How the driver's motion is read."""

    RELATIVE = "relative"
    """Against the driver's own resting face: the portrait keeps its own expression at rest."""

    ABSOLUTE = "absolute"
    """As it is: the portrait takes the driver's pose and expression over."""


def _check(name: str, value: float, low: float, high: float) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{name} must be between {low:g} and {high:g}, not {value}")


@dataclass(frozen=True, slots=True)
class Controls:
    """Expression sliders, added to whatever the driver does; 0 leaves the portrait untouched.

    Every control goes from -1 to 1. Left and right are the picture's, as one sees it.

    Attributes:
        smile: Corners of the mouth up; negative draws them down.
        blink_left: Shuts the eye at the picture's left; negative opens it wider.
        blink_right: The same for the eye at the right.
        wink: Shuts the left eye with the cheek and the corner of the mouth that go with it;
            negative winks with the right one.
        brows: Brows up; negative frowns.
        gaze_x: Looks to the picture's right.
        gaze_y: Looks up.
        mouth_open: Drops the jaw; negative presses the lips together.
        grin: Bares the teeth in a wide smile; negative narrows the mouth.
        pout: Lips forward; negative draws them in.
        purse: Lips rounded together; negative spreads them.
        head_pitch: Nods; positive looks up.
        head_yaw: Turns; positive to the picture's right.
        head_roll: Tilts; positive towards the picture's right shoulder.
        zoom: Grows the head; negative shrinks it.
        move_x: Moves the head to the picture's right.
        move_y: Moves the head up.

    Raises:
        ValueError: A control is not within -1..1.
    """

    smile: float = 0.0
    blink_left: float = 0.0
    blink_right: float = 0.0
    wink: float = 0.0
    brows: float = 0.0
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    mouth_open: float = 0.0
    grin: float = 0.0
    pout: float = 0.0
    purse: float = 0.0
    head_pitch: float = 0.0
    head_yaw: float = 0.0
    head_roll: float = 0.0
    zoom: float = 0.0
    move_x: float = 0.0
    move_y: float = 0.0

    def __post_init__(self) -> None:
        for control in fields(self):
            _check(control.name, getattr(self, control.name), -1.0, 1.0)

    def mirrored(self) -> Controls:
        """The same face in a mirror: left and right exchanged."""
        return replace(
            self,
            blink_left=self.blink_right,
            blink_right=self.blink_left,
            wink=-self.wink,
            gaze_x=-self.gaze_x,
            head_yaw=-self.head_yaw,
            head_roll=-self.head_roll,
            move_x=-self.move_x,
        )


UNTOUCHED = Controls()
"""Every control at rest."""


@dataclass(frozen=True, slots=True)
class RegionStrengths:
    """How strongly each part of the face follows the driver, 0 (not at all) to 2.

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
            _check(part.name, getattr(self, part.name), 0.0, MOST_STRENGTH)


class FaceArea(Enum):
    """A part of the face that can be left out."""

    UPPER_FACE = "upper-face"
    """Eyes and brows."""

    LOWER_FACE = "lower-face"
    """Lips, jaw and cheeks."""


def areas_only(regions: RegionStrengths, areas: Collection[FaceArea]) -> RegionStrengths:
    """The same strengths, and none outside some areas of the face; the head's own stays."""
    if FaceArea.UPPER_FACE not in areas:
        regions = replace(regions, eyes=0.0, brows=0.0)
    return regions if FaceArea.LOWER_FACE in areas else replace(regions, mouth=0.0)


@dataclass(frozen=True, slots=True)
class ActionUnitGains:
    """How strongly each action unit of the driver is carried over, 0 (not at all) to 2; 1 is his own.

    Fields are called as FACS calls the units; a movement that is none of them is carried over as it is.

    Attributes:
        micro_expressions: How much small movements are lifted, large ones staying as they are: 0 (not at
            all) to 2; 1 about doubles the smallest.

    Raises:
        ValueError: A gain or the lift is out of range.
    """

    inner_brow_raiser: float = 1.0
    outer_brow_raiser: float = 1.0
    brow_lowerer: float = 1.0
    upper_lid_raiser: float = 1.0
    cheek_raiser: float = 1.0
    lid_tightener: float = 1.0
    nose_wrinkler: float = 1.0
    upper_lip_raiser: float = 1.0
    lip_corner_puller: float = 1.0
    dimpler: float = 1.0
    lip_corner_depressor: float = 1.0
    chin_raiser: float = 1.0
    lip_pucker: float = 1.0
    lip_stretcher: float = 1.0
    lip_tightener: float = 1.0
    lips_part: float = 1.0
    jaw_drop: float = 1.0
    mouth_stretch: float = 1.0
    eyes_closed: float = 1.0
    blink: float = 1.0
    wink: float = 1.0
    micro_expressions: float = 0.0

    def __post_init__(self) -> None:
        for unit in ActionUnit:
            _check(unit.title, self.of(unit), 0.0, MOST_STRENGTH)
        _check("micro-expressions", self.micro_expressions, 0.0, MOST_STRENGTH)

    def of(self, unit: ActionUnit) -> float:
        """The gain of one action unit."""
        return float(getattr(self, unit.name.lower()))

    def with_gain(self, unit: ActionUnit, gain: float) -> ActionUnitGains:
        """The same with another gain for one of them; raises ``ValueError`` out of range."""
        change: dict[str, Any] = {unit.name.lower(): gain}
        return replace(self, **change)


AS_THE_DRIVER = ActionUnitGains()
"""Every action unit as the driver does it: nothing is changed at all."""

WITHOUT_CONTROL = frozenset(
    {
        ActionUnit.CHEEK_RAISER,
        ActionUnit.NOSE_WRINKLER,
        ActionUnit.DIMPLER,
        ActionUnit.CHIN_RAISER,
        ActionUnit.LIP_TIGHTENER,
    }
)
"""Those that no expression control stands for: their gains do nothing in an engine that is told of action
units by controls (LivePortrait)."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """All of it at one moment; swapped whole, and used from the next frame on.

    Attributes:
        controls: The expression sliders.
        regions: Strength of each part of the face.
        strength: Strength of the whole motion, 0..2, times the region's.
        smoothing: 0 follows the driver at once, 1 is the calmest.
        mode: Relative or absolute motion.
        eye_retargeting: LivePortrait opens and shuts the eyes by the driver's eye ratios.
        lip_retargeting: The same for the lips.
        allow_unnatural: Lets controls and strengths go past the limits of a natural face.
        eyes_open: Holds both eyes that far open, lid gap over eye width, 0..0.8, whatever the driver
            does; blinks by control still shut them. None lets them follow.
        lips_open: Holds the lips that far open, gap over mouth width, likewise.
        idle_life: The portrait blinks by itself while the driver's blinks are not seen, and breathes.
        action_units: How strongly each of the driver's action units is carried over.

    Raises:
        ValueError: A strength, the smoothing or an openness is out of range.
    """

    controls: Controls = UNTOUCHED
    regions: RegionStrengths = RegionStrengths()
    strength: float = 1.0
    smoothing: float = 0.5
    mode: MotionMode = MotionMode.RELATIVE
    eye_retargeting: bool = False
    lip_retargeting: bool = False
    allow_unnatural: bool = False
    eyes_open: float | None = None
    lips_open: float | None = None
    idle_life: bool = False
    action_units: ActionUnitGains = AS_THE_DRIVER

    def __post_init__(self) -> None:
        _check("strength", self.strength, 0.0, MOST_STRENGTH)
        _check("smoothing", self.smoothing, 0.0, 1.0)
        for name, ratio in (("eyes open", self.eyes_open), ("lips open", self.lips_open)):
            if ratio is not None:
                _check(name, ratio, 0.0, MOST_OPEN)
