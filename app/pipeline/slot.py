"""The one-place hand-over between two threads: the newest value wins, every drop is counted."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class SlotClosedError(Exception):
    """The other side has gone; nothing will come or be taken any more."""


class Slot(Generic[T]):
    """Holds at most one value for the thread downstream.

    ``put`` never waits: a value that was not taken in time is replaced and counted as dropped.
    ``close`` and ``fail`` unblock both neighbours at once.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._value: T | None = None
        self._closed = False
        self._error: BaseException | None = None
        self._dropped = 0
        self._woken = False

    @property
    def dropped(self) -> int:
        """How many values were replaced before anybody took them."""
        with self._changed:
            return self._dropped

    def put(self, value: T) -> bool:
        """Hands a value over.

        Returns:
            True when an older value had to be dropped for it.

        Raises:
            SlotClosedError: The slot is closed; the value is not kept.
        """
        with self._changed:
            if self._closed:
                raise SlotClosedError
            dropped = self._value is not None
            self._dropped += dropped
            self._value = value
            self._changed.notify_all()
            return dropped

    def take(self, timeout: float | None = None) -> T | None:
        """Waits for a value; one that was put before ``close`` is still delivered.

        Args:
            timeout: Longest wait in seconds, 0 only looks, None waits without limit.

        Returns:
            The value, or None when none came in time or ``wake`` was called.

        Raises:
            SlotClosedError: The slot is closed and empty.
            BaseException: The error given to ``fail``.
        """
        with self._changed:
            if timeout != 0:
                self._changed.wait_for(
                    lambda: self._value is not None or self._closed or self._woken, timeout
                )
            self._woken = False
            value, self._value = self._value, None
            if value is not None:
                return value
            if self._error is not None:
                raise self._error
            if self._closed:
                raise SlotClosedError
            return None

    def wake(self) -> None:
        """Lets whoever waits in ``take``, or comes next, go on without a value."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def clear(self) -> None:
        """Throws away what is inside; it is not counted as dropped."""
        with self._changed:
            self._value = None

    def close(self) -> None:
        """Ends the hand-over; what is inside can still be taken. May be called twice."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def fail(self, error: BaseException) -> None:
        """Ends the hand-over at once: the taker gets ``error``, the value inside is gone."""
        with self._changed:
            self._closed = True
            self._error = self._error or error
            self._value = None
            self._changed.notify_all()
