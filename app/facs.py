"""Action units: what the Facial Action Coding System (Ekman, Friesen, Hager 2002) calls single movements.

Plain values for the window, the command line and the pipeline. Nothing heavy is imported here.
"""

from __future__ import annotations

from enum import Enum

MOST_INTENSITY = 5.0
"""FACS grades A to E as 1 to 5; 0 is absent."""


class ActionUnit(Enum):
    """The action units that are told apart, by their FACS numbers."""

    INNER_BROW_RAISER = 1
    OUTER_BROW_RAISER = 2
    BROW_LOWERER = 4
    UPPER_LID_RAISER = 5
    CHEEK_RAISER = 6
    LID_TIGHTENER = 7
    NOSE_WRINKLER = 9
    UPPER_LIP_RAISER = 10
    LIP_CORNER_PULLER = 12
    DIMPLER = 14
    LIP_CORNER_DEPRESSOR = 15
    CHIN_RAISER = 17
    LIP_PUCKER = 18
    LIP_STRETCHER = 20
    LIP_TIGHTENER = 23
    LIPS_PART = 25
    JAW_DROP = 26
    MOUTH_STRETCH = 27
    EYES_CLOSED = 43
    BLINK = 45
    WINK = 46

    @property
    def number(self) -> int:
        """As FACS counts."""
        return self.value

    @property
    def code(self) -> str:
        """``AU12``, two digits at least."""
        return f"AU{self.value:02d}"

    @property
    def title(self) -> str:
        """The name FACS gives it, in words: ``lip corner puller``."""
        return self.name.lower().replace("_", " ")

    @property
    def has_sides(self) -> bool:
        """Whether a face can do it on one side only; FACS then scores left and right, the person's own."""
        return self not in _MIDDLE


_MIDDLE = frozenset(
    {
        ActionUnit.CHIN_RAISER,
        ActionUnit.LIP_PUCKER,
        ActionUnit.LIP_TIGHTENER,
        ActionUnit.LIPS_PART,
        ActionUnit.JAW_DROP,
        ActionUnit.MOUTH_STRETCH,
    }
)


def action_unit_of(text: str) -> ActionUnit:
    """Reads ``AU12``, ``au1``, ``12`` or ``lip corner puller``.

    Raises:
        ValueError: There is no such action unit here.
    """
    plain = text.strip().lower()
    wanted, number = plain.replace("_", " ").replace("-", " "), plain.removeprefix("au")
    for unit in ActionUnit:
        if wanted == unit.title or (number.isdecimal() and number.isascii() and int(number) == unit.number):
            return unit
    raise ValueError(f"no such action unit: {text!r}")
