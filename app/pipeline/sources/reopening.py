"""A camera that is opened again when it was lost, for a stream without anybody who looks after it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from app.errors import SourceError
from app.pipeline.clock import Clock
from app.pipeline.patience import patience_with_a_camera
from app.pipeline.sources.base import Source
from app.pipeline.sources.darkness import Darkness
from app.pipeline.sources.fresh import STEADY_S
from app.pipeline.types import Frame

_log = logging.getLogger(__name__)

_LOOK_S: Final = 0.1


class ReopeningSource:
    """Waits in ``read`` for a lost camera to come back; the log tells of it.

    Args:
        open_source: Opens the camera, every time anew.
        clock: The stream's clock.

    Raises:
        SourceError: It is not there to begin with.
    """

    def __init__(self, open_source: Callable[[], Source], clock: Clock) -> None:
        self._open_source = open_source
        self._clock = clock
        self._patience = patience_with_a_camera()
        self._darkness = Darkness()
        self._dark = False
        self._lost = False
        self._back_at: float | None = None
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._source: Source | None = open_source()
        self.name = self._source.name
        self._size, self._fps = self._source.size, self._source.fps

    @property
    def size(self) -> tuple[int, int]:
        """See ``Source.size``; of the camera as it was first opened."""
        return self._size

    @property
    def fps(self) -> float:
        """See ``Source.fps``; likewise."""
        return self._fps

    def read(self) -> Frame | None:
        """The next frame, as soon as there is one; None at the end, and once closed."""
        while not self._closed.is_set():
            source = self._source or self._reopened()
            if source is None:
                self._clock.wait(_LOOK_S, self._closed)
                continue
            try:
                frame = source.read()
            except SourceError as error:
                self._lose(source, error)
                continue
            if frame is not None:
                self._note(frame)
            return frame
        return None

    def close(self) -> None:
        """See ``Source.close``."""
        self._closed.set()
        with self._lock:
            source, self._source = self._source, None
        if source is not None:
            source.close()

    def _lose(self, source: Source, error: SourceError) -> None:
        if self._closed.is_set():
            return  # a read that closing the camera freed
        self._back_at = None
        if not self._lost:
            self._lost = True
            _log.warning("%s. The portrait rests until the camera is back", error)
        self._patience.lost(self._clock.now())
        with self._lock:
            self._source = None
        try:
            source.close()
        except SourceError as late:
            _log.debug("the lost camera did not close cleanly: %s", late)

    def _reopened(self) -> Source | None:
        if not self._patience.take_due(self._clock.now()):
            return None
        try:
            source = self._open_source()
        except SourceError as error:
            _log.debug("the camera is not back yet: %s", error)
            self._patience.lost(self._clock.now())
            return None
        with self._lock:
            if not self._closed.is_set():
                self._source = source
                return source
        source.close()
        return None

    def _note(self, frame: Frame) -> None:
        if self._lost:
            self._note_return(frame.captured_at)
        dark = self._darkness.lasts(frame)
        if dark and not self._dark:
            _log.warning("%s shows nothing but black: is it covered, or switched off?", self.name)
        elif self._dark and not dark:
            _log.warning("%s shows a picture again", self.name)
        self._dark = dark

    def _note_return(self, now: float) -> None:
        """One that comes and goes is said to be lost once, and back when it stays."""
        if self._back_at is None:
            self._back_at = now
        elif now - self._back_at >= STEADY_S:
            self._lost = False
            self._patience.found(now)
            _log.warning("%s is back", self.name)
