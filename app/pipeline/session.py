"""One live run: three threads, the slots between them, one state, and an orderly end.

    source -> [capture] -> slot -> [inference] -> slot -> [output] -> sinks

The inference thread builds the animator first and shows the portrait at rest; only then do
capture and output start, so that a video loses no frames to the loading.

While it is live, another thread may exchange the source, the animator, the output and its sinks, and
have errands run between two frames (another portrait, another engine): one thread at a time, which may
wait.

How it ends: ``stop`` (Ctrl-C, a button), the source's last frame, the wanted duration, or an
error all lead to ``_end``, which notes the first reason, sets the stop event and closes the
slots; that unblocks every wait in the loop. ``wait`` then joins the threads within two seconds, but
for files that have to be finished.
A session with ``on_source_end`` outlives its source: the portrait rests until another one comes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from app.errors import AppError
from app.pipeline.animation import Animation
from app.pipeline.capture import Capture
from app.pipeline.clock import Clock, SystemClock
from app.pipeline.errands import Errand
from app.pipeline.fan_out import FanOut, SinkLost
from app.pipeline.inference import Failing, FrameAnimator, Picture
from app.pipeline.metrics import Metrics
from app.pipeline.output import Output, OutputEnd
from app.pipeline.programme import OnAir
from app.pipeline.session_state import SessionSnapshot, SessionState, StopReason
from app.pipeline.sinks.base import Sink
from app.pipeline.slot import Slot
from app.pipeline.sources.base import Source
from app.pipeline.types import Frame, RGBImage

_log = logging.getLogger(__name__)

SHUTDOWN_S = 2.0
"""The whole shutdown takes at most this long; what still hangs then is left behind."""

FINISH_S = 20.0
"""Files that are written more slowly than they are recorded get so much more time for what still waits."""

_READ_GRACE_S = 0.3
_CLOSE_LIMIT_S = 0.5


SourceEnd = Callable[[AppError | None], None]
"""Told that a source ended, with what went wrong; called on the capture thread."""


class Session:
    """Runs a source through an animator into sinks until something ends it.

    ``start`` once, then ``wait`` until it returns True; ``stop`` from any thread at any time. As a
    context manager it starts on entry and is stopped and waited for on exit.

    Args:
        source: Opened source, None for one that comes later; the session closes it.
        make_animator: Builds the animator; called on the inference thread.
        sinks: Opened sinks, at least one; the session closes them.
        fps: Output frames per second.
        duration_s: End after this many seconds of output, None for never.
        metrics: Where figures are kept; one of its own when None.
        clock: The session's clock, also the one the source stamps its frames with.
        placeholder: Card for ``OnAir.PLACEHOLDER``, of the output's size.
        on_source_end: Makes the session outlive its source and is told of the end.
        on_sink_lost: Told of a sink that broke and was left out.
        on_failing: Makes the session outlive an animator that fails all the time; see ``InferenceLoop``.
    """

    def __init__(
        self,
        source: Source | None,
        make_animator: Callable[[], FrameAnimator],
        sinks: Sequence[Sink],
        *,
        fps: float,
        duration_s: float | None = None,
        metrics: Metrics | None = None,
        clock: Clock | None = None,
        placeholder: RGBImage | None = None,
        on_source_end: SourceEnd | None = None,
        on_sink_lost: SinkLost | None = None,
        on_failing: Failing | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._duration_s = duration_s
        self._metrics = metrics or Metrics(self._clock, fps=fps)
        self._on_source_end = on_source_end
        self._on_sink_lost = on_sink_lost
        self._on_failing = on_failing
        self._frames: Slot[Frame] = Slot()
        self._pictures: Slot[Picture] = Slot()
        self._recenter = threading.Event()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._shutdown_lock = threading.Lock()
        self._state = SessionState.STARTING
        self._reason: StopReason | None = None
        self._error: AppError | None = None
        self._rest: RGBImage | None = None
        self._on_air = OnAir.PORTRAIT
        self._capture = None if source is None else self._new_capture(source)
        self._output = self._new_output(sinks, fps, placeholder)
        self._animation = self._new_animation(make_animator)

    def __enter__(self) -> Session:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.wait()

    def start(self) -> None:
        """Starts the threads and returns at once."""
        self._animation.start()

    def stop(self) -> None:
        """Asks for the end and returns at once. May be called at any time, more than once."""
        self._end(StopReason.REQUESTED)

    def recenter(self) -> None:
        """Makes the driver's next pose the neutral one."""
        self._recenter.set()

    def show(self, on_air: OnAir) -> None:
        """Puts something else on air from the next tick on; it stays so with another output."""
        with self._lock:
            self._on_air = on_air
            self._output.show(on_air)

    def between_frames(self, action: Callable[[], None], *, redraws: bool = True) -> Future[None]:
        """Has something done on the inference thread, where the animator lives.

        Args:
            action: What to do with the animator.
            redraws: Whether the portrait at rest is to be drawn anew at once; otherwise this
                happens when there is time.

        Returns:
            Done when it is done; cancelled when the session ended before.
        """
        errand = Errand(action, redraws=redraws)
        with self._lock:
            self._animation.add(errand)
        return errand.done

    def replace_source(self, source: Source | None) -> None:
        """Reads another source from now on. Waits for the end of the old one, which is closed.

        Args:
            source: Opened source, None for none yet; the session closes it.
        """
        old = self._capture
        if old is not None and not old.end(_READ_GRACE_S, _CLOSE_LIMIT_S):
            _log.warning("the source %s hangs and is left behind", old.source.name)
        self._frames.clear()
        with self._lock:
            self._capture = None if source is None else self._new_capture(source)
            if self._capture is not None and self._state is SessionState.LIVE:
                self._capture.start()
                return
            stays = source is None or self._state is SessionState.STARTING
        if not stays and source is not None:
            source.close()

    @property
    def hangs(self) -> bool:
        """Whether the animator does not come back, as happens in a driver or library."""
        return self._animation.hangs

    def replace_animator(self, make_animator: Callable[[], FrameAnimator]) -> None:
        """Has another animator draw, on a thread of its own, in the place of one that hangs.

        The old one is not waited for: it ends when it comes back, and what it draws goes nowhere. What
        was to be done between its frames is done between the new one's.

        Args:
            make_animator: Builds the animator; called on the new thread.
        """
        with self._lock:
            if self._state is not SessionState.LIVE:
                return
            old, self._animation = self._animation, self._new_animation(make_animator)
            old.hand_over(self._animation)
            self._animation.start()

    def close_output(self) -> None:
        """Ends the output and closes its sinks; ``open_output`` goes on.

        Raises:
            AppError: One of them broke or could not finish; all the same they are closed.
        """
        if not self._output.end(SHUTDOWN_S):
            _log.warning("an output hangs in a driver or library and is left behind")
        if self._output.error is not None:
            raise _as_app_error("the output", self._output.error)

    def open_output(self, sinks: Sequence[Sink], *, fps: float, placeholder: RGBImage | None = None) -> None:
        """Goes on with other sinks, at another rate or size, after ``close_output``.

        Args:
            sinks: Opened sinks, at least one; the session closes them.
            fps: Output frames per second.
            placeholder: Card of the output's size.
        """
        self._metrics.set_fps(fps)
        self._pictures.clear()  # it has the old size
        with self._lock:
            self._output = self._new_output(sinks, fps, placeholder)
            self._output.show(self._on_air)
            if self._state is SessionState.LIVE and self._rest is not None:
                # The portrait at rest keeps the old size where it could not be drawn anew.
                fits = placeholder is None or placeholder.shape == self._rest.shape
                self._output.start(self._rest if fits or placeholder is None else placeholder)

    def add_sink(self, sink: Sink) -> None:
        """Sends to one more sink, which the session closes."""
        self._output.fan_out.add(sink)

    def remove_sink(self, sink: Sink) -> None:
        """Sends nothing more to a sink and closes it.

        Raises:
            SinkError: It could not finish.
        """
        self._output.fan_out.remove(sink)

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

    def _new_capture(self, source: Source) -> Capture:
        return Capture(
            source, self._frames, clock=self._clock, metrics=self._metrics, on_end=self._capture_ended
        )

    def _new_animation(self, make_animator: Callable[[], FrameAnimator]) -> Animation:
        return Animation(
            make_animator,
            self._frames,
            self._pictures,
            recenter=self._recenter,
            on_ready=self._go_live,
            on_rest=self._set_rest,
            on_picture=lambda at: self._output.picture_ready(at),
            on_failing=self._on_failing,
            clock=self._clock,
            metrics=self._metrics,
            on_end=self._animation_ended,
        )

    def _new_output(self, sinks: Sequence[Sink], fps: float, placeholder: RGBImage | None) -> Output:
        return Output(
            FanOut(sinks, self._on_sink_lost),
            self._pictures,
            fps=fps,
            placeholder=placeholder,
            duration_s=self._duration_s,
            clock=self._clock,
            metrics=self._metrics,
            on_end=self._output_ended,
        )

    # How each thread's end ends the session, or does not.

    def _capture_ended(self, capture: Capture, error: Exception | None) -> None:
        if self._on_source_end is not None:
            if capture is self._capture and not capture.ending:
                self._on_source_end(None if error is None else _as_app_error("the camera", error))
            return
        if error is not None:
            self._fail("the camera", error)
        self._frames.close()

    def _animation_ended(self, animation: Animation, error: Exception | None) -> None:
        if animation is not self._animation:
            return
        if error is not None:
            self._fail("the animation", error)
        self._pictures.close()

    def _output_ended(self, end: OutputEnd) -> None:
        with self._lock:
            exchanged = end.asked_for and self._state is SessionState.LIVE
        if exchanged:
            return  # another output takes its place, and ``close_output`` tells of the error
        if end.error is not None:
            self._fail("the output", end.error)
        if end.reached_duration:
            self._end(StopReason.DURATION)
        elif not end.asked_for:
            self._end(StopReason.END_OF_SOURCE)

    def _go_live(self, rest: RGBImage) -> None:
        with self._lock:
            self._rest = rest
            if self._state is not SessionState.STARTING:
                self._output.set_rest(rest)  # another animator took over
                return
            self._state = SessionState.LIVE
            self._output.start(rest)
            if self._capture is not None:
                self._capture.start()

    def _set_rest(self, rest: RGBImage) -> None:
        with self._lock:
            self._rest = rest
            self._output.set_rest(rest)

    def _fail(self, what: str, error: Exception) -> None:
        self._end(StopReason.ERROR, _as_app_error(what, error))

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
        self._animation.ask_to_end()
        self._output.ask_to_end()
        self._stop.set()

    def _shut_down(self) -> None:
        """Joins the threads upstream first, closes what no thread did, and sets the final state."""
        if self.snapshot().state.is_over:
            return
        deadline = self._clock.now() + SHUTDOWN_S
        if self._capture is not None:
            grace_s = min(_READ_GRACE_S, deadline - self._clock.now())
            self._report(self._capture.end(grace_s, _CLOSE_LIMIT_S), "capture")
        self._report(self._animation.join(deadline - self._clock.now()), "inference")
        ended = self._output.end(deadline - self._clock.now())
        if not ended and self._output.finishing:
            ended = self._output.end(FINISH_S)
        self._report(ended, "output")
        with self._lock:
            self._state = SessionState.FAILED if self._error else SessionState.STOPPED

    @staticmethod
    def _report(ended: bool, name: str) -> None:
        if not ended:
            _log.warning("the %s thread hangs in a driver or library and is left behind", name)


def _as_app_error(what: str, error: Exception) -> AppError:
    if isinstance(error, AppError):
        return error
    _log.debug("%s ended with a fault of the program", what, exc_info=error)
    return AppError(
        f"{what} stopped", f"{type(error).__name__}: {error}", "Please report this with the log file"
    )
