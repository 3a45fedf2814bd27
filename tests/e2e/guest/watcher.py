"""Somebody who watches the camera through OpenCV, from when he comes until he leaves."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Final

import cv2
import numpy as np

from app.pipeline.sinks.virtual_camera.pattern import TORN, read_number
from app.pipeline.sinks.virtual_camera.pixels import Pixels
from tests.e2e.guest.setting import Guest, MissedError

_LATE_S: Final = 0.15
"""OpenCV has the driver keep four pictures; at 15 FPS the next but two begins after 0.2 s."""

_LEAVE_LIMIT_S: Final = 12.0
"""OpenCV gives a read ten seconds."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture.

    Attributes:
        time: When, seconds of ``time.monotonic``.
        number: Of the coded pattern, ``NO_PATTERN`` or ``TORN``.
        late: The reader took so long to fetch it that the driver may have written into it again.
    """

    time: float
    number: int
    late: bool = False


class Watcher:
    """Reads in a thread of its own, as fast as pictures come.

    Args:
        guest: Where.
        device: The camera's node; somebody has to be sending already.

    Attributes:
        seen: Every picture so far.
        gaps: Reads that gave none.
    """

    def __init__(self, guest: Guest, device: Path) -> None:
        self._guest = guest
        self._capture = cv2.VideoCapture(str(device), cv2.CAP_V4L2)
        if not self._capture.isOpened():
            self._capture.release()
            raise MissedError(f"OpenCV does not open {device}")
        self.seen: list[Seen] = []
        self.gaps = 0
        self._newest: Pixels | None = None
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._read, name="watcher", daemon=True)
        self._thread.start()

    def __enter__(self) -> Watcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.set()
        self._thread.join(_LEAVE_LIMIT_S)

    @property
    def newest(self) -> Pixels:
        """The last picture, H x W x 3 uint8 RGB.

        Raises:
            MissedError: There is none yet.
        """
        if self._newest is None:
            raise MissedError("no picture came")
        return np.ascontiguousarray(self._newest[..., ::-1])

    @property
    def numbers(self) -> list[int]:
        """What the pictures' patterns say, in the order they came."""
        return [one.number for one in self.seen]

    def wait_for_patterns(self, count: int, limit_s: float = 10.0) -> int:
        """Waits for that many more different pictures of the pattern; gives how many came before."""
        before = len(self.seen)
        self._guest.until(
            lambda: len(_coded(self.numbers[before:])) >= count, f"{count} pictures of the pattern", limit_s
        )
        return before

    def _read(self) -> None:
        try:
            while not self._leaving.is_set():
                done, picture = self._capture.read()
                if not done:
                    self.gaps += 1
                    self._leaving.wait(0.05)
                    continue
                now = time.monotonic()
                self._newest = np.asarray(picture, np.uint8)
                written_at = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000  # on the same clock
                number = read_number(self._newest[..., 1])
                self.seen.append(Seen(now, number, now - written_at > _LATE_S))
        finally:
            self._capture.release()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a stretch of the pattern shows.

    Attributes:
        shown: Different pictures.
        lost: Numbers between the first and the last that never came.
        disorder: Pictures that came after a later one.
        torn: Pictures of two halves. Neither this nor the former counts what the reader fetched late.
    """

    shown: int
    lost: int
    disorder: int
    torn: int

    def __str__(self) -> str:
        return f"{self.shown} pictures, {self.lost} lost, {self.disorder} out of order, {self.torn} torn"


def judge(seen: Sequence[Seen]) -> Judgement:
    """Order, loss and tearing of pictures from one start of the program."""
    different = _coded([one.number for one in seen])
    span = max(different) - min(different) + 1 if different else 0
    in_time = [one.number for one in seen if one.number >= 0 and not one.late]
    disorder = sum(later < earlier for earlier, later in pairwise(in_time))
    return Judgement(len(different), span - len(different), disorder, torn(seen))


def torn(seen: Sequence[Seen]) -> int:
    """How many pictures are made of two, by no fault of the reader."""
    return sum(one.number == TORN and not one.late for one in seen)


def rate(seen: Sequence[Seen]) -> float:
    """Pictures a second."""
    return (len(seen) - 1) / (seen[-1].time - seen[0].time)


def _coded(numbers: Sequence[int]) -> set[int]:
    return {number for number in numbers if number >= 0}
