"""The capture thread: reads the source and hands the newest frame on."""

from __future__ import annotations

import threading

from app.pipeline.clock import Clock
from app.pipeline.metrics import Metrics, Stage
from app.pipeline.slot import Slot, SlotClosedError
from app.pipeline.sources.base import Source
from app.pipeline.types import Frame


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
        self._next_index = 0

    def run(self) -> None:
        """Runs to the source's end or the stop.

        Raises:
            SourceError: The source broke.
        """
        try:
            while not self._stop.is_set():
                frame = self._read()
                if frame is None:
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
        if frame.index > self._next_index:
            self._metrics.drop(Stage.CAPTURE, frame.index - self._next_index)
        self._next_index = frame.index + 1
        return frame
