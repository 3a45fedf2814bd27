"""The grammar of the command line. Imports nothing heavy."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app import arguments, expression_options, picture_options
from app.config import (
    BenchConfig,
    CameraAction,
    CameraConfig,
    DemoConfig,
    EngineChoice,
    ModelsAction,
    MotionMode,
    NetworkConfig,
    Precision,
    RunConfig,
)
from app.option_hints import Parser
from app.sticker_options import add_sticker_options
from app.tuning import Tuning

PROGRAM = "liveportrait-cam"

_CAMERA_HELP = (
    "a number, device path, device name or video file; demo: is a drawn performer, "
    "fake:... a camera with faults for tests (default: 0)"
)
_DRIVING_HELP = "video of the driver, or a motion template: .pkl (LivePortrait's), .npz, .safetensors"
_OUTPUT_HELP = (
    "vcam, vcam:LABEL, file:PATH.mp4 or null; may be given several times (default: vcam, the virtual camera)"
)


class _Version(argparse.Action):
    """Prints the version; finding it is slow enough to do only then."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version(PROGRAM)
        except PackageNotFoundError:
            number = "(not installed)"
        sys.stdout.write(f"{PROGRAM} {number}\n")
        parser.exit()


def make_parser() -> argparse.ArgumentParser:
    """The parser of every command; ``command`` in its result names the one chosen, ``app`` without one."""
    parser = Parser(prog=PROGRAM, description="Be a portrait in your next call.")
    parser.add_argument("--version", action=_Version)
    parser.add_argument("--debug", action="store_true", help="show details and tracebacks")
    parser.set_defaults(start=False, safe_mode=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_app(commands)
    _add_run(commands)
    _add_render(commands)
    _add_edit(commands)
    _add_restore(commands)
    _add_sticker(commands)
    _add_demo(commands)
    _add_bench(commands)
    _add_doctor(commands)
    _add_camera(commands)
    _add_models(commands)
    for command in commands.choices.values():
        _add_debug(command)
    return parser


_Commands = argparse._SubParsersAction  # argparse has no public name for what add_subparsers returns


def _add_app(commands: _Commands[Parser]) -> None:
    app = commands.add_parser(
        "app", help="open the window (the default)", description="Open the desktop program."
    )
    app.add_argument("--start", action="store_true", help="go live at once")
    app.add_argument(
        "--safe-mode", action="store_true", help="start with defaults, on the processor, nothing live"
    )


def _add_run(commands: _Commands[Parser]) -> None:
    default = RunConfig()
    width, height = default.size
    run = commands.add_parser("run", help="animate a portrait live", description="Animate a portrait live.")
    run.add_argument("--portrait", type=Path, metavar="FILE", help="picture to animate (default: ours)")
    run.add_argument(
        "--camera", type=arguments.specification, default=default.camera, metavar="SPEC", help=_CAMERA_HELP
    )
    _add_engine(run)
    run.add_argument(
        "--output", type=arguments.specification, action="append", metavar="SINK", help=_OUTPUT_HELP
    )
    run.add_argument(
        "--size",
        type=arguments.size,
        default=default.size,
        metavar="WxH",
        help=f"output size in pixels, both even (default: {width}x{height})",
    )
    run.add_argument(
        "--fps",
        type=arguments.number(1, 120, "a frame rate"),
        default=default.fps,
        metavar="N",
        help=f"output frames per second, 1 to 120 (default: {default.fps:g})",
    )
    run.add_argument(
        "--duration", type=arguments.seconds, metavar="S", help="stop after S seconds (default: never)"
    )
    run.add_argument("--stats", type=Path, metavar="FILE.json", help="write statistics there at the end")
    run.add_argument("--loop", action="store_true", help="start a video again when it ends")
    _add_motion(run)
    expression_options.add_following(run)
    expression_options.add_controls(run)
    run.add_argument(
        "--save-neutral", type=Path, metavar="FILE", help="keep the neutral pose in use at the end there"
    )
    _add_save_template(run)
    _add_action_units(run)


def _add_render(commands: _Commands[Parser]) -> None:
    render = commands.add_parser(
        "render",
        help="animate a portrait by a video file or a motion template",
        description="Animate a portrait by a video file or a motion template.",
    )
    render.add_argument("--portrait", type=Path, required=True, metavar="FILE", help="picture to animate")
    render.add_argument("--driving", type=Path, required=True, metavar="FILE", help=_DRIVING_HELP)
    render.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="what to write, by ending: .mp4, .webm, .gif, .webp, .png",
    )
    _add_engine(render)
    _add_motion(render)
    expression_options.add_following(render)
    expression_options.add_controls(render)
    _add_save_template(render)
    _add_action_units(render)


def _add_edit(commands: _Commands[Parser]) -> None:
    edit = commands.add_parser(
        "edit", help=picture_options.EDIT, description=f"{picture_options.EDIT.capitalize()}."
    )
    picture_options.add_edit(edit)
    _add_engine(edit)


