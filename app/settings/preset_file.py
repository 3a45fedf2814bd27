"""A preset as a file that people can read and write."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any

from app.config import MotionMode
from app.errors import AppError
from app.facs import ActionUnit
from app.tuning import MOST_OPEN, MOST_STRENGTH, ActionUnitGains, Controls, RegionStrengths, Tuning

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VERSION = 1
MOST_BYTES = 64_000

_LONG_KEY = re.compile(r"(\.[^.\n]*){100}")
"""Dots on one line. The parser's time and memory grow with the square of a key's parts."""

_HEADER = (
    "# A preset of LivePortrait Cam: controls go from -1 to 1, strengths from 0 to 2, smoothing from 0 to 1."
)
_DECIMALS = 4


class _Retarget(Enum):
    """What LivePortrait opens and shuts by the driver's own ratios."""

    EYES = "eyes"
    LIPS = "lips"


class PresetError(AppError):
    """A preset cannot be read, kept, renamed or removed."""


class FlawError(Exception):
    """What is wrong with a preset, and what to do about it.

    Args:
        why: In words that can stand alone.
        fix: What the user can do.
    """

    def __init__(self, why: str, fix: str = "Correct it in a text editor") -> None:
        super().__init__(why, fix)
        self.why = why
        self.fix = fix


def control_key(name: str) -> str:
    """A field's name as files and the command line write it: ``mouth-open``."""
    return name.replace("_", "-")


_CONTROLS = {control_key(field.name): field.name for field in fields(Controls)}
_REGIONS = {control_key(field.name): field.name for field in fields(RegionStrengths)}
_UNITS = {unit.code: unit for unit in ActionUnit}
_OVERALL = "overall"
_TOP = (
    "version",
    "smoothing",
    "motion",
    "retarget",
    "allow-unnatural",
    "eyes-open",
    "lips-open",
    "idle-life",
    "micro-expressions",
    "controls",
    "strength",
    "action-units",
)


def format_preset(tuning: Tuning) -> bytes:
    """The file's content, UTF-8. Figures keep four decimals."""
    retarget = [
        part.value
        for part, wanted in (
            (_Retarget.EYES, tuning.eye_retargeting),
            (_Retarget.LIPS, tuning.lip_retargeting),
        )
        if wanted
    ]
    lines = [
        _HEADER,
        f"version = {VERSION}",
        f"smoothing = {_figure(tuning.smoothing)}",
        f'motion = "{tuning.mode.value}"',
        "retarget = [" + ", ".join(f'"{part}"' for part in retarget) + "]",
        f"allow-unnatural = {str(tuning.allow_unnatural).lower()}",
        *_written_where_set(tuning),
        "",
        "[controls]",
        *(f"{key} = {_figure(getattr(tuning.controls, name))}" for key, name in _CONTROLS.items()),
        "",
        "[strength]",
        f"{_OVERALL} = {_figure(tuning.strength)}",
        *(f"{key} = {_figure(getattr(tuning.regions, name))}" for key, name in _REGIONS.items()),
        *_changed_units(tuning.action_units),
    ]
    return ("\n".join(lines) + "\n").encode()


def _written_where_set(tuning: Tuning) -> list[str]:
    held = (("eyes-open", tuning.eyes_open), ("lips-open", tuning.lips_open))
    lines = [f"{key} = {_figure(ratio)}" for key, ratio in held if ratio is not None]
    if tuning.idle_life:
        lines.append("idle-life = true")
    if tuning.action_units.micro_expressions > 0:
        lines.append(f"micro-expressions = {_figure(tuning.action_units.micro_expressions)}")
    return lines


def _changed_units(gains: ActionUnitGains) -> list[str]:
    """Those that are carried over weaker or stronger; programs before action units read the others' files."""
    changed = {code: (unit, gains.of(unit)) for code, unit in _UNITS.items() if gains.of(unit) != 1}
    lines = [f"{code} = {_figure(gain)}  # {unit.title}" for code, (unit, gain) in changed.items()]
    return ["", "[action-units]", *lines] if lines else []


def _figure(value: float) -> str:
    return repr(round(float(value), _DECIMALS) + 0.0)  # + 0.0: no minus before a zero


