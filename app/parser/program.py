"""The commands that open, show and check the program: ``app``, ``demo``, ``bench`` and ``doctor``."""

from __future__ import annotations

from pathlib import Path

from app.command_configs import BenchConfig, DemoConfig
from app.parser import arguments
from app.parser.hints import Commands
from app.parser.options import add_engine


def add_app(commands: Commands) -> None:
    """``app``: the window."""
    app = commands.add_parser(
        "app", help="open the window (the default)", description="Open the desktop program."
    )
    app.add_argument("--start", action="store_true", help="go live at once")
    app.add_argument(
        "--safe-mode", action="store_true", help="start with defaults, on the processor, nothing live"
    )


def add_demo(commands: Commands) -> None:
    """``demo``: a show of what the program does."""
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
    add_engine(demo)


def add_bench(commands: Commands) -> None:
    """``bench``: speed and latency."""
    default = BenchConfig()
    bench = commands.add_parser(
        "bench", help="measure speed here", description="Measure speed and latency on this machine."
    )
    add_engine(bench)
    bench.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    bench.add_argument("--clip", type=Path, metavar="FILE", help="video of a person (default: the performer)")
    bench.add_argument(
        "--seconds",
        type=arguments.seconds,
        default=default.seconds,
        metavar="S",
        help=f"length of the measured run (default: {default.seconds:g})",
    )


def add_doctor(commands: Commands) -> None:
    """``doctor``: what this machine has and lacks."""
    doctor = commands.add_parser(
        "doctor", help="check what this machine has", description="Check what this machine has and lacks."
    )
    doctor.add_argument("--json", action="store_true", help="print JSON")
