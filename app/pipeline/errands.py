"""What other threads want done on the inference thread, between two frames and in order."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, InvalidStateError


class Errand:
    """One thing to do, and how it went.

    Args:
        action: What to do; what it raises is for whoever asked for it.
        redraws: Whether the portrait at rest looks different afterwards.
    """

    def __init__(self, action: Callable[[], None], *, redraws: bool) -> None:
        self.redraws = redraws
        self.done: Future[None] = Future()
        self._action = action
        self._error: Exception | None = None

    def run(self) -> bool:
        """Does it, unless it was cancelled; True when it was done without an error.

        Nobody is told before ``finish``, so that what follows from it can be done first.
        """
        if not self.done.set_running_or_notify_cancel():
            return False
        try:
            self._action()
        except Exception as error:
            self._error = error
        return self._error is None

    def finish(self) -> None:
        """Tells whoever asked for it how it went, unless he was told to wait no more."""
        with contextlib.suppress(InvalidStateError):
            if self._error is not None:
                self.done.set_exception(self._error)
            else:
                self.done.set_result(None)

    def abandon(self) -> None:
        """Tells whoever asked for it to wait no more, although it is under way: it hangs."""
        with contextlib.suppress(InvalidStateError):
            self.done.set_exception(CancelledError())


class Errands:
    """A queue of them.

    Args:
        on_added: Called after one was added, to wake whoever runs them.
    """

    def __init__(self, on_added: Callable[[], None]) -> None:
        self._on_added = on_added
        self._lock = threading.Lock()
        self._waiting: deque[Errand] = deque()
        self._under_way: Errand | None = None
        self._closed = False

    def add(self, errand: Errand) -> None:
        """Queues one; a closed queue cancels it at once."""
        with self._lock:
            if not self._closed:
                self._waiting.append(errand)
        if self._closed:
            errand.done.cancel()
        else:
            self._on_added()

    def next(self) -> Errand | None:
        """The one that waited longest, None when there is none."""
        with self._lock:
            self._under_way = self._waiting.popleft() if self._waiting else None
            return self._under_way

    def hand_over(self, other: Errands) -> None:
        """Has what waits done by others, and whatever comes later cancelled.

        The one under way hangs, or this would not be needed: nobody waits for it any more.
        """
        with self._lock:
            self._closed = True
            left = list(self._waiting)
            self._waiting.clear()
            hanging = self._under_way
        for errand in left:
            other.add(errand)
        if hanging is not None:
            hanging.abandon()

    def close(self) -> None:
        """Cancels what was not done, and whatever comes later."""
        with self._lock:
            self._closed = True
            left = list(self._waiting)
            self._waiting.clear()
        for errand in left:
            errand.done.cancel()
