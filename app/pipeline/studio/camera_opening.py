"""A camera that is being opened: drivers take seconds, and meanwhile everything else goes on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from app.errors import AppError, SourceError
from app.pipeline.sources.base import Source
from app.pipeline.worker import Worker

_log = logging.getLogger(__name__)


class CameraOpening:
    """Opens a camera on a thread of its own.

    Args:
        open_source: Opens it.
        on_done: Called on that thread when it is open or could not be opened.
    """

    def __init__(self, open_source: Callable[[], Source], on_done: Callable[[], None]) -> None:
        self._open_source = open_source
        self._on_done = on_done
        self._lock = threading.Lock()
        self._abandoned = False
        self._source: Source | None = None
        self._error: Exception | None = None
        self._done = threading.Event()
        Worker("camera-open", self._open, self._ended).start()

    @property
    def done(self) -> bool:
        """Whether ``take`` has something to tell."""
        return self._done.is_set()

    def take(self) -> Source:
        """The open camera, for the caller to close.

        Raises:
            AppError: It could not be opened.
        """
        source, self._source = self._source, None
        if source is not None:
            return source
        if isinstance(self._error, AppError):
            raise self._error
        why = "it was not opened" if self._error is None else f"{type(self._error).__name__}: {self._error}"
        raise SourceError("cannot open the camera", why, "Please report this with the log file")

    def abandon(self) -> None:
        """Closes the camera if it is open, or as soon as it is; does not wait for that."""
        with self._lock:
            self._abandoned = True
            source, self._source = self._source, None
        if source is not None:
            _close(source)

    def _open(self) -> None:
        source = self._open_source()
        with self._lock:
            if not self._abandoned:
                self._source = source
                return
        _close(source)

    def _ended(self, error: Exception | None) -> None:
        self._error = error
        self._done.set()
        self._on_done()


def _close(source: Source) -> None:
    try:
        source.close()
    except AppError as error:
        _log.warning("a camera nobody wants any more did not close cleanly: %s", error)
