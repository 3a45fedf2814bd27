"""The output thread: a constant rate to every sink, whatever happens upstream."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from app.errors import SinkError
from app.pipeline.clock import Clock
from app.pipeline.inference import Picture
from app.pipeline.metrics import Metrics, Stage
from app.pipeline.pacing import Pacer
from app.pipeline.sinks.base import Sink
from app.pipeline.slot import Slot, SlotClosedError
from app.pipeline.types import RGBImage

_log = logging.getLogger(__name__)

HOLD_S = 1.0
"""How long the last good picture is repeated before the portrait goes to rest."""


class Hold:
    """Chooses what is on air: the newest picture, else the last one for 1 s, else the portrait at rest.

    Args:
        rest: The portrait at rest, output height x width x 3 uint8 RGB.
        hold_s: How long the last picture may be repeated.
    """

    def __init__(self, rest: RGBImage, hold_s: float = HOLD_S) -> None:
        self._rest = rest
        self._hold_s = hold_s
        self._last: RGBImage | None = None
        self._last_at = 0.0

    def choose(self, picture: Picture | None, now: float) -> RGBImage:
        """The image to send at ``now``, given the new picture if there is one."""
        if picture is not None:
            self._last, self._last_at = picture.image, now
        elif self._last is not None and now - self._last_at >= self._hold_s:
            self._last = None
        return self._rest if self._last is None else self._last


class FanOut:
    """Several sinks as one. A broken sink is left out while others remain.

    Args:
        sinks: At least one; closed by ``close``.
    """

    def __init__(self, sinks: Sequence[Sink]) -> None:
        self._sinks = list(sinks)

    def send(self, image: RGBImage) -> None:
        """Gives every sink the image.

        Raises:
            SinkError: The last remaining sink broke.
        """
        for sink in tuple(self._sinks):
            self._send_to(sink, image)

    def close(self) -> None:
        """Closes every sink, even when one of them fails. May be called twice.

        Raises:
            SinkError: What the first failing sink said, after all were closed.
        """
        errors = []
        while self._sinks:
            errors.append(_close(self._sinks.pop(0)))
        first = next((error for error in errors if error is not None), None)
        if first is not None:
            raise first

    def _send_to(self, sink: Sink, image: RGBImage) -> None:
        try:
            sink.send(image)
        except SinkError as error:
            self._sinks.remove(sink)
            _close(sink)
            if not self._sinks:
                raise
            _log.error("output %s is left out: %s", sink.name, error)


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
        rest: The portrait at rest, output height x width x 3 uint8 RGB.
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
        rest: RGBImage,
        pictures: Slot[Picture],
        sinks: FanOut,
        pacer: Pacer,
        *,
        duration_s: float | None,
        stop: threading.Event,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._hold = Hold(rest)
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
        image = self._hold.choose(picture, sent_from)
        with self._metrics.stage(Stage.SEND):
            self._sinks.send(image)
        self._metrics.frame_out(sent_from, None if picture is None else picture.captured_at)