def parse_preset(data: bytes) -> Tuning:
    """Reads a preset; what it does not say is as at rest.

    Raises:
        FlawError: It is damaged, of a newer version, or says something that cannot be.
    """
    table = _parse_toml(data)
    _check_version(table.get("version"))
    _check_known(table, _TOP, "setting")
    controls = _table(table, "controls")
    strength = _table(table, "strength")
    units = _table(table, "action-units")
    _check_known(controls, _CONTROLS, "control")
    _check_known(strength, (_OVERALL, *_REGIONS), "part of [strength]")
    _check_known(units, _UNITS, "action unit")
    retarget = _retarget(table.get("retarget", []))
    rest = Tuning()
    return Tuning(
        controls=Controls(**{_CONTROLS[key]: _number(controls, key, -1.0, 1.0) for key in controls}),
        regions=RegionStrengths(
            **{
                _REGIONS[key]: _number(strength, key, 0.0, MOST_STRENGTH)
                for key in strength
                if key in _REGIONS
            }
        ),
        strength=_number(strength, _OVERALL, 0.0, MOST_STRENGTH, rest.strength),
        smoothing=_number(table, "smoothing", 0.0, 1.0, rest.smoothing),
        mode=_motion(table.get("motion", rest.mode.value)),
        eye_retargeting=_Retarget.EYES in retarget,
        lip_retargeting=_Retarget.LIPS in retarget,
        allow_unnatural=_flag(table, "allow-unnatural"),
        eyes_open=_number(table, "eyes-open", 0.0, MOST_OPEN) if "eyes-open" in table else None,
        lips_open=_number(table, "lips-open", 0.0, MOST_OPEN) if "lips-open" in table else None,
        idle_life=_flag(table, "idle-life"),
        action_units=_gains(units, _number(table, "micro-expressions", 0.0, MOST_STRENGTH)),
    )


def _gains(units: Mapping[str, Any], micro_expressions: float) -> ActionUnitGains:
    gains = ActionUnitGains(micro_expressions=micro_expressions)
    for code in units:
        gains = gains.with_gain(_UNITS[code], _number(units, code, 0.0, MOST_STRENGTH))
    return gains


def _parse_toml(data: bytes) -> Mapping[str, Any]:
    if len(data) > MOST_BYTES:
        raise FlawError(f"it is larger than {MOST_BYTES:,} bytes", "Choose a file that holds a preset")
    try:
        text = data.decode("utf-8-sig")
        if _LONG_KEY.search(text):
            raise FlawError("it is not written as a preset is (a key of too many parts)")
        table: Mapping[str, Any] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise FlawError(f"it is not written as a preset is ({_first_line(error)})") from error
    return table


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["damaged"])[0][:120]


def _check_version(version: object) -> None:
    if type(version) is not int or version < 1:
        raise FlawError(
            "it does not say which version of presets it is", "Put 'version = 1' on its first line"
        )
    if version > VERSION:
        raise FlawError("it was made by a newer version of this program", "Update the program to use it")


def _check_known(table: Mapping[str, Any], known: Collection[str], kind: str) -> None:
    for key in table:
        if key not in known:
            raise FlawError(f"there is no {kind} called {_shown(key)}", f"Known are: {', '.join(known)}")


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise FlawError(f"{key} is {_shown(value)}, and must be a group headed [{key}]")
    return value


def _number(table: Mapping[str, Any], key: str, low: float, high: float, default: float = 0.0) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise FlawError(f"{key} is {_shown(value)}, and must be a number from {low:g} to {high:g}")
    return float(value)


def _flag(table: Mapping[str, Any], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise FlawError(f"{key} is {_shown(value)}, and must be true or false")
    return value


def _motion(value: object) -> MotionMode:
    for mode in MotionMode:
        if value == mode.value:
            return mode
    raise FlawError(
        f"motion is {_shown(value)}, and must be {' or '.join(repr(mode.value) for mode in MotionMode)}"
    )


def _retarget(value: object) -> frozenset[_Retarget]:
    known = {part.value: part for part in _Retarget}
    if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
        raise FlawError(f"retarget is {_shown(value)}, and must be a list of {', '.join(map(repr, known))}")
    return frozenset(known[one] for one in value)


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str | bool | float | list) else str(type(value).__name__)
    text = str(value) if type(value) is int and abs(value) < 10**12 else text
    return text if len(text) <= 60 else f"{text[:57]}..."
