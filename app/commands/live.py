"""From what was asked for to a session that is ready to start."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import cv2

from app.command_configs import RunConfig
from app.errors import SinkError, UsageError
from app.pipeline.animator import Animator, FaceListener, MotionListener
from app.pipeline.clock import Clock
from app.pipeline.engines.choose import choose_engine
from app.pipeline.fan_out import SinkLost
from app.pipeline.metrics import Metrics
from app.pipeline.motion.neutral_file import load_neutral, load_neutral_keypoints, save_neutral
from app.pipeline.portrait.library import default_portrait
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.provenance.source_type import SourceType, mark_due
from app.pipeline.session import Session
from app.pipeline.sinks.base import Sink
from app.pipeline.sinks.reopening import ReopeningSink
from app.pipeline.sinks.spec import (
    FileOutput,
    NullOutput,
    PipeWireOutput,
    SinkSpec,
    VirtualCameraOutput,
    open_sink,
    parse_sink,
)
from app.pipeline.sources.base import Source
from app.pipeline.sources.reopening import ReopeningSource
from app.pipeline.sources.spec import is_camera, parse_source, source_opener

_log = logging.getLogger(__name__)

_VIRTUAL_CAMERAS = (VirtualCameraOutput, PipeWireOutput)


def parse_outputs(texts: Sequence[str]) -> list[SinkSpec]:
    """Reads every ``--output``.

    Raises:
        UsageError: One makes no sense, or two are the same file or device.
    """
    outputs: list[SinkSpec] = []
    for text in texts:
        output = parse_sink(text)
        if output in outputs and output != NullOutput():
            raise UsageError(f"cannot use the output '{text}'", "it is given twice", "Leave one of them out")
        outputs.append(output)
    return outputs


def files_of(outputs: Sequence[SinkSpec]) -> list[Path]:
    """The files that outputs write."""
    return [output.path for output in outputs if isinstance(output, FileOutput)]


def open_session(
    config: RunConfig,
    clock: Clock,
    *,
    watch: Callable[[Source], Source] = lambda source: source,
    extra_sinks: Sequence[Sink] = (),
    on_motion: MotionListener | None = None,
    on_face: FaceListener | None = None,
    on_sink_lost: SinkLost | None = None,
) -> Session:
    """Opens everything that was asked for by name, so that what is missing is said at once.

    Args:
        config: What ``run`` was asked to do.
        clock: The clock of source and session.
        watch: Wraps the source, for somebody who wants to see its frames too.
        extra_sinks: Sinks besides those of the config, already open; closed on failure.
        on_motion: Told what the driver does, see ``Animator``.
        on_face: Told how he looks, likewise.
        on_sink_lost: Told of an output that broke while others go on.

    Returns:
        A session that has not started and owns source, engine and sinks.

    Raises:
        AppError: The portrait, engine, camera or an output is not there or cannot be used.
    """
    # The loop's own threads are the parallelism; OpenCV's pool would spin between small jobs.
    cv2.setNumThreads(1)
    camera, outputs = parse_source(config.camera), parse_outputs(config.outputs)
    with ExitStack() as opened:
        for sink in extra_sinks:
            opened.callback(sink.close)
        portrait = load_portrait(config.portrait or default_portrait())
        neutral = load_neutral(config.neutral) if config.neutral else None
        neutral_keypoints = load_neutral_keypoints(config.neutral) if config.neutral else None
        keep = partial(save_neutral, config.save_neutral) if config.save_neutral else None
        # No size is wished for: the tracker sees enough at the default, whatever the output's size.
        open_it = source_opener(camera, clock=clock, fps_hint=config.fps, loop=config.loop)
        source = ReopeningSource(open_it, clock) if is_camera(camera) else open_it()
        opened.callback(source.close)
        mark = mark_due(SourceType.GENERATED, portrait.source_type, label=config.disclosure.label)
        open_one = partial(open_sink, size=config.size, fps=config.fps, source_type=mark)
        sinks = [*extra_sinks, *_open_sinks(outputs, partial(_open_to_last, open_one, clock), opened)]
        engine = choose_engine(config.engine, config.networks, smoothing=config.tuning.smoothing)
        opened.callback(engine.close)
        metrics = Metrics(clock, fps=config.fps, engine=engine.name)

        def animate() -> Animator:
            animator = Animator(
                portrait,
                engine,
                output_size=config.size,
                smoothing=config.tuning.smoothing,
                mode=config.tuning.mode,
                metrics=metrics,
                neutral=neutral,
                neutral_keypoints=neutral_keypoints,
                keep_neutral=keep,
                on_motion=on_motion,
                on_face=on_face,
                badge=config.disclosure.badge,
            )
            animator.tune(config.tuning)
            return animator

        session = Session(
            watch(source),
            animate,
            sinks,
            fps=config.fps,
            duration_s=config.duration_s,
            metrics=metrics,
            clock=clock,
            on_sink_lost=on_sink_lost,
        )
        opened.pop_all()
    _log.info(
        "portrait: %s, camera: %s, output: %s", portrait.name, source.name, ", ".join(s.name for s in sinks)
    )
    return session


def _open_sinks(
    outputs: Sequence[SinkSpec], open_one: Callable[[SinkSpec], Sink], opened: ExitStack
) -> list[Sink]:
    """Opens the outputs; a virtual camera that cannot be had is told, and left out if others remain."""
    sinks: list[Sink] = []
    lacking: list[SinkError] = []
    for output in outputs:
        sink = _open_or_say_why(output, open_one)
        if isinstance(sink, SinkError):
            lacking.append(sink)
        else:
            opened.callback(sink.close)
            sinks.append(sink)
    if lacking and not sinks:
        raise lacking[0]
    for error in lacking:
        _log.error("%s; the other outputs go on", error)
    return sinks


def _open_to_last(open_one: Callable[[SinkSpec], Sink], clock: Clock, output: SinkSpec) -> Sink:
    """A virtual camera comes back when it was lost; a file cannot."""
    if isinstance(output, _VIRTUAL_CAMERAS):
        return ReopeningSink(lambda: open_one(output), clock)
    return open_one(output)


def _open_or_say_why(output: SinkSpec, open_one: Callable[[SinkSpec], Sink]) -> Sink | SinkError:
    """A file is asked for by its path: one that cannot be written ends everything."""
    try:
        return open_one(output)
    except SinkError as error:
        if isinstance(output, _VIRTUAL_CAMERAS):
            return error
        raise
