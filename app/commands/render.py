"""``render``: animate a portrait by a recorded performance, frame for frame, and write a file."""

from __future__ import annotations

from contextlib import ExitStack, closing
from itertools import islice

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.config import RenderConfig
from app.errors import SourceError
from app.pipeline.engines.choose import choose_engine
from app.pipeline.motion.correction import corrected_in_parts, looks
from app.pipeline.motion.neutral_file import load_neutral
from app.pipeline.motion.retargeting import Retargeter
from app.pipeline.performance import Performance, motions, watch
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.sinks.recorder import IMAGE_ENDINGS, open_recorder
from app.pipeline.sources.video_reader import VideoReader
from app.pipeline.tracking.fresh import FreshFaceMesh


def render(config: RenderConfig) -> None:
    """Renders a performance onto a portrait; the result has the portrait's size.

    Raises:
        AppError: Portrait, performance or output cannot be used, or no face is in the performance.
    """
    still = config.output.suffix.lower() in IMAGE_ENDINGS
    with ExitStack() as opened:
        portrait = load_portrait(config.portrait)
        neutral = load_neutral(config.neutral) if config.neutral else None
        reader = opened.enter_context(VideoReader(config.driving))
        engine = choose_engine(config.engine)
        opened.callback(engine.close)
        engine.set_portrait(portrait)
        sound = config.driving if reader.has_audio else None
        recorder = open_recorder(config.output, portrait.size, reader.rate, audio_from=sound)
        opened.push(recorder.__exit__)
        progress = opened.enter_context(_progress())
        performance = _watch(reader, config, progress, 1 if still else None)
        retargeter = Retargeter(portrait.landmarks, config.motion)
        wanted = motions(performance, retargeter, neutral)
        eye = opened.enter_context(closing(FreshFaceMesh()))
        task = progress.add_task("checking", total=looks(len(performance)))
        final = corrected_in_parts(wanted, engine.render, eye.detect, lambda: progress.advance(task))
        steps = zip(final, performance.times, strict=True)
        for motion, time in progress.track(steps, total=len(performance), description="drawing"):
            recorder.write(engine.render(motion), float(time))
    Console().print(f"wrote {config.output}", markup=False, highlight=False, soft_wrap=True)


def _watch(reader: VideoReader, config: RenderConfig, progress: Progress, limit: int | None) -> Performance:
    task = progress.add_task("watching", total=limit or reader.frame_estimate or None)
    performance = watch(islice(reader, limit), config.smoothing, lambda: progress.advance(task))
    progress.update(task, total=len(performance), completed=len(performance))
    if not performance.seen:
        raise SourceError(
            f"cannot drive the portrait by '{config.driving}'",
            "no human face was found in it",
            "Give a video in which a face looks at the camera",
        )
    return performance


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
