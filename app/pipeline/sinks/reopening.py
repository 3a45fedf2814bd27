"""A camera that is opened again when it was lost, for a stream without anybody who looks after it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.errors import AppError, SinkError
from app.pipeline.clock import Clock
from app.pipeline.opening import Opening
from app.pipeline.patience import patience_with_an_output
from app.pipeline.sinks.base import Sink
from app.pipeline.types import RGBImage

_log = logging.getLogger(__name__)


class ReopeningSink:
    """Drops what is sent while a camera is lost, and holds nobody up; the log tells of it.

    Not for files: another one of the same name is not the same recording.

    Args:
        open_sink: Opens the camera, every time anew.
        clock: The stream's clock.

    Raises:
        SinkError: It is not there to begin with.
    """

    def __init__(self, open_sink: Callable[[], Sink], clock: Clock) -> None:
        self._open_sink = open_sink
        self._clock = clock
        self._patience = patience_with_an_output()
        self._opening: Opening[Sink] | None = None
        self._closed = False
        self._sink: Sink | None = open_sink()
        self.name = self._sink.name
        self._patience.found(clock.now())

    def send(self, image: RGBImage) -> None:
        """See ``Sink.send``; never fails."""
        sink = self._sink or self._found()
        if sink is None:
            return
        try:
            sink.send(image)
        except SinkError as error:
            self._lose(sink, error)

    def close(self) -> None:
        """See ``Sink.close``."""
        self._closed = True
        if self._opening is not None:
            self._opening.abandon()
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.close()

    def _lose(self, sink: Sink, error: SinkError) -> None:
        _log.error("%s. It is opened again as soon as it is there", error)
        self._sink = None
        self._patience.lost(self._clock.now())
        try:
            sink.close()
        except SinkError as late:
            _log.debug("the lost camera did not close cleanly: %s", late)

    def _found(self) -> Sink | None:
        if self._closed:
            return None
        if self._opening is None:
            if self._patience.take_due(self._clock.now()):
                self._opening = Opening("output", self._open_sink, lambda: None)
            return None
        if not self._opening.done:
            return None
        opening, self._opening = self._opening, None
        try:
            self._sink = opening.take()
        except AppError as error:
            _log.debug("the camera is not back yet: %s", error)
            self._patience.lost(self._clock.now())
            return None
        _log.warning("%s is back", self._sink.name)
        self._patience.found(self._clock.now())
        return self._sink
