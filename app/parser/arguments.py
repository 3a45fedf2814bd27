"""Turns what was typed into values, or says what would have been right."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable

from app.config import LARGEST_SIDE, SMALLEST_SIDE
from app.facs import ActionUnit, action_unit_of
from app.tuning import MOST_STRENGTH


def size(text: str) -> tuple[int, int]:
    """``WxH`` as two even numbers of pixels; virtual cameras and video formats need them even."""
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text.strip().lower())
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1280x720")
    width, height = int(match[1]), int(match[2])
    for side in (width, height):
        if side % 2 or not SMALLEST_SIDE <= side <= LARGEST_SIDE:
            raise argparse.ArgumentTypeError(
                f"{text!r}: width and height must be even, {SMALLEST_SIDE} to {LARGEST_SIDE} pixels"
            )
    return width, height


def number(low: float, high: float, what: str) -> Callable[[str], float]:
    """A converter to a finite number from ``low`` to ``high``, called ``what`` in its message."""

    def convert(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not {what} from {low:g} to {high:g}")
        return value

    return convert


def seconds(text: str) -> float:
    """A finite number of seconds above zero."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return value


def specification(text: str) -> str:
    """A camera or output as written, not empty."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return text.strip()


def action_unit_gain(text: str) -> tuple[ActionUnit, float]:
    """``AU12=1.5``: an action unit by its number or its name, and a gain from 0 to 2."""
    name, _, gain = text.partition("=")
    try:
        unit = action_unit_of(name)
    except ValueError:
        known = ", ".join(unit.code for unit in ActionUnit)
        raise argparse.ArgumentTypeError(f"{name!r} is no action unit; known are {known}") from None
    return unit, number(0, MOST_STRENGTH, f"a gain of {unit.code}")(gain)
