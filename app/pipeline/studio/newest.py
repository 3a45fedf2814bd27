"""A value on its way to another thread, of which only the newest matters."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """Holds one value; whoever puts the first has to see that it is taken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._value: T | None = None

    def put(self, value: T) -> bool:
        """Replaces the value; True when there was none, so that nobody is on the way to take it."""
        with self._lock:
            first = self._value is None
            self._value = value
        return first

    def take(self) -> T | None:
        """The newest value, which is gone then."""
        with self._lock:
            value, self._value = self._value, None
        return value
