"""Something that is being opened: it takes seconds, and meanwhile everything else goes on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from app.errors import AppError
from app.pipeline.worker import Worker

_log = logging.getLogger(__name__)


class Closable(Protocol):
    """What can be opened can be closed."""

    def close(self) -> None:
        """Lets it go."""


Opened = TypeVar("Opened", bound=Closable)


class Opening(Generic[Opened]):
    """Opens a camera or an engine on a thread of its own.

    Args:
        what: What is opened, for the thread's name and messages.
        open_it: Opens it.
        on_done: Called on that thread when it is open or could not be opened.
    """

    def __init__(self, what: str, open_it: Callable[[], Opened], on_done: Callable[[], None]) -> None:
        self._what = what
        self._open_it = open_it
        self._on_done = on_done
        self._lock = threading.Lock()
        self._abandoned = False
        self._opened: Opened | None = None
        self._error: Exception | None = None
        self._done = threading.Event()
        Worker(f"{what}-open", self._open, self._ended).start()

    @property
    def done(self) -> bool:
        """Whether ``take`` has something to tell."""
        return self._done.is_set()

    def take(self) -> Opened:
        """What was opened, for the caller to close.

        Raises:
            AppError: It could not be opened.
        """
        opened, self._opened = self._opened, None
        if opened is not None:
            return opened
        if isinstance(self._error, AppError):
            raise self._error
        why = "it was not opened" if self._error is None else f"{type(self._error).__name__}: {self._error}"
        raise AppError(f"cannot open the {self._what}", why, "Please report this with the log file")

    def abandon(self) -> None:
        """Closes it if it is open, or as soon as it is; does not wait for that."""
        with self._lock:
            self._abandoned = True
            opened, self._opened = self._opened, None
        if opened is not None:
            self._close(opened)

    def _open(self) -> None:
        opened = self._open_it()
        with self._lock:
            if not self._abandoned:
                self._opened = opened
                return
        self._close(opened)

    def _ended(self, error: Exception | None) -> None:
        self._error = error
        self._done.set()
        self._on_done()

    def _close(self, opened: Opened) -> None:
        try:
            opened.close()
        except AppError as error:
            _log.warning("the %s that nobody wants any more did not close cleanly: %s", self._what, error)
