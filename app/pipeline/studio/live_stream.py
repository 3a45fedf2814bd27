"""A running stream and what it was made from: every difference to what is wanted is applied live."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path

from app.config import EngineChoice, NetworkConfig, StreamConfig
from app.errors import AppError, EngineError, PortraitError, SinkError
from app.pipeline.clock import Clock
from app.pipeline.engines.base import Engine
from app.pipeline.metrics import Metrics
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.programme import OnAir
from app.pipeline.session import Session, SessionSnapshot
from app.pipeline.sinks.base import Sink
from app.pipeline.studio.board import Board
from app.pipeline.studio.monitor import DriverMonitor, OutputMonitor, WatchedSource
from app.pipeline.studio.openers import AnimatorSetup, LiveAnimator, Openers
from app.pipeline.studio.status import Part, RecordingStatus, Saved, SavedKind, Task
from app.pipeline.studio.tape import Tape
from app.tuning import Tuning

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a stream lives in and shares with the studio.

    Attributes:
        openers: Open its parts.
        clock: Its clock.
        board: Where it says what is wrong.
        monitor: Sees what goes out.
        driver: Sees the driver.
        nudge: Called when something happened that the studio's thread should look at.
    """

    openers: Openers
    clock: Clock
    board: Board
    monitor: OutputMonitor
    driver: DriverMonitor
    nudge: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _EngineKey:
    choice: EngineChoice
    networks: NetworkConfig


@dataclass(frozen=True, slots=True)
class _Format:
    size: tuple[int, int]
    fps: float


