"""A sink that is written to from a thread of its own: a slow or dead disk holds no other output up."""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass
from typing import Final

from app.errors import Reason, SinkError
from app.pipeline.clock import Clock, SystemClock
from app.pipeline.sinks.base import Sink
from app.pipeline.types import RGBImage
from app.pipeline.worker import Worker

_log = logging.getLogger(__name__)

DEPTH: Final = 30
"""Pictures that may wait: 80 MB at 720p, more than a second's work."""

PATIENCE_S: Final = 5.0
"""A sink that takes nothing for so long is given up."""

_FINISH_S: Final = 5.0
"""How long closing waits for the next picture to be written; many may wait, and each takes its time."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """A picture and how many times it is to be written: those there was no room for show as the last one."""

    image: RGBImage
    times: int = 1


class BufferedSink:
    """Hands pictures to a sink in the background.

    Nothing is ever lost in number: when there is no room, the last waiting picture is written once
    more instead of the new one, so that a recording keeps its length.

    Args:
        sink: The slow one; owned, and only touched by the thread.
        depth: Pictures that may wait.
        clock: Times the patience.
    """

    def __init__(self, sink: Sink, *, depth: int = DEPTH, clock: Clock | None = None) -> None:
        self.name = sink.name
        self._sink = sink
        self._depth = depth
        self._clock = clock or SystemClock()
        self._changed = threading.Condition()
        self._waiting: deque[_Waiting] = deque()
        self._full_since: float | None = None
        self._was_slow = False
        self._closing = False
        self._error: SinkError | None = None
        self._told = False
        self._given_up = False
        self._written = 0
        self._worker = Worker("recorder", self._work, self._ended)
        self._worker.start()

    def send(self, image: RGBImage) -> None:
        """Takes a picture; it must not be changed afterwards.

        Raises:
            SinkError: The sink broke, or has taken nothing for five seconds.
        """
        with self._changed:
            self._raise_error()
            if self._closing:
                raise SinkError(f"cannot write to {self.name}", "it is finished already")
            if len(self._waiting) < self._depth:
                self._full_since = None
                self._waiting.append(_Waiting(image))
                self._changed.notify_all()
            else:
                self._waiting[-1].times += 1
                self._check_patience()

    def close(self) -> None:
        """Writes what waits and closes the sink. May be called twice.

        Raises:
            SinkError: It could not finish, or does not answer.
        """
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._given_up:
            return  # whoever was told must not wait as well; it closes when it comes back
        written = -1
        while not self._worker.join(_FINISH_S):
            if self._written == written:
                raise self._hangs()
            written = self._written
        with self._changed:
            self._raise_error()

    def _raise_error(self) -> None:
        """Tells what went wrong, once: whoever was told and closes is not told again."""
        if self._error is not None and not self._told:
            self._told = True
            raise self._error
        if self._error is not None and not self._closing:
            raise self._error

    def _check_patience(self) -> None:
        now = self._clock.now()
        if self._full_since is None:
            self._full_since = now
            self._say_slow()
        elif now - self._full_since >= PATIENCE_S:
            self._error, self._told, self._given_up = self._hangs(), True, True
            self._waiting.clear()
            raise self._error

    def _say_slow(self) -> None:
        """Once: a disk or processor that is a little too slow is so many times a second."""
        if not self._was_slow:
            self._was_slow = True
            _log.warning("%s is slow: pictures are repeated in it", self.name)

    def _hangs(self) -> SinkError:
        what, why = f"cannot write to {self.name}", "the disk it is written to does not answer"
        return SinkError(what, why, "Write to another disk", reason=Reason.DISK_SILENT)

    def _work(self) -> None:
        try:
            while (waiting := self._next()) is not None:
                for _ in range(waiting.times):
                    self._sink.send(waiting.image)
                    self._written += 1
        finally:
            self._sink.close()

    def _next(self) -> _Waiting | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            # A picture that still waits may be counted up until it is taken.
            return self._waiting.popleft() if self._waiting else None

    def _ended(self, error: Exception | None) -> None:
        if error is None:
            return
        if not isinstance(error, SinkError):
            why, fix = f"{type(error).__name__}: {error}", "Please report this with the log file"
            error = SinkError(f"cannot write to {self.name}", why, fix)
        with self._changed:
            self._error = self._error or error
            self._waiting.clear()
