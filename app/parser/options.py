"""Options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.config import HIGHEST_FPS, LOWEST_FPS, EngineChoice, MotionMode, NetworkConfig, Precision
from app.parser import arguments
from app.tuning import MOST_STRENGTH, Tuning


def add_debug(command: argparse.ArgumentParser) -> None:
    """``--debug`` also after the command; SUPPRESS keeps it from undoing one given before the command."""
    command.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show details and tracebacks"
    )


def add_engine(command: argparse.ArgumentParser) -> None:
    """What draws the portrait, and how the LivePortrait networks run."""
    command.add_argument(
        "--engine",
        choices=[choice.value for choice in EngineChoice],
        default=EngineChoice.AUTO.value,
        help="what draws the portrait (default: auto)",
    )
    command.add_argument(
        "--device",
        type=arguments.specification,
        default=NetworkConfig().device,
        metavar="NAME",
        help="where the LivePortrait networks run: auto, cuda, cuda:1, mps or cpu (default: auto)",
    )
    command.add_argument(
        "--precision",
        choices=[precision.value for precision in Precision],
        default=Precision.AUTO.value,
        help="of the LivePortrait networks (default: auto)",
    )
    command.add_argument(
        "--retarget",
        choices=["eyes", "lips"],
        action="append",
        default=[],
        help="LivePortrait: open and shut the portrait's eyes or lips as far as the driver does his; "
        "may be given twice",
    )


def add_format(command: argparse.ArgumentParser, size: tuple[int, int], fps: float, *, of: str = "") -> None:
    """``--size`` and ``--fps`` with their defaults, and what they are of: ``"output "``."""
    width, height = size
    command.add_argument(
        "--size",
        type=arguments.size,
        default=size,
        metavar="WxH",
        help=f"{of}size in pixels, both even (default: {width}x{height})",
    )
    command.add_argument(
        "--fps",
        type=arguments.number(LOWEST_FPS, HIGHEST_FPS, "a frame rate"),
        default=fps,
        metavar="N",
        help=f"{of}frames per second, {LOWEST_FPS:g} to {HIGHEST_FPS:g} (default: {fps:g})",
    )


def add_stop_after(command: argparse.ArgumentParser) -> None:
    """``--duration`` of what goes on without it."""
    command.add_argument(
        "--duration", type=arguments.seconds, metavar="S", help="stop after S seconds (default: never)"
    )


def add_motion(command: argparse.ArgumentParser) -> None:
    """How a driver's motion is read."""
    command.add_argument(
        "--motion",
        choices=[mode.value for mode in MotionMode],
        help="against the driver's own resting face, or as it is (default: relative)",
    )
    command.add_argument(
        "--smoothing",
        type=arguments.number(0, 1, "a smoothing"),
        metavar="0..1",
        help=f"0 follows at once, 1 is the calmest (default: {Tuning().smoothing:g})",
    )
    command.add_argument("--neutral", type=Path, metavar="FILE", help="saved neutral pose (default: find it)")


def add_save_template(command: argparse.ArgumentParser) -> None:
    """``--save-template``."""
    command.add_argument(
        "--save-template",
        type=Path,
        metavar="FILE",
        help="keep the driver's motion there to drive with it again: .npz or .safetensors",
    )


def add_action_units(command: argparse.ArgumentParser) -> None:
    """What is written about the driver's action units, and how strongly each is carried over."""
    command.add_argument(
        "--au-csv",
        type=Path,
        metavar="FILE",
        help="write the driver's action units there, a row a frame, in OpenFace's columns",
    )
    command.add_argument(
        "--au-gain",
        type=arguments.action_unit_gain,
        action="append",
        default=[],
        metavar="AU=0..2",
        help="carry one of the driver's action units over weaker or stronger, as in AU12=1.5; "
        "may be given several times",
    )
    command.add_argument(
        "--micro-expressions",
        type=arguments.number(0, MOST_STRENGTH, "a lift"),
        nargs="?",
        const=1.0,
        metavar="0..2",
        help="lift small movements of the driver's face, and leave large ones as they are (without a "
        "number: 1)",
    )
