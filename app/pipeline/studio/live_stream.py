"""A running stream and what it was made from: every difference to what is wanted is applied live."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from app.config import EngineChoice, NetworkConfig, StreamConfig
from app.errors import AppError, EngineError, Reason, SinkError
from app.pipeline.metrics import Metrics
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.programme import OnAir
from app.pipeline.provenance.source_type import SourceType
from app.pipeline.session import Session
from app.pipeline.session_state import SessionSnapshot
from app.pipeline.sinks.base import Sink
from app.pipeline.sources.base import Source
from app.pipeline.studio.animator_desk import AnimatorDesk
from app.pipeline.studio.camera_keeper import CameraKeeper
from app.pipeline.studio.engine_keeper import EngineKeeper
from app.pipeline.studio.hang_watch import HangWatch
from app.pipeline.studio.openers import AnimatorSetup
from app.pipeline.studio.output_rack import OutputRack
from app.pipeline.studio.status import Part, RecordingStatus, Task
from app.pipeline.studio.stranger_watch import StrangerWatch
from app.pipeline.studio.surroundings import Surroundings
from app.pipeline.studio.tape import Tape
from app.pipeline.studio.tape_deck import TapeDeck
from app.tuning import Tuning

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _EngineKey:
    choice: EngineChoice
    networks: NetworkConfig


@dataclass(frozen=True, slots=True)
class _Format:
    size: tuple[int, int]
    fps: float


class LiveStream:
    """One session with its parts. Belongs to the studio's thread, and its methods may block.

    ``tune``, ``show`` and what only reads may be called from any thread, and return at once.

    What cannot be opened is noted on the board, and the stream goes on without it: a camera that
    is missing leaves the portrait at rest, an output that is missing leaves the preview.

    Args:
        around: What it lives in.
        config: What to start with.
        tuning: Likewise.
        portrait: Loads the portrait; the studio may have it already.

    Raises:
        AppError: Not even the shipped portrait and the mesh engine can be had.
    """

    def __init__(
        self,
        around: Surroundings,
        config: StreamConfig,
        tuning: Tuning,
        portrait: Callable[[Path | None], Portrait],
    ) -> None:
        self._around = around
        self._board = around.board
        self._load_portrait = portrait
        self._applied = config
        self._format = _Format(config.size, config.fps)
        self._hang_watch = HangWatch(around.clock, lambda: self.session.hangs)
        self._desk = AnimatorDesk(around, self._between_frames, self._replace_if_it_hangs)
        self._rack = OutputRack(around)
        self._deck = TapeDeck(
            around, lambda sink: self.session.add_sink(sink), lambda sink: self.session.remove_sink(sink)
        )
        self._stranger = StrangerWatch(around)
        self._camera = CameraKeeper(around, self._read_from, config.camera, config.fps)
        self._engine = EngineKeeper(around, self._desk.set_engine, config.engine, config.networks)
        picture, engine = self._first_portrait(config), self._engine.first()
        self._metrics = Metrics(around.clock, fps=config.fps, engine=engine.name)
        self._setup = AnimatorSetup(
            picture,
            engine,
            config.size,
            tuning,
            config.mirror,
            config.disclosure.badge,
            self._metrics,
            on_motion=around.driver.on_motion,
            on_face=around.driver.units.on_face,
        )
        self.session = self._new_session(self._setup)
        self.session.start()

    @property
    def config(self) -> StreamConfig:
        """What was applied last."""
        return self._applied

    @property
    def portrait(self) -> Portrait:
        """The portrait it shows."""
        return self._setup.portrait

    @property
    def is_over(self) -> bool:
        """Whether it ended, or hangs where nobody wanted to wait for it any more."""
        return self._desk.abandoned or self.snapshot().reason is not None

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the open outputs, the monitor and the recording left out."""
        return self._rack.names

    @property
    def recording(self) -> RecordingStatus | None:
        """The recording under way."""
        return self._deck.recording

    def snapshot(self) -> SessionSnapshot:
        """The session now."""
        return self.session.snapshot()

    def reset_metrics(self) -> None:
        """Starts the figures over."""
        self._metrics.reset()

    def show(self, on_air: OnAir) -> None:
        """Puts something else on air."""
        self.session.show(on_air)

    def tune(self, tuning: Tuning) -> None:
        """Hands other values to the animator, before the next frame; of many the newest."""
        self._setup = replace(self._setup, tuning=tuning)
        self._desk.tune(tuning)

    def update(self, config: StreamConfig) -> None:
        """Applies every difference between what runs and what is wanted, one after the other."""
        applied, self._applied = self._applied, config
        if config.portrait != applied.portrait:
            self._change_portrait(config.portrait)
        if _EngineKey(config.engine, config.networks) != _EngineKey(applied.engine, applied.networks):
            self._hang_watch.forgive()
            self._engine.want(config.engine, config.networks)
        if config.mirror != applied.mirror:
            self._setup = replace(self._setup, mirror=config.mirror)
            self._desk.change(Part.STREAM, lambda animator: animator.set_mirror(config.mirror))
        if config.disclosure.badge is not applied.disclosure.badge:
            self._setup = replace(self._setup, badge=config.disclosure.badge)
            self._desk.change(Part.STREAM, lambda animator: animator.set_badge(config.disclosure.badge))
        if config.camera != applied.camera:
            self._camera.want(config.camera, config.fps)
            self._around.driver.clear()
        if _Format(config.size, config.fps) != _Format(applied.size, applied.fps):
            self._change_format(config)
        elif config.outputs != applied.outputs:
            self._change_outputs(config.outputs)

    def tend(self) -> None:
        """Opens what is missing, if its time has come; does not wait for camera or engine."""
        self._replace_if_it_hangs()
        self._camera.tend()
        if self._camera.is_missing:
            self._stranger.forget()
        else:
            self._stranger.look(self._metrics.sighting)
        self._engine.tend()
        for sink in self._rack.reopen(self._format.size, self._format.fps):
            self.session.add_sink(sink)

    def retry(self, part: Part) -> None:
        """Tries again what could not be had."""
        if part is Part.CAMERA:
            self._camera.retry()
        elif part is Part.OUTPUT:
            self._change_outputs(self._applied.outputs)
        elif part is Part.PORTRAIT:
            self._change_portrait(self._applied.portrait)
        elif part is Part.ENGINE:
            self._hang_watch.forgive()
            self._engine.retry()

    def record(self, path: Path, source_type: SourceType | None) -> None:
        """Starts a recording, which says that it is of that type; the one under way is finished first."""
        self._deck.record(path, self._format.size, self._format.fps, source_type)

    def stop_recording(self) -> None:
        """Finishes the recording, if there is one."""
        self._deck.stop()

    def close(self) -> None:
        """Ends everything in order."""
        self._camera.abandon()
        self._engine.abandon()
        self._stranger.forget()
        try:
            self._deck.stop()
        finally:
            self.session.stop()
            self.session.wait()
            self._around.driver.clear()

    def _first_portrait(self, config: StreamConfig) -> Portrait:
        return self._open_portrait(config.portrait) or self._load_portrait(None)

    def _open_portrait(self, path: Path | None) -> Portrait | None:
        try:
            with self._board.busy(Task.LOADING_PORTRAIT):
                portrait = self._load_portrait(path)
        except AppError as error:
            self._board.wrong(Part.PORTRAIT, error)
            return None
        self._board.fine(Part.PORTRAIT)
        return portrait

    def _new_session(self, setup: AnimatorSetup) -> Session:
        """The session, which owns all it is given; what was opened is closed if it cannot be made."""
        around, fps = self._around, self._format.fps
        try:
            return Session(
                None,
                lambda: self._desk.make(setup),
                [around.monitor, *self._rack.open(self._applied.outputs, setup.size, fps)],
                fps=fps,
                metrics=self._metrics,
                clock=around.clock,
                placeholder=around.openers.placeholder(setup.size),
                on_source_end=self._camera.on_source_end,
                on_sink_lost=self._on_sink_lost,
                on_failing=self._engine.on_failing,
            )
        except Exception:
            setup.engine.close()
            for sink in self._rack.take_out():
                sink.close()
            raise

    def _between_frames(self, action: Callable[[], None], *, redraws: bool = True) -> Future[None]:
        return self.session.between_frames(action, redraws=redraws)

    def _read_from(self, source: Source | None) -> None:
        """Reads another camera, or none; whoever sits before it is met anew."""
        if source is not None:
            self._desk.meet_driver()
        self.session.replace_source(source)
        if source is None:
            # The frame under way is still looked at.
            self.session.between_frames(self._around.driver.clear, redraws=False)

    def _change_portrait(self, path: Path | None) -> None:
        portrait = self._open_portrait(path)
        if portrait is not None:
            self._setup = replace(self._setup, portrait=portrait)
            self._desk.change(Part.PORTRAIT, lambda animator: animator.set_portrait(portrait))

    def _replace_if_it_hangs(self) -> None:
        """A driver that never returns is left behind with its thread; the mesh engine goes on."""
        if not self._hang_watch.must_leave():
            return
        why = "it has been busy for seconds with what takes a moment, and does not come back"
        fix = "Restart the computer if it happens again"
        name = self.snapshot().metrics.engine
        error = EngineError(f"the {name} engine hangs", why, fix, reason=Reason.ENGINE_FAILED)
        self._engine.on_hang(error, comes_back=self._hang_watch.is_endured)
        setup = replace(self._setup, engine=self._engine.mesh())
        self.session.replace_animator(lambda: self._desk.make(setup))

    def _change_format(self, config: StreamConfig) -> None:
        """Size and rate belong to every sink, so that all of them start over; a recording ends."""
        self._deck.stop()
        self._close_outputs()
        size = config.size
        if size != self._format.size:
            resized = self._desk.change(Part.STREAM, lambda animator: animator.set_output_size(config.size))
            size = config.size if resized else self._format.size
            self._setup = replace(self._setup, size=size)
        self._format = _Format(size, config.fps)
        if self._desk.abandoned:
            return
        self.session.open_output(
            [self._around.monitor, *self._rack.open(config.outputs, size, config.fps)],
            fps=config.fps,
            placeholder=self._around.openers.placeholder(size),
        )

    def _close_outputs(self) -> None:
        self._rack.take_out()
        try:
            self.session.close_output()
        except AppError as error:
            _log.warning("an output did not end cleanly: %s", error)

    def _change_outputs(self, wanted: tuple[str, ...]) -> None:
        """Closes and opens what is different; the others, recording and preview go on."""
        for sink in self._rack.take_out(but=wanted):
            self._remove(sink)
        for sink in self._rack.open(wanted, self._format.size, self._format.fps):
            self.session.add_sink(sink)

    def _remove(self, sink: Sink) -> None:
        try:
            self.session.remove_sink(sink)
        except SinkError as error:
            self._board.wrong(Part.OUTPUT, error)

    def _on_sink_lost(self, sink: Sink, error: SinkError) -> None:
        """Called on the output thread."""
        if isinstance(sink, Tape):
            self._deck.lost(sink, error)
        else:
            self._rack.lost(sink, error)
        self._around.nudge()
