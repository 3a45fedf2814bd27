"""One live run: three threads, the slots between them, one state, and an orderly end.

    source -> [capture] -> slot -> [inference] -> slot -> [output] -> sinks

The inference thread builds the animator first and shows the portrait at rest; only then do
capture and output start, so that a video loses no frames to the loading.

How it ends: ``stop`` (Ctrl-C, a button), the source's last frame, the wanted duration, or an
error all lead to ``_end``, which notes the first reason, sets the stop event and closes the
slots; that unblocks every wait in the loop. ``wait`` then joins the threads within two seconds.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from app.errors import AppError
from app.pipeline.capture import CaptureLoop
from app.pipeline.clock import Clock, SystemClock
from app.pipeline.inference import FrameAnimator, InferenceLoop, Picture
from app.pipeline.metrics import Metrics, MetricsSnapshot
from app.pipeline.output import FanOut, OutputLoop
from app.pipeline.pacing import Pacer
from app.pipeline.sinks.base import Sink
from app.pipeline.slot import Slot
from app.pipeline.sources.base import Source
from app.pipeline.types import Frame, RGBImage
from app.pipeline.worker import Worker, call_with_limit

_log = logging.getLogger(__name__)

SHUTDOWN_S = 2.0
"""The whole shutdown takes at most this long; what still hangs then is left behind."""

_READ_GRACE_S = 0.3
_CLOSE_LIMIT_S = 0.5


class SessionState(Enum):
    """Where a session is; it only moves downwards."""

    STARTING = "starting"
    LIVE = "live"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether the session has ended, well or badly."""
        return self in (SessionState.STOPPED, SessionState.FAILED)


class StopReason(Enum):
    """Why a session ended."""

    REQUESTED = "requested"
    END_OF_SOURCE = "end of source"
    DURATION = "duration"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """A session at one moment.

    Attributes:
        state: Where it is.
        reason: Why it ended or is ending, None before.
        error: What went wrong, None if nothing did.
        metrics: Its figures so far.
    """

    state: SessionState
    reason: StopReason | None
    error: AppError | None
    metrics: MetricsSnapshot