def _add_restore(commands: _Commands[Parser]) -> None:
    restore = commands.add_parser(
        "restore", help=picture_options.RESTORE, description=picture_options.RESTORE_AT_LENGTH
    )
    picture_options.add_restore(restore)
    _add_engine(restore)


def _add_sticker(commands: _Commands[Parser]) -> None:
    sticker = commands.add_parser(
        "sticker",
        help="make a set of animated stickers of a portrait",
        description="Make animated stickers of a portrait, a file for each expression, and a sheet of all.",
    )
    add_sticker_options(sticker)
    _add_engine(sticker)


def _add_demo(commands: _Commands[Parser]) -> None:
    default = DemoConfig()
    demo = commands.add_parser(
        "demo",
        help="a short show without a camera: a video and a contact sheet",
        description="Animate a portrait by the drawn performer; write a video and a contact sheet.",
    )
    demo.add_argument(
        "--output-dir",
        type=Path,
        default=default.output_dir,
        metavar="DIR",
        help=f"folder to write to (default: {default.output_dir})",
    )
    demo.add_argument(
        "--duration",
        type=arguments.seconds,
        default=default.duration_s,
        metavar="S",
        help=f"length in seconds (default: {default.duration_s:g})",
    )
    _add_engine(demo)


def _add_bench(commands: _Commands[Parser]) -> None:
    default = BenchConfig()
    bench = commands.add_parser(
        "bench", help="measure speed here", description="Measure speed and latency on this machine."
    )
    _add_engine(bench)
    bench.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    bench.add_argument("--clip", type=Path, metavar="FILE", help="video of a person (default: the performer)")
    bench.add_argument(
        "--seconds",
        type=arguments.seconds,
        default=default.seconds,
        metavar="S",
        help=f"length of the measured run (default: {default.seconds:g})",
    )


def _add_doctor(commands: _Commands[Parser]) -> None:
    doctor = commands.add_parser(
        "doctor", help="check what this machine has", description="Check what this machine has and lacks."
    )
    doctor.add_argument("--json", action="store_true", help="print JSON")


def _add_camera(commands: _Commands[Parser]) -> None:
    camera = commands.add_parser(
        "camera",
        help="install, remove, check or try the virtual camera",
        description="The virtual camera: install, remove, check or try it.",
    )
    actions = camera.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, does in (
        (CameraAction.INSTALL, "make it, now and after each restart"),
        (CameraAction.REMOVE, "undo what install did"),
    ):
        change = actions.add_parser(action.value, help=does)
        change.add_argument("--dry-run", action="store_true", help="only say what would be done")
    actions.add_parser(CameraAction.STATUS.value, help="say whether it is there, and what is missing")
    test = actions.add_parser(CameraAction.TEST.value, help="show colour bars in it")
    default = CameraConfig(CameraAction.TEST)
    width, height = default.size
    test.add_argument(
        "--size",
        type=arguments.size,
        default=default.size,
        metavar="WxH",
        help=f"size in pixels, both even (default: {width}x{height})",
    )
    test.add_argument(
        "--fps",
        type=arguments.number(1, 120, "a frame rate"),
        default=default.fps,
        metavar="N",
        help=f"frames per second, 1 to 120 (default: {default.fps:g})",
    )
    test.add_argument(
        "--duration", type=arguments.seconds, metavar="S", help="stop after S seconds (default: never)"
    )
    for action_parser in actions.choices.values():
        _add_debug(action_parser)


def _add_models(commands: _Commands[Parser]) -> None:
    models = commands.add_parser(
        "models",
        help="list, download, check or import LivePortrait's networks",
        description="LivePortrait's networks: list, download, check or import them.",
    )
    actions = models.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser(ModelsAction.LIST.value, help="show every file, its licence and its state")
    listing.add_argument("--json", action="store_true", help="print JSON")
    actions.add_parser(ModelsAction.DOWNLOAD.value, help="fetch what is missing; goes on where it stopped")
    actions.add_parser(ModelsAction.VERIFY.value, help="compute every hash anew")
    taking = actions.add_parser(ModelsAction.IMPORT.value, help="copy official files out of a folder")
    taking.add_argument("source", type=Path, metavar="FOLDER", help="folder with the files anywhere below it")
    for action in actions.choices.values():
        action.add_argument("names", nargs="*", metavar="NAME", help="only these files (default: all)")
        action.add_argument("--dir", type=Path, metavar="DIR", help="folder of models (default: the user's)")
        _add_debug(action)


def _add_debug(command: argparse.ArgumentParser) -> None:
    """Also after the command; SUPPRESS keeps it from undoing one given before the command."""
    command.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show details and tracebacks"
    )


def _add_engine(command: argparse.ArgumentParser) -> None:
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


def _add_motion(command: argparse.ArgumentParser) -> None:
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


def _add_save_template(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--save-template",
        type=Path,
        metavar="FILE",
        help="keep the driver's motion there to drive with it again: .npz or .safetensors",
    )


def _add_action_units(command: argparse.ArgumentParser) -> None:
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
        action="store_true",
        help="lift small movements of the driver's face, and leave large ones as they are",
    )
