"""``run``: animate a portrait live."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from app.command_configs import RunConfig
from app.commands.action_unit_report import ActionUnitReport
from app.commands.live import files_of, open_session, parse_outputs
from app.commands.progress import run_to_end, summary_lines
from app.errors import AppError
from app.pipeline.clock import SystemClock
from app.pipeline.motion.template_arrays import TemplateError
from app.pipeline.motion.templates import check_can_save, save_template
from app.pipeline.recording import MotionRecorder
from app.pipeline.session_state import SessionSnapshot


def run(config: RunConfig) -> None:
    """Runs until the source ends, the duration is over, or somebody stops it.

    Raises:
        AppError: Something asked for is not there, or the run failed; statistics are written and
            files are finished all the same.
    """
    if config.stats is not None:
        check_folder_of(config.stats, "the statistics")
    if config.save_neutral is not None:
        check_folder_of(config.save_neutral, "the neutral face")
    if config.save_template is not None:
        check_can_save(config.save_template)
    clock, recorder = SystemClock(), MotionRecorder()
    on_motion = recorder.add if config.save_template is not None else None
    units = ActionUnitReport(config.au_csv, stats=config.stats is not None)
    lost: list[AppError] = []
    try:
        session = open_session(
            config,
            clock,
            on_motion=on_motion,
            on_face=units.on_face,
            on_sink_lost=lambda _, error: lost.append(error),
        )
        ended = run_to_end(session, clock, Console(stderr=True))
    finally:
        unsaved, untold = _save(recorder, config.save_template), units.finish()
    files = files_of(parse_outputs(config.outputs))
    if config.save_template is not None and unsaved is None:
        files.append(config.save_template)
    if config.au_csv is not None and untold is None:
        files.append(config.au_csv)
    report(ended, files)
    if config.stats is not None:
        write_json(config.stats, {**ended.metrics.to_stats_dict(), "action_units": units.to_stats_dict()})
    for error in (ended.error, unsaved, untold, *lost):
        if error is not None:
            raise error


def _save(recorder: MotionRecorder, path: Path | None) -> TemplateError | None:
    """Writes what was recorded; the failure of the run itself is more important than one to write."""
    try:
        if path is not None:
            save_template(path, recorder.template())
    except TemplateError as error:
        return error
    return None


def report(ended: SessionSnapshot, files: list[Path]) -> None:
    """Prints the summary of a run and the files it wrote."""
    console = Console()
    for line in [*summary_lines(ended), *(f"wrote {file}" for file in files if file.exists())]:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def check_folder_of(file: Path, what: str) -> None:
    """Says before a long run, not after it, that a file has nowhere to go.

    Raises:
        AppError: The folder of ``file`` does not exist.
    """
    if not file.parent.is_dir():
        raise AppError(
            f"cannot write {what} to {str(file)!r}",
            f"the folder {str(file.parent)!r} does not exist",
            "Make it, or choose another place",
        )


def write_json(file: Path, content: dict[str, object]) -> None:
    """Writes a JSON file.

    Raises:
        AppError: It cannot be written.
    """
    try:
        file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise AppError(
            f"cannot write {str(file)!r}", error.strerror or str(error), "Choose another place"
        ) from error
