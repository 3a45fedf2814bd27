"""Work that would make the window stutter, done elsewhere; its results come back to the window."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from app.errors import AppError

_log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Chores:
    """Runs functions one after another on a thread; ``poll`` delivers what became of them.

    Args:
        name: Of the thread.
    """

    def __init__(self, name: str = "chores") -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._pending: list[_Delivery] = []
        self._closed = False

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._pending

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None] = lambda _: None,
        failed: Callable[[AppError], None] = lambda _: None,
    ) -> None:
        """Has something done.

        Args:
            work: Done on the thread; must not touch widgets.
            done: Given its result, from ``poll``.
            failed: Given its error, from ``poll``.
        """
        if self._closed:
            return
        future = self._pool.submit(work)
        self._pending.append(_Delivery(future.done, lambda: _deliver(future, done, failed)))

    def poll(self) -> None:
        """Delivers the results that are there. Call it from the window's thread."""
        for delivery in tuple(self._pending):
            if self._closed:  # by the one before
                return
            if delivery in self._pending and delivery.due():
                self._pending.remove(delivery)
                delivery.run()

    def close(self) -> None:
        """Waits for what was begun, drops the rest and its results."""
        self._closed = True
        self._pending.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Delivery:
    """What becomes of one chore: taken off the list before it runs, as it may raise or poll again."""

    due: Callable[[], bool]
    run: Callable[[], None]


def _deliver(
    future: Future[Result], done: Callable[[Result], None], failed: Callable[[AppError], None]
) -> None:
    error = future.exception()
    if error is None:
        done(future.result())
    elif isinstance(error, AppError):
        failed(error)
    else:
        _log.error("a fault of the program: %r", error, exc_info=error)
        why = f"{type(error).__name__}: {error}"
        failed(AppError("something did not work", why, "Please report this with the log file"))
