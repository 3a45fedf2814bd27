"""The output thread: a constant rate to every sink, whatever happens upstream."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.errors import SinkError
from app.pipeline.clock import Clock
from app.pipeline.inference import Picture
from app.pipeline.metrics import Metrics, Stage
from app.pipeline.pacing import Pacer
from app.pipeline.programme import OnAir, Programme
from app.pipeline.sinks.base import Sink
from app.pipeline.slot import Slot, SlotClosedError
from app.pipeline.types import RGBImage
from app.pipeline.worker import Worker, call_with_limit

_log = logging.getLogger(__name__)

_CLOSE_LIMIT_S = 0.5

SinkLost = Callable[[Sink, SinkError], None]
"""Told of a sink that broke and was left out; called on the output thread."""


class FanOut:
    """Several sinks as one. A broken sink is left out while others remain.

    Sinks may join and leave from any thread while others are being sent to.

    Args:
        sinks: At least one; closed by ``close``.
        on_lost: Told of a sink that was left out.
    """

    def __init__(self, sinks: Sequence[Sink], on_lost: SinkLost | None = None) -> None:
        self._lock = threading.Lock()
        self._sinks = list(sinks)
        self._on_lost = on_lost
        self._closed = False

    def add(self, sink: Sink) -> None:
        """Sends to one more from the next frame on; a closed fan-out closes it at once."""
        with self._lock:
            if not self._closed:
                self._sinks.append(sink)
                return
        _close(sink)

    def remove(self, sink: Sink) -> None:
        """Sends nothing more to it and closes it; one that is not there any more is no error.

        Raises:
            SinkError: It could not finish.
        """
        if self._take_out(sink):
            sink.close()

    def send(self, image: RGBImage) -> None:
        """Gives every sink the image.

        Raises:
            SinkError: The last remaining sink broke.
        """
        with self._lock:
            sinks = tuple(self._sinks)
        for sink in sinks:
            self._send_to(sink, image)

    def close(self) -> None:
        """Closes every sink, even when one of them fails. May be called twice.

        Raises:
            SinkError: What the first failing sink said, after all were closed.
        """
        with self._lock:
            self._closed = True
            sinks, self._sinks = self._sinks, []
        errors = [_close(sink) for sink in sinks]
        first = next((error for error in errors if error is not None), None)
        if first is not None:
            raise first

    def _send_to(self, sink: Sink, image: RGBImage) -> None:
        try:
            sink.send(image)
        except SinkError as error:
            if not self._take_out(sink):
                return  # it was closed between being chosen and being sent to
            _close(sink)
            if not self._sinks:
                raise
            _log.error("output %s is left out: %s", sink.name, error)
            if self._on_lost is not None:
                self._on_lost(sink, error)

    def _take_out(self, sink: Sink) -> bool:
        with self._lock:
            if sink not in self._sinks:
                return False
            self._sinks.remove(sink)
            return True


def _close(sink: Sink) -> SinkError | None:
    try:
        sink.close()
    except SinkError as error:
        _log.warning("output %s did not close cleanly: %s", sink.name, error)
        return error
    return None


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
        self._on_air = OnAir.PORTRAIT
        self._programme: Programme | None = None
        self._reached_duration = False
        self._worker: Worker | None = None

    @property
    def on_air(self) -> OnAir:
        """What it shows."""
        return self._on_air

    def show(self, on_air: OnAir) -> None:
        """Shows something else from the next tick on."""
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
        self._programme = Programme(rest, self._placeholder)
        self._programme.show(self._on_air)
        loop = OutputLoop(
            self._programme,
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
        self._on_end(OutputEnd(self._reached_duration, self._stop.is_set(), error))