class LiveStream:
    """One session with its parts. Every method may block, and belongs to the studio's thread.

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
        self._outputs: list[Sink] = []
        self._tape: Tape | None = None
        self._animator: LiveAnimator | None = None
        self._has_source = False
        self._camera_lost: AppError | None = None
        self._source_ended = False
        picture, engine = self._first_portrait(config), self._first_engine(config)
        self._metrics = Metrics(around.clock, fps=config.fps, engine=engine.name)
        setup = AnimatorSetup(
            picture, engine, config.size, tuning, config.mirror, self._metrics, around.driver.on_motion
        )
        self.session = Session(
            None,
            lambda: self._make_animator(setup),
            self._open_sinks(config),
            fps=config.fps,
            metrics=self._metrics,
            clock=around.clock,
            placeholder=around.openers.placeholder(config.size),
            on_source_end=self._on_source_end,
            on_sink_lost=self._on_sink_lost,
        )
        self.session.start()

    @property
    def config(self) -> StreamConfig:
        """What was applied last."""
        return self._applied

    @property
    def needs_camera(self) -> bool:
        """Whether a camera is wanted and none is read."""
        return self._source_ended or not self._has_source

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the open outputs, the monitor and the recording left out."""
        return tuple(sink.name for sink in self._outputs)

    @property
    def recording(self) -> RecordingStatus | None:
        """The recording under way."""
        tape = self._tape
        return None if tape is None else RecordingStatus(tape.path, tape.seconds)

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
        """Hands other values to the animator; does not wait."""

        def apply() -> None:
            if self._animator is not None:
                self._animator.tune(tuning)

        self.session.between_frames(apply, redraws=False)

    def update(self, config: StreamConfig) -> None:
        """Applies every difference between what runs and what is wanted, one after the other."""
        applied = self._applied
        if config.portrait != applied.portrait:
            self._change_portrait(config.portrait)
        if _EngineKey(config.engine, config.networks) != _EngineKey(applied.engine, applied.networks):
            self._change_engine(config)
        if config.mirror != applied.mirror:
            self._between_frames(Part.STREAM, lambda animator: animator.set_mirror(config.mirror))
        if config.camera != applied.camera:
            self.close_camera()
        if _Format(config.size, config.fps) != _Format(applied.size, applied.fps):
            self._change_format(config)
        elif config.outputs != applied.outputs:
            self.reopen_outputs(config)
        self._applied = config

    def open_camera(self) -> bool:
        """Opens the camera that is wanted; True when it is being read."""
        self.close_camera()
        around, config = self._around, self._applied
        try:
            with self._board.busy(Task.OPENING_CAMERA):
                source = around.openers.source(config.camera, around.clock, config.fps)
        except AppError as error:
            self._board.wrong(Part.CAMERA, self._camera_lost or error)
            return False
        self._has_source, self._source_ended, self._camera_lost = True, False, None
        self._between_frames(Part.CAMERA, lambda animator: animator.meet_driver())
        self.session.replace_source(WatchedSource(source, around.driver))
        self._board.fine(Part.CAMERA)
        return True

    def close_camera(self) -> None:
        """Lets the camera go; the portrait rests."""
        if self._has_source:
            self._has_source = False
            self.session.replace_source(None)
        self._around.driver.clear()

    def reopen_outputs(self, config: StreamConfig) -> None:
        """Closes the outputs and opens those that are wanted; recording and preview go on."""
        for sink in self._outputs:
            self._remove(sink, Part.OUTPUT)
        self._outputs = self._open_outputs(config)
        for sink in self._outputs:
            self.session.add_sink(sink)

    def record(self, path: Path) -> None:
        """Starts a recording; the one under way is finished first."""
        self.stop_recording()
        config = self._applied
        try:
            recorder = self._around.openers.recorder(path, config.size, config.fps)
        except AppError as error:
            self._board.wrong(Part.RECORDING, error)
            return
        self._board.fine(Part.RECORDING)
        self._tape = Tape(recorder, path, config.fps)
        self.session.add_sink(self._tape)

    def stop_recording(self) -> None:
        """Finishes the recording, if there is one."""
        tape, self._tape = self._tape, None
        if tape is not None and self._remove(tape, Part.RECORDING) and tape.seconds > 0:
            self._board.saved(Saved(SavedKind.RECORDING, tape.path))

    def close(self) -> None:
        """Ends everything in order."""
        self.stop_recording()
        self.session.stop()
        self.session.wait()
        self._around.driver.clear()

    def _first_portrait(self, config: StreamConfig) -> Portrait:
        try:
            with self._board.busy(Task.LOADING_PORTRAIT):
                portrait = self._load_portrait(config.portrait)
        except PortraitError as error:
            self._board.wrong(Part.PORTRAIT, error)
            return self._load_portrait(None)
        self._board.fine(Part.PORTRAIT)
        return portrait

    def _first_engine(self, config: StreamConfig) -> Engine:
        engine = self._open_engine(config)
        return engine or self._around.openers.engine(EngineChoice.MESH, config.networks)

    def _open_engine(self, config: StreamConfig) -> Engine | None:
        try:
            with self._board.busy(Task.LOADING_ENGINE):
                engine = self._around.openers.engine(config.engine, config.networks)
        except AppError as error:
            self._board.wrong(Part.ENGINE, error)
            return None
        self._board.fine(Part.ENGINE)
        return engine

    def _make_animator(self, setup: AnimatorSetup) -> LiveAnimator:
        with self._board.busy(Task.STARTING):
            self._animator = self._around.openers.animator(setup)
        return self._animator

    def _open_sinks(self, config: StreamConfig) -> list[Sink]:
        self._outputs = self._open_outputs(config)
        return [self._around.monitor, *self._outputs]

    def _open_outputs(self, config: StreamConfig) -> list[Sink]:
        self._board.fine(Part.OUTPUT)
        opened = [self._open_output(output, config) for output in config.outputs]
        return [sink for sink in opened if sink is not None]

    def _open_output(self, output: str, config: StreamConfig) -> Sink | None:
        try:
            with self._board.busy(Task.OPENING_OUTPUT):
                return self._around.openers.sink(output, config.size, config.fps)
        except AppError as error:
            self._board.wrong(Part.OUTPUT, error)
            return None

    def _change_portrait(self, path: Path | None) -> None:
        try:
            with self._board.busy(Task.LOADING_PORTRAIT):
                portrait = self._load_portrait(path)
        except PortraitError as error:
            self._board.wrong(Part.PORTRAIT, error)
            return
        self._between_frames(Part.PORTRAIT, lambda animator: animator.set_portrait(portrait))

    def _change_engine(self, config: StreamConfig) -> None:
        engine = self._open_engine(config)
        if engine is not None:
            self._between_frames(Part.ENGINE, lambda animator: animator.set_engine(engine))

    def _change_format(self, config: StreamConfig) -> None:
        """Size and rate belong to every sink, so that all of them start over; a recording ends."""
        self.stop_recording()
        self.session.close_output()
        self._between_frames(Part.STREAM, lambda animator: animator.set_output_size(config.size))
        placeholder = self._around.openers.placeholder(config.size)
        self.session.open_output(self._open_sinks(config), fps=config.fps, placeholder=placeholder)

    def _between_frames(self, part: Part, action: Callable[[LiveAnimator], None]) -> None:
        """Has the animator changed and waits for it; what goes wrong is the part's problem."""

        def apply() -> None:
            if self._animator is not None:
                action(self._animator)

        try:
            self.session.between_frames(apply).result()
        except CancelledError:  # the session ended before
            return
        except AppError as error:
            self._board.wrong(part, error)
        except Exception as error:
            _log.debug("a change of the %s failed", part.value, exc_info=True)
            why = f"{type(error).__name__}: {error}"
            fix = "Please report this with the log file"
            self._board.wrong(part, EngineError(f"cannot change the {part.value}", why, fix))
        else:
            self._board.fine(part)

    def _remove(self, sink: Sink, part: Part) -> bool:
        try:
            self.session.remove_sink(sink)
        except SinkError as error:
            self._board.wrong(part, error)
            return False
        return True

    def _on_source_end(self, error: AppError | None) -> None:
        self._camera_lost, self._source_ended = error, True
        if error is not None:
            self._board.wrong(Part.CAMERA, error)
        self._around.nudge()

    def _on_sink_lost(self, sink: Sink, error: SinkError) -> None:
        """Called on the output thread."""
        if sink is self._tape:
            self._tape = None
            self._board.wrong(Part.RECORDING, error)
        else:
            self._outputs = [other for other in self._outputs if other is not sink]
            self._board.wrong(Part.OUTPUT, error)
        self._around.nudge()