class Session:
    """Runs a source through an animator into sinks until something ends it.

    ``start`` once, then ``wait`` until it returns True; ``stop`` from any thread at any time. As a
    context manager it starts on entry and is stopped and waited for on exit.

    Args:
        source: Opened source; the session closes it.
        make_animator: Builds the animator; called on the inference thread.
        sinks: Opened sinks, at least one; the session closes them.
        fps: Output frames per second.
        duration_s: End after this many seconds of output, None for never.
        metrics: Where figures are kept; one of its own when None.
        clock: The session's clock, also the one the source stamps its frames with.
    """

    def __init__(
        self,
        source: Source,
        make_animator: Callable[[], FrameAnimator],
        sinks: Sequence[Sink],
        *,
        fps: float,
        duration_s: float | None = None,
        metrics: Metrics | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._source = source
        self._fan_out = FanOut(sinks)
        self._duration_s = duration_s
        self._metrics = metrics or Metrics(self._clock, fps=fps)
        self._pacer = Pacer(fps)
        self._frames: Slot[Frame] = Slot()
        self._pictures: Slot[Picture] = Slot()
        self._recenter = threading.Event()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._shutdown_lock = threading.Lock()
        self._state = SessionState.STARTING
        self._reason: StopReason | None = None
        self._error: AppError | None = None
        inference = InferenceLoop(
            make_animator,
            self._frames,
            self._pictures,
            stop=self._stop,
            recenter=self._recenter,
            on_ready=self._go_live,
            on_picture=self._pacer.picture_ready,
            clock=self._clock,
            metrics=self._metrics,
        )
        capture = CaptureLoop(source, self._frames, stop=self._stop, clock=self._clock, metrics=self._metrics)
        self._capture = Worker("capture", capture.run, self._capture_ended)
        self._inference = Worker("inference", inference.run, self._inference_ended)
        self._output: Worker | None = None

    def __enter__(self) -> Session:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.wait()

    def start(self) -> None:
        """Starts the threads and returns at once."""
        self._inference.start()

    def stop(self) -> None:
        """Asks for the end and returns at once. May be called at any time, more than once."""
        self._end(StopReason.REQUESTED)

    def recenter(self) -> None:
        """Makes the driver's next pose the neutral one."""
        self._recenter.set()

    def snapshot(self) -> SessionSnapshot:
        """State and figures now."""
        with self._lock:
            state, reason, error = self._state, self._reason, self._error
        return SessionSnapshot(state, reason, error, self._metrics.snapshot())

    def wait(self, seconds: float | None = None) -> bool:
        """Waits for the end, then joins every thread within two more seconds.

        Args:
            seconds: Longest wait for the end, None for no limit.

        Returns:
            True when the session is over and everything is closed.
        """
        if not self._stop.wait(seconds):
            return False
        with self._shutdown_lock:
            self._shut_down()
        return True

    # How each thread's end ends the session. A later reconnect of the camera goes in the first.

    def _capture_ended(self, error: Exception | None) -> None:
        if error is not None:
            self._fail("the camera", error)
        self._frames.close()

    def _inference_ended(self, error: Exception | None) -> None:
        if error is not None:
            self._fail("the animation", error)
        self._pictures.close()

    def _output_ended(self, error: Exception | None) -> None:
        if error is not None:
            self._fail("the output", error)
        self._end(StopReason.END_OF_SOURCE)

    def _go_live(self, rest: RGBImage) -> None:
        loop = OutputLoop(
            rest,
            self._pictures,
            self._fan_out,
            self._pacer,
            duration_s=self._duration_s,
            stop=self._stop,
            clock=self._clock,
            metrics=self._metrics,
        )
        with self._lock:
            if self._state is not SessionState.STARTING:
                return
            self._state = SessionState.LIVE
            self._output = Worker("output", lambda: self._run_output(loop), self._output_ended)
            self._output.start()
            self._capture.start()

    def _run_output(self, loop: OutputLoop) -> None:
        if loop.run():
            self._end(StopReason.DURATION)

    def _fail(self, what: str, error: Exception) -> None:
        if not isinstance(error, AppError):
            _log.debug("%s ended with a fault of the program", what, exc_info=error)
            error = AppError(
                f"{what} stopped", f"{type(error).__name__}: {error}", "Please report this with the log file"
            )
        self._end(StopReason.ERROR, error)

    def _end(self, reason: StopReason, error: AppError | None = None) -> None:
        with self._lock:
            if self._state.is_over:
                return
            self._reason = self._reason or reason
            if error is not None and self._error is None:
                # A file that cannot be finished after Ctrl-C is still a failure.
                self._error, self._reason = error, StopReason.ERROR
            self._state = SessionState.STOPPING
        self._frames.close()
        self._pictures.close()
        self._stop.set()

    def _shut_down(self) -> None:
        """Joins the threads upstream first, closes what no thread did, and sets the final state."""
        if self.snapshot().state.is_over:
            return
        deadline = self._clock.now() + SHUTDOWN_S
        if not self._capture.started or not self._capture.join(_READ_GRACE_S):
            # A read that is still blocked is what close() is for; close() itself may hang as well.
            call_with_limit("source-close", self._source.close, _CLOSE_LIMIT_S)
        self._join(self._capture, deadline)
        self._join(self._inference, deadline)
        if self._output is None:
            call_with_limit("sinks-close", self._fan_out.close, _CLOSE_LIMIT_S)
        else:
            self._join(self._output, deadline)
        with self._lock:
            self._state = SessionState.FAILED if self._error else SessionState.STOPPED

    def _join(self, worker: Worker, deadline: float) -> None:
        if not worker.join(deadline - self._clock.now()):
            _log.warning("the %s thread hangs in a driver or library and is left behind", worker.name)
