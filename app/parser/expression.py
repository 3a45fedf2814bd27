"""The expression's options, the same for every command that has them, and what they ask for."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from app.parser import arguments
from app.tuning import (
    MOST_OPEN,
    MOST_STRENGTH,
    ActionUnitGains,
    Controls,
    FaceArea,
    MotionMode,
    RegionStrengths,
    Tuning,
    areas_only,
)

CONTROLS: Mapping[str, str] = {
    "smile": "corners of the mouth up; below 0 down",
    "blink_left": "shut the eye at the picture's left; below 0 wider",
    "blink_right": "the same for the eye at the right",
    "wink": "wink with the left eye; below 0 with the right one",
    "brows": "brows up; below 0 frown",
    "gaze_x": "look to the picture's right; below 0 left",
    "gaze_y": "look up; below 0 down",
    "mouth_open": "drop the jaw; below 0 press the lips together",
    "grin": "bare the teeth; below 0 narrow the mouth",
    "pout": "lips forward; below 0 drawn in",
    "purse": "lips rounded together; below 0 spread",
    "head_pitch": "look up with the head; below 0 nod",
    "head_yaw": "turn to the picture's right; below 0 left",
    "head_roll": "tilt towards the picture's right; below 0 left",
    "zoom": "larger head; below 0 smaller",
    "move_x": "move to the picture's right; below 0 left",
    "move_y": "move up; below 0 down",
}
"""Every control and what it does, in a few words."""

_AREAS = tuple(area.value for area in FaceArea)


def add_controls(command: argparse.ArgumentParser) -> None:
    """Every control, the held openness of eyes and lips, and what presets and limits need."""
    group = command.add_argument_group("expression", "each from -1 to 1; 0 leaves the portrait as it is")
    for field in fields(Controls):
        _add_control(group, field.name, CONTROLS[field.name])
        if field.name == "blink_right":
            _add_control(group, "blink", "both eyes; --blink-left and --blink-right go before it")
    for part, gap in (("eyes", "lid gap over eye width"), ("lips", "lip gap over mouth width")):
        group.add_argument(
            f"--{part}-open",
            type=arguments.number(0, MOST_OPEN, "an openness"),
            metavar="R",
            help=f"hold the {part} that far open: {gap}, 0 to {MOST_OPEN:g}",
        )
    group.add_argument(
        "--allow-unnatural",
        action="store_true",
        default=None,
        help="let controls and strengths go past the limits of a natural face",
    )
    group.add_argument(
        "--preset",
        type=arguments.specification,
        metavar="FILE.toml|NAME",
        help="begin with a preset: a file, or the name of one that was saved or shipped; "
        "options on top of it win",
    )


def add_following(command: argparse.ArgumentParser) -> None:
    """How strongly a driver is followed, and life of its own."""
    group = command.add_argument_group("strength", "each from 0 (not at all) to 2; 1 is the driver's own")
    strength = arguments.number(0, MOST_STRENGTH, "a strength")
    group.add_argument("--strength", type=strength, metavar="V", help="of the whole motion")
    for field in fields(RegionStrengths):
        group.add_argument(
            f"--strength-{field.name}", type=strength, metavar="V", help=f"of the {field.name}"
        )
    add_areas(command, "only these parts of the face follow the driver")
    group.add_argument(
        "--idle-life",
        action="store_true",
        default=None,
        help="blink while the driver's blinks are not seen, and breathe a little",
    )


def add_areas(command: argparse.ArgumentParser, what: str) -> None:
    """``--areas``."""
    command.add_argument(
        "--areas", choices=_AREAS, nargs="+", metavar="AREA", help=f"{what}: {' or '.join(_AREAS)}"
    )


def _add_control(group: Any, name: str, what: str) -> None:
    group.add_argument(
        option(name),
        type=arguments.number(-1, 1, f"a value of {name.replace('_', '-')}"),
        metavar="V",
        help=what,
    )


def option(name: str) -> str:
    """A field's name as an option: ``--mouth-open``."""
    return "--" + name.replace("_", "-")


def tuning_of(args: argparse.Namespace) -> Tuning:
    """What the options ask for; those a command does not have, or that were not given, change nothing.

    Raises:
        PresetError: The preset is not there, or cannot be used.
    """
    given = {name: value for name, value in vars(args).items() if value is not None}
    tuning = _preset(given["preset"]) if "preset" in given else Tuning()
    tuning = replace(
        tuning,
        controls=_controls(tuning.controls, given),
        regions=_regions(tuning.regions, given),
        action_units=_action_units(tuning.action_units, given),
        **{
            name: given[name]
            for name in ("strength", "smoothing", "eyes_open", "lips_open", "allow_unnatural", "idle_life")
            if name in given
        },
    )
    if "motion" in given:
        tuning = replace(tuning, mode=MotionMode(given["motion"]))
    if given.get("retarget"):
        tuning = replace(
            tuning,
            eye_retargeting="eyes" in given["retarget"],
            lip_retargeting="lips" in given["retarget"],
        )
    return tuning


def _controls(start: Controls, given: Mapping[str, Any]) -> Controls:
    if "blink" in given:
        start = replace(start, blink_left=given["blink"], blink_right=given["blink"])
    return replace(start, **{name: given[name] for name in CONTROLS if name in given})


def _regions(start: RegionStrengths, given: Mapping[str, Any]) -> RegionStrengths:
    if "areas" in given:
        start = areas_only(start, areas_of(given["areas"]))
    names = [field.name for field in fields(RegionStrengths)]
    chosen = {name: given[f"strength_{name}"] for name in names if f"strength_{name}" in given}
    return replace(start, **chosen)


def _action_units(start: ActionUnitGains, given: Mapping[str, Any]) -> ActionUnitGains:
    for unit, gain in given.get("au_gain", ()):
        start = start.with_gain(unit, gain)
    return replace(start, micro_expressions=given.get("micro_expressions", start.micro_expressions))


def areas_of(names: list[str] | None) -> frozenset[FaceArea]:
    """The areas named; all of them without a name."""
    return frozenset(FaceArea if names is None else map(FaceArea, names))


def _preset(text: str) -> Tuning:
    from app.paths import presets_dir
    from app.settings.presets import PresetLibrary

    return PresetLibrary(presets_dir()).choose(text)
