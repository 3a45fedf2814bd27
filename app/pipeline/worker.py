"""Threads with a name, an end that is reported, and joins with a limit."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_log = logging.getLogger(__name__)


class Worker:
    """One named thread that runs a function once and reports how it ended.

    The thread is a daemon only as the last resort: a driver call that never returns must not keep
    the program alive. Every orderly end is a ``join`` that returned True.

    Args:
        name: Name of the thread, seen in logs and debuggers.
        body: What to run. It has to end soon after whatever it waits for is closed or set.
        on_end: Called on the thread when ``body`` ended: with its exception, or None.
    """

    def __init__(
        self, name: str, body: Callable[[], None], on_end: Callable[[Exception | None], None]
    ) -> None:
        self._body = body
        self._on_end = on_end
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def name(self) -> str:
        """The thread's name."""
        return self._thread.name

    @property
    def started(self) -> bool:
        """Whether ``start`` was called."""
        return self._thread.ident is not None

    def start(self) -> None:
        """Starts the thread, once."""
        self._thread.start()

    def join(self, seconds: float) -> bool:
        """Waits for the end, at most ``seconds``; True when the thread has ended."""
        if self.started:
            self._thread.join(max(seconds, 0.0))
        return not self._thread.is_alive()

    def _run(self) -> None:
        error: Exception | None = None
        try:
            self._body()
        except Exception as caught:
            error = caught
            _log.debug("%s ended with an error", self.name, exc_info=True)
        self._on_end(error)


def call_with_limit(name: str, action: Callable[[], None], seconds: float) -> bool:
    """Runs an action that may hang (a driver's ``close``) on a thread of its own.

    Args:
        name: Name of the thread.
        action: What to run; an exception is logged and counts as done.
        seconds: Longest wait.

    Returns:
        True when it was done in time; otherwise its daemon thread is left behind.
    """

    def report(error: Exception | None) -> None:
        if error is not None:
            _log.warning("%s: %s", name, error)

    worker = Worker(name, action, report)
    worker.start()
    return worker.join(seconds)
