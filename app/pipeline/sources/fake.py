"""A camera that is not there: numbered test pictures, and faults on a timetable."""

from __future__ import annotations

import enum
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from app.errors import SourceError
from app.pipeline.clock import Clock
from app.pipeline.types import Frame, RGBImage

SIGNATURE_COLOUR = (255, 0, 255)
"""Painted as a block into every picture: a sink that shows it has leaked the camera."""

_COUNTER_BITS = 16
# Threads cannot wait for infinity.
_FOREVER_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, seconds from the first read; the end is not part of it."""

    start: float
    end: float = math.inf

    def holds(self, seconds: float) -> bool:
        """Whether the moment lies inside."""
        return self.start <= seconds < self.end


class OpenFault(enum.Enum):
    """How opening a camera goes wrong."""

    ABSENT = "absent"
    BUSY = "busy"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class FakeFaults:
    """What goes wrong, and when.

    Attributes:
        freeze: Reads return the same bytes over and over.
        fail: Reads raise ``SourceError``.
        block: Reads do not return before the window ends or the camera is closed.
        black: Pictures are black.
        opening: How opening fails, None if it does not.
    """

    freeze: tuple[Window, ...] = ()
    fail: tuple[Window, ...] = ()
    block: tuple[Window, ...] = ()
    black: tuple[Window, ...] = ()
    opening: OpenFault | None = None


_OPENING = {
    OpenFault.ABSENT: ("no camera is there", "Plug it in"),
    OpenFault.BUSY: ("another program is using it", "Close that program"),
    OpenFault.DENIED: ("this program may not use it", "Allow camera access in the system's privacy settings"),
}


class FakeCamera:
    """A paced camera with planted faults; the same times give the same pictures.

    Args:
        clock: Stamps and paces the frames.
        faults: What goes wrong.
        size: Width and height of the pictures, pixels.
        fps: Frames per second.
        duration: Seconds until the end, None for an endless camera.
        images: Pictures (H x W x 3 uint8 RGB) to show in turn instead of the test pattern.
        started_at: The clock's time at which the timetable started, for a camera that is opened
            again; None starts it at the first read.

    Raises:
        SourceError: ``faults.opening`` asks for it.
    """

    name = "fake camera"

    def __init__(
        self,
        clock: Clock,
        faults: FakeFaults | None = None,
        *,
        size: tuple[int, int] = (640, 480),
        fps: float = 30.0,
        duration: float | None = None,
        images: Sequence[RGBImage] = (),
        started_at: float | None = None,
    ) -> None:
        self._faults = faults or FakeFaults()
        if self._faults.opening is not None:
            why, fix = _OPENING[self._faults.opening]
            raise SourceError("cannot open the fake camera", why, fix)
        self._clock = clock
        self._images = tuple(images)
        self._size = (self._images[0].shape[1], self._images[0].shape[0]) if self._images else size
        self._fps = fps
        self._end = math.inf if duration is None else duration
        self._started_at = started_at
        self._next_index = 0
        self._frozen: RGBImage | None = None
        self._closed = threading.Event()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return self._size

    @property
    def fps(self) -> float:
        """Frames per second."""
        return self._fps

    def read(self) -> Frame | None:
        """The next picture when it is due; None at the end or once closed.

        Raises:
            SourceError: The timetable says that reads fail now.
        """
        index = self._wait_for_next()
        if index is None:
            return None
        now = self._elapsed()
        if _within(self._faults.fail, now):
            raise SourceError("cannot read the fake camera", f"a planted fault {now:.1f} s after the start")
        return Frame(self._picture(index, now), index, self._clock.now())

    def close(self) -> None:
        """Ends a blocked read."""
        self._closed.set()

    def _elapsed(self) -> float:
        if self._started_at is None:
            self._started_at = self._clock.now()
        # Times of the script are decimal: 0.1 + 0.2 must count as 0.3.
        return round(self._clock.now() - self._started_at, 6)

    def _wait_for_next(self) -> int | None:
        """Waits until a picture is due and not blocked; its index, or None when there is none."""
        index = max(self._next_index, math.floor(self._elapsed() * self._fps))
        cancelled = self._clock.wait(index / self._fps - self._elapsed(), self._closed)
        blocked = next((window for window in self._faults.block if window.holds(self._elapsed())), None)
        if blocked is not None:
            cancelled = self._clock.wait(min(blocked.end - self._elapsed(), _FOREVER_S), self._closed)
        if (
            cancelled
            or self._closed.is_set()
            or index / self._fps >= self._end
            or self._elapsed() >= self._end
        ):
            return None
        self._next_index = index + 1
        return index

    def _picture(self, index: int, now: float) -> RGBImage:
        if not _within(self._faults.freeze, now):
            self._frozen = None
        elif self._frozen is not None:
            return self._frozen
        if _within(self._faults.black, now):
            return np.zeros((self._size[1], self._size[0], 3), dtype=np.uint8)
        image = self._images[index % len(self._images)] if self._images else draw_pattern(self._size, index)
        if _within(self._faults.freeze, now):
            self._frozen = image
        return image


def draw_pattern(size: tuple[int, int], index: int) -> RGBImage:
    """A drifting gradient with the index as figures and as bits, and the signature block.

    Args:
        size: Width and height, pixels.
        index: Number to paint.

    Returns:
        H x W x 3 uint8 RGB.
    """
    width, height = size
    rows, columns = np.mgrid[0:height, 0:width]
    gradient = [columns + index, rows + 2 * index, columns + rows]
    image: RGBImage = np.stack(gradient, axis=-1).astype(np.uint8)
    image[height // 2 :, : width // 4] = SIGNATURE_COLOUR
    cell = width // _COUNTER_BITS
    for bit in range(_COUNTER_BITS):
        image[: max(height // 8, 1), bit * cell : (bit + 1) * cell] = 255 * (index >> bit & 1)
    position = (width // 3, height * 3 // 4)
    cv2.putText(image, str(index), position, cv2.FONT_HERSHEY_SIMPLEX, height / 200, (255, 255, 255), 2)
    return image


def read_counter(image: RGBImage) -> int:
    """The number (modulo 65536) that ``draw_pattern`` painted as bits; survives compression.

    Args:
        image: H x W x 3 uint8 RGB, at least 64 pixels wide.
    """
    height, width = image.shape[:2]
    cell = width // _COUNTER_BITS
    row = image[height // 16, cell // 2 : cell * _COUNTER_BITS : cell].mean(axis=-1)
    return sum(1 << bit for bit, level in enumerate(row) if level > 127)


def _within(windows: tuple[Window, ...], seconds: float) -> bool:
    return any(window.holds(seconds) for window in windows)
