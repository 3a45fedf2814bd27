"""The switches of ``--camera fake:``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.errors import UsageError
from app.pipeline.sources.fake import FakeFaults, OpenFault, Window


@dataclass(frozen=True, slots=True)
class Fake:
    """A fake camera; None leaves size and rate to the caller's wish.

    Attributes:
        faults: What goes wrong, and when.
        size: Width and height, pixels.
        fps: Frames per second.
        duration: Seconds until its end, None for endless.
    """

    faults: FakeFaults = field(default_factory=FakeFaults)
    size: tuple[int, int] | None = None
    fps: float | None = None
    duration: float | None = None


def parse_fake(text: str) -> Fake:
    """Reads the switches after ``fake:``.

    Args:
        text: Like ``freeze=2-4,fail=5-,open=busy,size=640x480,fps=30,duration=12``; may be empty.

    Raises:
        UsageError: A switch does not exist or makes no sense.
    """
    spec = Fake()
    for item in filter(None, text.split(",")):
        key, _, value = item.partition("=")
        spec = _with_switch(spec, key.strip(), value.strip())
    return spec


_FAULTS: dict[str, Callable[[FakeFaults, Window], FakeFaults]] = {
    "freeze": lambda faults, window: replace(faults, freeze=(*faults.freeze, window)),
    "fail": lambda faults, window: replace(faults, fail=(*faults.fail, window)),
    "block": lambda faults, window: replace(faults, block=(*faults.block, window)),
    "black": lambda faults, window: replace(faults, black=(*faults.black, window)),
}
_WINDOW = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)?")
_MOST_SHOWN = 60
_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})")


def _with_switch(spec: Fake, key: str, value: str) -> Fake:
    if key in _FAULTS:
        return replace(spec, faults=_FAULTS[key](spec.faults, _parse_window(key, value)))
    if key == "open":
        return replace(spec, faults=replace(spec.faults, opening=_parse_open_fault(value)))
    if key == "size":
        return replace(spec, size=_parse_size(value))
    if key == "fps":
        return replace(spec, fps=_parse_number(key, value, 240))
    if key == "duration":
        return replace(spec, duration=_parse_number(key, value, 1e6))
    switches = ", ".join((*_FAULTS, "open", "size", "fps", "duration"))
    raise UsageError(
        "cannot set up the fake camera", f"it has no switch '{shortened(key)}'", f"It has {switches}"
    )


def _parse_window(key: str, value: str) -> Window:
    match = _WINDOW.fullmatch(value)
    window = Window(float(match[1]), float(match[2]) if match[2] else math.inf) if match else None
    if window is None or window.end <= window.start:
        raise _bad_switch(key, value, f"Give seconds from the start, like {key}=2-4")
    return window


def _parse_open_fault(value: str) -> OpenFault:
    try:
        return OpenFault(value)
    except ValueError:
        raise _bad_switch("open", value, "Give absent, busy or denied") from None


def _parse_size(value: str) -> tuple[int, int]:
    match = _SIZE.fullmatch(value)
    size = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (16 <= size[0] <= 8192 and 16 <= size[1] <= 8192):
        raise _bad_switch("size", value, "Give width and height, like size=640x480")
    return size


def _parse_number(key: str, value: str, largest: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0 < number <= largest:
        raise _bad_switch(key, value, f"Give a number above 0, at most {largest:g}")
    return number


def shortened(text: str) -> str:
    """What somebody gave, on one line that can be read."""
    text = " ".join(text.split())
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."


def _bad_switch(key: str, value: str, fix: str) -> UsageError:
    return UsageError("cannot set up the fake camera", f"{key}='{shortened(value)}' makes no sense", fix)
