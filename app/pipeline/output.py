"""The output thread: a constant rate to every sink, whatever happens upstream."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.pipeline.clock import Clock
from app.pipeline.fan_out import FanOut
from app.pipeline.inference import Picture
from app.pipeline.metrics import Metrics, Stage
from app.pipeline.pacing import Pacer
from app.pipeline.programme import OnAir, Programme
from app.pipeline.slot import Slot, SlotClosedError
from app.pipeline.types import RGBImage
from app.pipeline.worker import Worker, call_with_limit

_log = logging.getLogger(__name__)

_CLOSE_LIMIT_S = 0.5


class OutputLoop:
    """Sends one image a tick, new or not.

    Args:
        programme: Says what is on air.
        pictures: Slot from the inference.
        sinks: Where images go; closed when the loop ends.
        pacer: Says when.
        duration_s: End after this many seconds of output, None for never.
        stop: Set when the loop should end at once.
        clock: The session's clock.
        metrics: Told of every frame sent.
    """

    def __init__(
        self,
        programme: Programme,
        pictures: Slot[Picture],
        sinks: FanOut,
        pacer: Pacer,
        *,
        duration_s: float | None,
        stop: threading.Event,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._programme = programme
        self._pictures = pictures
        self._sinks = sinks
        self._pacer = pacer
        self._duration_s = duration_s
        self._stop = stop
        self._clock = clock
        self._metrics = metrics

    def run(self) -> bool:
        """Runs until the pictures end, the duration is over, or the stop.

        Returns:
            True when the wanted duration was reached.

        Raises:
            SinkError: The last sink broke, or one could not finish its file.
        """
        try:
            return self._send_all()
        except SlotClosedError:
            return False
        finally:
            self._sinks.close()

    def _send_all(self) -> bool:
        while True:
            now = self._clock.now()
            tick = self._pacer.next_tick(now)
            if self._is_over():
                return True
            if self._clock.wait(tick - now, self._stop):
                return False
            self._send(self._pictures.take(0))

    def _is_over(self) -> bool:
        """Counted on the nominal grid: 10 s at 30 FPS are 300 frames wherever the ticks lie."""
        tolerance = 0.5 * self._pacer.period
        return self._duration_s is not None and self._pacer.elapsed_s >= self._duration_s - tolerance

    def _send(self, picture: Picture | None) -> None:
        sent_from = self._clock.now()
        image = self._programme.choose(picture, sent_from)
        with self._metrics.stage(Stage.SEND):
            self._sinks.send(image)
        self._metrics.frame_out(sent_from, None if picture is None else picture.captured_at)


@dataclass(frozen=True, slots=True)
class OutputEnd:
    """How an output ended.

    Attributes:
        reached_duration: The wanted duration was over.
        asked_for: It was told to end.
        error: What went wrong, None if nothing did.
    """

    reached_duration: bool
    asked_for: bool
    error: Exception | None


class Output:
    """The output's thread with its programme and its sinks; another one may take its place.

    Args:
        fan_out: Where images go; closed at the end.
        pictures: Slot from the inference; left open.
        fps: Frames per second.
        placeholder: Card for ``OnAir.PLACEHOLDER``, of the output's size.
        duration_s: End after this many seconds, None for never.
        clock: The session's clock.
        metrics: Told of every frame sent.
        on_end: Called on the thread when it ended.
    """

    def __init__(
        self,
        fan_out: FanOut,
        pictures: Slot[Picture],
        *,
        fps: float,
        placeholder: RGBImage | None,
        duration_s: float | None,
        clock: Clock,
        metrics: Metrics,
        on_end: Callable[[OutputEnd], None],
    ) -> None:
        self.fan_out = fan_out
        self._pictures = pictures
        self._pacer = Pacer(fps)
        self._placeholder = placeholder
        self._duration_s = duration_s
        self._clock = clock
        self._metrics = metrics
        self._on_end = on_end
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._on_air = OnAir.PORTRAIT
        self._programme: Programme | None = None
        self._error: Exception | None = None
        self._reached_duration = False
        self._worker: Worker | None = None

    @property
    def on_air(self) -> OnAir:
        """What it shows."""
        return self._on_air

    @property
    def error(self) -> Exception | None:
        """What went wrong with it, None if nothing did; known when it has ended."""
        return self._error

    def show(self, on_air: OnAir) -> None:
        """Shows something else from the next tick on."""
        with self._lock:
            self._on_air = on_air
            if self._programme is not None:
                self._programme.show(on_air)

    def set_rest(self, rest: RGBImage) -> None:
        """Takes another portrait at rest; one of another size is for the output that comes next."""
        if self._programme is not None:
            self._programme.set_rest(rest)

    def picture_ready(self, at: float) -> None:
        """Notes that a picture was handed on at ``at``, seconds on the clock."""
        self._pacer.picture_ready(at)

    def start(self, rest: RGBImage) -> None:
        """Starts sending, the portrait at rest first."""
        with self._lock:
            self._programme = programme = Programme(rest, self._placeholder)
            programme.show(self._on_air)
        loop = OutputLoop(
            programme,
            self._pictures,
            self.fan_out,
            self._pacer,
            duration_s=self._duration_s,
            stop=self._stop,
            clock=self._clock,
            metrics=self._metrics,
        )
        self._worker = Worker("output", lambda: self._run(loop), self._ended)
        self._worker.start()

    def ask_to_end(self) -> None:
        """Asks for the end and returns at once."""
        self._stop.set()

    @property
    def finishing(self) -> bool:
        """Whether nothing is sent any more, and the sinks are being closed; files take a while."""
        return self.fan_out.closing

    def end(self, seconds: float) -> bool:
        """Ends, closes the sinks, and waits for it at most ``seconds``; True when it has ended."""
        self._stop.set()
        if self._worker is None:
            call_with_limit("sinks-close", self.fan_out.close, min(seconds, _CLOSE_LIMIT_S))
            return True
        return self._worker.join(seconds)

    def _run(self, loop: OutputLoop) -> None:
        self._reached_duration = loop.run()

    def _ended(self, error: Exception | None) -> None:
        self._error = error
        self._on_end(OutputEnd(self._reached_duration, self._stop.is_set(), error))
