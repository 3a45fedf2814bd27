"""``run`` and ``render``: a portrait that follows a driver."""

from __future__ import annotations

from pathlib import Path

from app.command_configs import RunConfig
from app.parser import arguments
from app.parser.disclosure import add_disclosure
from app.parser.expression import add_controls, add_following
from app.parser.hints import Commands
from app.parser.options import (
    add_action_units,
    add_engine,
    add_format,
    add_motion,
    add_save_template,
    add_stop_after,
)

_CAMERA_HELP = (
    "a number, device path, device name or video file; demo: is a drawn performer, "
    "fake:... a camera with faults for tests (default: 0)"
)
_DRIVING_HELP = "video of the driver, or a motion template: .pkl (LivePortrait's), .npz, .safetensors"
_OUTPUT_HELP = (
    "vcam, vcam:LABEL, pipewire (Linux), file:PATH.mp4 or null; may be given several times "
    "(default: vcam, the virtual camera)"
)


def add_run(commands: Commands) -> None:
    """``run``: a camera drives."""
    default = RunConfig()
    run = commands.add_parser("run", help="animate a portrait live", description="Animate a portrait live.")
    run.add_argument("--portrait", type=Path, metavar="FILE", help="picture to animate (default: ours)")
    run.add_argument(
        "--camera", type=arguments.specification, default=default.camera, metavar="SPEC", help=_CAMERA_HELP
    )
    add_engine(run)
    run.add_argument(
        "--output", type=arguments.specification, action="append", metavar="SINK", help=_OUTPUT_HELP
    )
    add_format(run, default.size, default.fps, of="output ")
    add_stop_after(run)
    run.add_argument("--stats", type=Path, metavar="FILE.json", help="write statistics there at the end")
    run.add_argument("--loop", action="store_true", help="start a video again when it ends")
    add_motion(run)
    add_following(run)
    add_controls(run)
    run.add_argument(
        "--save-neutral", type=Path, metavar="FILE", help="keep the neutral pose in use at the end there"
    )
    add_save_template(run)
    add_action_units(run)
    add_disclosure(run)


def add_render(commands: Commands) -> None:
    """``render``: a file drives."""
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
    add_engine(render)
    add_motion(render)
    add_following(render)
    add_controls(render)
    add_save_template(render)
    add_action_units(render)
    add_disclosure(render)
