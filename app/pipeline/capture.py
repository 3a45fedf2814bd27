"""The capture thread: reads a source and hands the newest frame on."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.pipeline.clock import Clock
from app.pipeline.metrics import Metrics, Stage
from app.pipeline.slot import Slot, SlotClosedError
from app.pipeline.sources.base import Source
from app.pipeline.types import Frame
from app.pipeline.worker import Worker, call_with_limit


class CaptureLoop:
    """Moves frames from the source into the slot before the tracker, until either ends.

    Args:
        source: Where frames come from; closed when the loop ends.
        frames: Slot towards the tracker.
        stop: Set when the loop should end after the current read.
        clock: The session's clock.
        metrics: Told of frames, drops and read times.
    """

    def __init__(
        self, source: Source, frames: Slot[Frame], *, stop: threading.Event, clock: Clock, metrics: Metrics
    ) -> None:
        self._source = source
        self._frames = frames
        self._stop = stop
        self._clock = clock
        self._metrics = metrics
        self._next_index: int | None = None

    def run(self) -> None:
        """Runs to the source's end or the stop.

        Raises:
            SourceError: The source broke.
        """
        try:
            while not self._stop.is_set():
                frame = self._read()
                # A read that hung may return when another source has long taken its place.
                if frame is None or self._stop.is_set():
                    return
                if self._frames.put(frame):
                    self._metrics.drop(Stage.TRACK)
        except SlotClosedError:
            return
        finally:
            self._source.close()

    def _read(self) -> Frame | None:
        started_at = self._clock.now()
        frame = self._source.read()
        if frame is None:
            return None
        self._metrics.record(Stage.CAPTURE, self._clock.now() - started_at)
        self._metrics.frame_in()
        if self._next_index is not None and frame.index > self._next_index:
            self._metrics.drop(Stage.CAPTURE, frame.index - self._next_index)
        self._next_index = frame.index + 1
        return frame


class Capture:
    """One source on its thread, which can be ended while others go on.

    Args:
        source: Opened source; closed at the end.
        frames: Slot towards the tracker; left open.
        clock: The session's clock.
        metrics: Told of frames, drops and read times.
        on_end: Called on the thread with this object and the error that ended it, or None.
    """

    def __init__(
        self,
        source: Source,
        frames: Slot[Frame],
        *,
        clock: Clock,
        metrics: Metrics,
        on_end: Callable[[Capture, Exception | None], None],
    ) -> None:
        self.source = source
        self._stop = threading.Event()
        loop = CaptureLoop(source, frames, stop=self._stop, clock=clock, metrics=metrics)
        self._worker = Worker("capture", loop.run, lambda error: on_end(self, error))

    @property
    def ending(self) -> bool:
        """Whether its end was asked for."""
        return self._stop.is_set()

    def start(self) -> None:
        """Starts reading."""
        self._worker.start()

    def end(self, grace_s: float, close_s: float) -> bool:
        """Stops reading and closes the source.

        Args:
            grace_s: Longest wait for a read that is under way.
            close_s: Longest wait for closing the source under a read that does not return, and
                again for that read to return.

        Returns:
            True when the thread has ended; otherwise it hangs in a driver and is left behind.
        """
        self._stop.set()
        if self._worker.started and self._worker.join(grace_s):
            return True
        # A read that is still blocked is what close() is for; close() itself may hang as well.
        closed = call_with_limit("source-close", self.source.close, close_s)
        return self._worker.join(close_s) and closed
