"""``render``: animate a portrait by a recorded performance, frame for frame, and write a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from app.command_configs import RenderConfig
from app.commands.counting import counting_bar
from app.commands.recorded_driver import open_driver
from app.errors import AppError
from app.pipeline.action_unit_watch import gained, read_performance
from app.pipeline.au_csv import check_au_csv, write_au_csv
from app.pipeline.engines.base import Engine
from app.pipeline.engines.choose import choose_engine
from app.pipeline.following import motions
from app.pipeline.motion.correction import corrected_in_parts, looks
from app.pipeline.motion.neutral_file import load_neutral, load_neutral_keypoints
from app.pipeline.motion.retargeting import Retargeter
from app.pipeline.motion.templates import check_can_save, save_template
from app.pipeline.performance import Performance, calmed
from app.pipeline.portrait.badge import open_badge
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.provenance.reading import source_type_of
from app.pipeline.provenance.source_type import SourceType, mark_due
from app.pipeline.sinks.recorder import IMAGE_ENDINGS, open_recorder
from app.pipeline.tracking.blendshapes import open_blendshapes
from app.pipeline.tracking.fresh import FreshFaceMesh
from app.pipeline.tuned import tuned
from app.pipeline.types import Motion, RGBImage
from app.tuning import AS_THE_DRIVER, Tuning


def render(config: RenderConfig) -> None:
    """Renders a performance onto a portrait; the result has the portrait's size.

    Raises:
        AppError: Portrait, performance or output cannot be used, or no face is in the performance.
    """
    if config.save_template is not None:
        check_can_save(config.save_template)
    if config.au_csv is not None:
        check_au_csv(config.au_csv)
    tuning = config.tuning
    followed = replace(tuning, smoothing=0.0)  # recordings are calmed with hindsight instead
    still = config.output.suffix.lower() in IMAGE_ENDINGS
    with ExitStack() as opened:
        portrait = load_portrait(config.portrait)
        neutral = load_neutral(config.neutral) if config.neutral else None
        neutral_keypoints = load_neutral_keypoints(config.neutral) if config.neutral else None
        shapes = open_blendshapes() if config.au_csv is not None else None
        if shapes is not None:
            opened.callback(shapes.close)
        driver = open_driver(config.driving, shapes)
        opened.callback(driver.close)
        engine = choose_engine(config.engine, config.networks)
        opened.callback(engine.close)
        engine.set_portrait(portrait)
        mark = mark_due(
            SourceType.GENERATED,
            portrait.source_type,
            source_type_of(config.driving),
            label=config.disclosure.label,
        )
        recorder = open_recorder(
            config.output, portrait.size, driver.rate, audio_from=driver.sound, source_type=mark
        )
        with_badge = open_badge(portrait.size, config.disclosure.badge)
        opened.push(recorder.__exit__)
        progress = opened.enter_context(counting_bar())
        whole = config.save_template is not None or config.au_csv is not None
        observed = driver.observe(engine, progress, 1 if still and not whole else None)
        if config.save_template is not None:
            save_template(config.save_template, driver.template(observed))
        if config.au_csv is not None:
            _require_landmarks(observed, config.driving)
            units = read_performance(
                calmed(observed, tuning.smoothing), neutral, driver.blendshapes(observed)
            )
            write_au_csv(config.au_csv, units)
        performance = calmed(observed.first(1) if still else observed, tuning.smoothing)
        retargeter = Retargeter(portrait.landmarks, tuning.mode)
        wanted = motions(performance, retargeter, neutral, neutral_keypoints)
        if tuning.action_units != AS_THE_DRIVER:
            wanted = gained(wanted, performance, tuning.action_units, retargeter.portrait, neutral)
        if not engine.reads_driver:
            wanted = _corrected(wanted, performance, engine, followed, progress, opened)
        engine.tune(followed)
        final = tuned(wanted, performance, tuning, retargeter.portrait)
        steps = zip(final, performance.times, strict=True)
        for motion, time in progress.track(steps, total=len(performance), description="drawing"):
            recorder.write(with_badge(engine.render(motion)), float(time))
    for file in (config.output, config.save_template, config.au_csv):
        if file is not None:
            Console().print(f"wrote {file}", markup=False, highlight=False, soft_wrap=True)


def _require_landmarks(observed: Performance, driving: Path) -> None:
    if not observed.has_landmarks:
        raise AppError(
            f"cannot read action units of '{driving}'",
            "it holds LivePortrait's keypoints and no landmarks of a face",
            "Render from the video, or from a template recorded here",
        )


def _corrected(
    wanted: Iterator[Motion],
    performance: Performance,
    engine: Engine,
    tuning: Tuning,
    progress: Progress,
    opened: ExitStack,
) -> Iterator[Motion]:
    """What an engine that warps is told, so that it looks as wanted; strengths come on top of that."""

    def draw(motion: Motion) -> RGBImage:
        engine.tune(Tuning())
        image = engine.render(motion)
        engine.tune(tuning)
        return image

    eye = opened.enter_context(closing(FreshFaceMesh()))
    task = progress.add_task("checking", total=looks(len(performance)))
    return corrected_in_parts(wanted, draw, eye.detect, lambda: progress.advance(task))
