"""What is said of a face in the words of the Facial Action Coding System.

Left and right are the person's own, as FACS names them: in a picture that is not mirrored, the
person's right is at the picture's left.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.facs import MOST_INTENSITY, ActionUnit

PRESENT_FROM = 1.0
"""The intensity from which an action unit counts as present: FACS grade A."""


def _check(what: str, value: float, most: float) -> None:
    if not (math.isfinite(value) and 0 <= value <= most):
        raise ValueError(f"{what} must be between 0 and {most:g}, not {value}")


@dataclass(frozen=True, slots=True)
class ActionUnitReading:
    """One action unit in one frame.

    Attributes:
        intensity: 0 (absent) to 5 (FACS grade E), of the stronger side where there are two.
        confidence: 0..1; falls where the head turns away, where the face is only guessed at, and is
            low by nature for what a mesh of the skin hardly shows.
        left: Intensity on the person's left, None where FACS knows no sides.
        right: The same on the person's right.

    Raises:
        ValueError: A figure is out of range.
    """

    intensity: float
    confidence: float
    left: float | None = None
    right: float | None = None

    def __post_init__(self) -> None:
        _check("an intensity", self.intensity, MOST_INTENSITY)
        _check("a confidence", self.confidence, 1.0)
        for side in (self.left, self.right):
            if side is not None:
                _check("an intensity", side, MOST_INTENSITY)

    @property
    def present(self) -> bool:
        """Whether it counts as there."""
        return self.intensity >= PRESENT_FROM


@dataclass(frozen=True, slots=True)
class FaceActionUnits:
    """All action units of one face in one frame.

    Attributes:
        time: Seconds, the frame's.
        confidence: 0..1, of the face as a whole: tracking and the angle of the head.
        readings: One for every action unit.
    """

    time: float
    confidence: float
    readings: Mapping[ActionUnit, ActionUnitReading]

    def __post_init__(self) -> None:
        if set(self.readings) != set(ActionUnit):
            raise ValueError("a reading for every action unit is needed")
        object.__setattr__(self, "readings", MappingProxyType(dict(self.readings)))

    def __getitem__(self, unit: ActionUnit) -> ActionUnitReading:
        return self.readings[unit]
