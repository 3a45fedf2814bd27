"""The studio: what a window asks for, brought about on a thread of its own.

Whoever holds a studio says what he wants (a running stream of this configuration) and returns at
once; the studio's thread compares it with what is there and removes the differences, the newest
wish winning over those it had no time for.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.config import StreamConfig
from app.errors import AppError
from app.pipeline.clock import Clock, SystemClock
from app.pipeline.programme import OnAir
from app.pipeline.session import SessionSnapshot, SessionState
from app.pipeline.studio.board import Board
from app.pipeline.studio.live_stream import LiveStream
from app.pipeline.studio.monitor import DriverLook, DriverMonitor, MonitorPicture, OutputMonitor
from app.pipeline.studio.openers import Openers, RealOpeners
from app.pipeline.studio.status import Part, Phase, Saved, SavedKind, StudioStatus, Task
from app.pipeline.studio.still import StillPicture
from app.pipeline.studio.surroundings import Surroundings
from app.pipeline.types import Frame
from app.pipeline.worker import Worker
from app.tuning import Tuning

_log = logging.getLogger(__name__)

_LOOK_S = 0.25
"""How often the thread looks by itself whether the session is still alive."""

_CLOSE_S = 8.0


class Studio:
    """Holds one stream. Every method may be called from any thread and returns at once.

    Args:
        config: What to stream.
        tuning: How motion is carried over.
        openers: Open the parts.
        clock: The clock of the sessions.
    """

    def __init__(
        self,
        config: StreamConfig,
        tuning: Tuning | None = None,
        *,
        openers: Openers | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._openers: Openers = openers or RealOpeners()
        self._clock = clock or SystemClock()
        self._board = Board()
        self._monitor = OutputMonitor()
        self._driver = DriverMonitor()
        self._changed = threading.Condition()
        self._config = config
        self._tuning = tuning or Tuning()
        self._wants_live = False
        self._take = self._take_of_stream = 0  # a stop and a start make another take
        self._closing = False
        self._nudged = True
        self._orders: deque[Callable[[], None]] = deque()
        self._on_air = OnAir.PORTRAIT
        self._phase = Phase.STOPPED
        self._stream: LiveStream | None = None
        self._still = StillPicture(self._openers, self._board, self._monitor)
        self._worker = Worker("studio", self._run, self._ended)
        self._worker.start()

    # What is wanted.

    def start(self) -> None:
        """Goes live."""
        with self._changed:
            if not self._wants_live:
                self._wants_live, self._on_air = True, OnAir.PORTRAIT
                self._take += 1
            self._nudge_locked()

    def stop(self) -> None:
        """Ends the stream and whatever is recorded."""
        self._want_no_stream()

    def configure(self, config: StreamConfig) -> None:
        """Takes another configuration; every difference is applied while live."""
        with self._changed:
            self._config = config
            self._nudge_locked()

    def tune(self, tuning: Tuning) -> None:
        """Takes other controls and strengths, from the next frame on."""
        with self._changed:
            self._tuning = tuning
            if self._stream is not None:
                self._stream.tune(tuning)

    def show(self, on_air: OnAir) -> None:
        """Puts the portrait, the frozen picture or the placeholder on air, from the next tick on.

        Holds until the stream ends; without a stream there is nothing on air.
        """
        with self._changed:
            if not self._wants_live:
                return
            self._on_air = on_air
            if self._stream is not None:
                self._stream.show(on_air)

    def recenter(self) -> None:
        """Takes the driver's next pose and expression as the neutral ones."""
        stream = self._stream
        if stream is not None:
            stream.session.recenter()

    def record(self, path: Path) -> None:
        """Starts a recording; needs a live stream."""
        self._order(lambda: self._with_stream(lambda stream: stream.record(path)))

    def stop_recording(self) -> None:
        """Finishes the recording."""
        self._order(lambda: self._with_stream(lambda stream: stream.stop_recording()))

    def save_picture(self, path: Path) -> None:
        """Writes what is on air now as a picture."""
        picture = self._monitor.picture
        if picture is not None:
            self._order(lambda: self._save_picture(path, picture))

    def retry(self, part: Part) -> None:
        """Tries again to open what could not be opened."""
        self._board.fine(part)  # what is still wrong is said anew
        self._order(lambda: self._retry(part))

    def reset_metrics(self) -> None:
        """Starts the figures over."""
        stream = self._stream
        if stream is not None:
            stream.reset_metrics()

    def keep_frames(self, keep: bool) -> None:
        """Whether ``frame`` is to give the driver's own picture."""
        self._driver.keep_frames(keep)

    def close(self) -> bool:
        """Ends the stream and the thread. Waits; True when it ended in time. May be called twice."""
        with self._changed:
            self._closing, self._wants_live = True, False
            self._nudge_locked()
        return self._worker.join(_CLOSE_S)

    # What is there.

    @property
    def picture(self) -> MonitorPicture | None:
        """The newest picture on air; while stopped, the portrait as it would be."""
        return self._monitor.picture

    @property
    def driver(self) -> DriverLook | None:
        """The newest look at the driver, None while nothing is tracked."""
        return self._driver.look

    @property
    def frame(self) -> Frame | None:
        """The driver's own picture, None unless ``keep_frames`` asked for it."""
        return self._driver.frame

    def take_saved(self) -> tuple[Saved, ...]:
        """Files that were finished since the last call."""
        return self._board.take_saved()

    def status(self) -> StudioStatus:
        """Everything else, now."""
        stream, look = self._stream, self._driver.look
        snapshot = None if stream is None else stream.snapshot()
        return StudioStatus(
            phase=self._wanted_phase(snapshot),
            task=self._board.task,
            on_air=self._on_air,
            engine="" if snapshot is None else snapshot.metrics.engine,
            outputs=() if stream is None else stream.outputs,
            metrics=None if snapshot is None else snapshot.metrics,
            recording=None if stream is None else stream.recording,
            problems=self._board.problems,
            face_seen=None if look is None else look.landmarks is not None,
        )

    def _wanted_phase(self, snapshot: SessionSnapshot | None) -> Phase:
        """A wish shows at once, also before the thread has come to it."""
        phase = self._phase
        if phase is Phase.STARTING and snapshot is not None and snapshot.state is SessionState.LIVE:
            phase = Phase.LIVE
        if self._wants_live and phase is Phase.STOPPED:
            return Phase.STARTING
        if not self._wants_live and phase in (Phase.STARTING, Phase.LIVE):
            return Phase.STOPPING
        return phase

    # The thread.

    def _run(self) -> None:
        self._try(self._preload)
        while not self._closing:
            self._wait()
            self._try(self._reconcile)
            self._try(self._do_orders)
        self._try(self._end_stream)

    def _preload(self) -> None:
        with self._board.busy(Task.LOADING_LIBRARIES):
            self._openers.preload()

    def _try(self, action: Callable[[], None]) -> None:
        """Whatever goes wrong ends the stream at most; the next start finds a thread that works."""
        try:
            action()
        except Exception as error:
            _log.error("the stream has to end: %s", error)
            _log.debug("the failure in full", exc_info=True)
            self._note_end(error)
            self._nudge()

    def _note_end(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            why, fix = f"{type(error).__name__}: {error}", "Please report this with the log file"
            error = AppError("the stream had to end", why, fix)
        self._board.wrong(Part.STREAM, error)
        self._want_no_stream()

    def _ended(self, error: Exception | None) -> None:
        self._phase = Phase.STOPPED
        if error is not None:
            self._note_end(error)

    def _wait(self) -> None:
        with self._changed:
            # Without a stream nothing happens by itself.
            timeout = None if self._stream is None else _LOOK_S
            self._changed.wait_for(lambda: self._nudged, timeout)
            self._nudged = False

    def _nudge(self) -> None:
        with self._changed:
            self._nudge_locked()

    def _want_no_stream(self) -> None:
        with self._changed:
            self._wants_live, self._on_air = False, OnAir.PORTRAIT
            self._nudge_locked()

    def _nudge_locked(self) -> None:
        self._nudged = True
        self._changed.notify_all()

    def _order(self, order: Callable[[], None]) -> None:
        with self._changed:
            self._orders.append(order)
            self._nudge_locked()

    def _do_orders(self) -> None:
        while True:
            with self._changed:
                if not self._orders:
                    return
                order = self._orders.popleft()
                self._nudge_locked()  # it may have made a difference
            order()

    def _reconcile(self) -> None:
        config = self._config
        if self._stream is not None and (
            not self._wants(self._take_of_stream) or self._is_over(self._stream)
        ):
            self._end_stream()
        if self._stream is None and self._wants_live:
            self._begin_stream(config)
        elif self._stream is not None:
            self._stream.update(self._without_disturbing_the_recording(self._stream, config))
        if self._stream is not None:
            self._stream.tend()
            self._note_life(self._stream)
        elif not self._closing:
            self._still.show(config.portrait, config.size)

    def _begin_stream(self, config: StreamConfig) -> None:
        self._phase = Phase.STARTING
        self._board.fine(*Part)
        self._take_of_stream = take = self._take
        around = Surroundings(
            self._openers,
            self._clock,
            self._board,
            self._monitor,
            self._driver,
            self._nudge,
            wanted=lambda: self._wants(take),
        )
        try:
            stream = LiveStream(around, config, self._tuning, self._still.portrait)
        except Exception:
            self._phase = Phase.STOPPED
            raise
        with self._changed:
            self._stream = stream
            # Both may have changed while it was being built.
            stream.show(self._on_air)
            stream.tune(self._tuning)

    def _wants(self, take: int) -> bool:
        return self._wants_live and self._take == take

    def _end_stream(self) -> None:
        stream = self._stream
        if stream is None:
            return
        self._phase = Phase.STOPPING
        try:
            with self._board.busy(Task.STOPPING):
                stream.close()
        finally:
            self._stream, self._phase = None, Phase.STOPPED
            self._still.forget()
            self._board.fine(Part.CAMERA, Part.OUTPUT)

    def _is_over(self, stream: LiveStream) -> bool:
        error = stream.snapshot().error
        if error is not None:
            self._note_end(error)
        return stream.is_over

    def _note_life(self, stream: LiveStream) -> None:
        if self._phase is Phase.STARTING and stream.snapshot().state is SessionState.LIVE:
            self._phase = Phase.LIVE

    @staticmethod
    def _without_disturbing_the_recording(stream: LiveStream, config: StreamConfig) -> StreamConfig:
        """A file has one size and one rate; other ones wait for its end."""
        if stream.recording is None:
            return config
        return replace(config, size=stream.config.size, fps=stream.config.fps)

    def _with_stream(self, action: Callable[[LiveStream], None]) -> None:
        if self._stream is not None:
            action(self._stream)

    def _retry(self, part: Part) -> None:
        if self._stream is not None:
            self._stream.retry(part)
        else:
            self._still.forget()

    def _save_picture(self, path: Path, picture: MonitorPicture) -> None:
        try:
            self._openers.picture_file(path, picture.image)
        except AppError as error:
            self._board.wrong(Part.SNAPSHOT, error)
        else:
            self._board.fine(Part.SNAPSHOT)
            self._board.saved(Saved(SavedKind.SNAPSHOT, path))
