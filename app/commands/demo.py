"""``demo``: a short live run without camera, display or network, with something to look at."""

from __future__ import annotations

from rich.console import Console

from app.command_configs import DemoConfig, RunConfig
from app.commands.contact_sheet import ContactSheet
from app.commands.live import open_session
from app.commands.progress import run_to_end
from app.commands.run import report
from app.errors import SinkError
from app.pipeline.clock import SystemClock


def demo(config: DemoConfig) -> None:
    """Lets the drawn performer drive the default portrait; writes ``demo.mp4`` and ``demo.png``.

    Raises:
        AppError: The folder cannot be written, or the run failed.
    """
    _make_folder(config)
    video, sheet = config.output_dir / "demo.mp4", config.output_dir / "demo.png"
    clock = SystemClock()
    contact_sheet = ContactSheet(sheet, clock, duration_s=config.duration_s)
    run = RunConfig(
        camera="demo:",
        engine=config.engine,
        networks=config.networks,
        outputs=(f"file:{video}",),
        duration_s=config.duration_s,
    )
    session = open_session(run, clock, watch=contact_sheet.watch, extra_sinks=[contact_sheet])
    ended = run_to_end(session, clock, Console(stderr=True), plain_every_s=1.0)
    report(ended, [video, sheet])
    if ended.error is not None:
        raise ended.error


def _make_folder(config: DemoConfig) -> None:
    try:
        config.output_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SinkError(
            f"cannot make the folder {str(config.output_dir)!r}",
            error.strerror or str(error),
            "Choose another one with --output-dir",
        ) from error
