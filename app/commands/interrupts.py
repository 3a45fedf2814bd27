"""Ctrl-C and termination as a wish to stop, not as an exception in the middle of something."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopWish:
    """Whether the person, or the system, asked the program to stop."""

    def __init__(self) -> None:
        self.asked = False

    def note(self, number: int, _: FrameType | None) -> None:
        """The signal handler. A second signal interrupts at once.

        It only sets a flag: taking a lock here could deadlock with the very code it interrupts.
        """
        if self.asked:
            raise KeyboardInterrupt(signal.Signals(number).name)
        self.asked = True


@contextmanager
def stop_wish() -> Iterator[StopWish]:
    """Catches SIGINT and SIGTERM within the block; use it on the main thread."""
    wish = StopWish()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, wish.note) for number in numbers]
    try:
        yield wish
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
