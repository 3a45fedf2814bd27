"""A camera that is only played, and the gate where openings wait."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass

from app.errors import SourceError
from app.pipeline.clock import Clock
from app.pipeline.fakes import filled
from app.pipeline.types import Frame

CAMERA_COLOUR = (255, 0, 255)
"""Of every camera frame, and of nothing else: it must never come out anywhere."""

_CAMERA_SIZE = (32, 24)
_HANG_S = 30.0


class Gate:
    """Where an opening waits until it is let through."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._opened = threading.Event()

    def open(self) -> None:
        """Lets through whoever waits and whoever comes."""
        self._opened.set()

    def pass_through(self) -> None:
        """Waits for ``open``."""
        self.reached.set()
        self._opened.wait(_HANG_S)


@dataclass(slots=True)
class CameraFaults:
    """What is wrong with a camera; may be changed at any time.

    Attributes:
        error: What opening it raises, None when it is there.
        fails_at: Index of the frame that raises ``SourceError`` instead.
        ends_at: Index at which it ends without an error.
        blocks_at: Index whose reading blocks until the camera is closed.
        stubborn: Then not even closing frees it, only ``FakeCamera.released``; a frame comes then.
        frozen: Its pictures are the same byte by byte.
        black: Its pictures are black.
        size: Width and height of its pictures, pixels.
        by_hand: Gives a frame only when ``FakeCamera.deliver`` is called.
    """

    error: SourceError | None = None
    fails_at: int | None = None
    ends_at: int | None = None
    blocks_at: int | None = None
    stubborn: bool = False
    frozen: bool = False
    black: bool = False
    size: tuple[int, int] = _CAMERA_SIZE
    by_hand: bool = False


class FakeCamera:
    """Delivers frames of ``CAMERA_COLOUR``.

    Args:
        name: Its name.
        clock: Paces it and stamps the frames.
        fps: Frames per second.
        faults: What is wrong with it.
    """

    size = _CAMERA_SIZE

    def __init__(self, name: str, clock: Clock, fps: float, faults: CameraFaults) -> None:
        self.name = name
        self.fps = fps
        self._clock = clock
        self._faults = faults
        self._index = 0
        self._handed: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self.blocked = threading.Event()
        self.closed = threading.Event()
        self.released = threading.Event()

    @property
    def given(self) -> int:
        """How many frames it gave."""
        return self._index

    def deliver(self) -> None:
        """Gives one frame, where frames are given by hand."""
        self._handed.put(True)

    def read(self) -> Frame | None:
        """See ``Source.read``."""
        faults, index = self._faults, self._index
        if index == faults.blocks_at:
            self.blocked.set()
            (self.released if faults.stubborn else self.closed).wait(_HANG_S)
            return self._frame() if faults.stubborn else None
        if index == faults.fails_at:
            raise SourceError(f"cannot read the camera '{self.name}'", "it was unplugged")
        if index == faults.ends_at or not self._is_due():
            return None
        return self._frame()

    def close(self) -> None:
        """See ``Source.close``."""
        self.closed.set()
        self._handed.put(False)

    def _is_due(self) -> bool:
        if self._faults.by_hand:
            return self._handed.get(timeout=_HANG_S)
        return not self._clock.wait(1 / self.fps, self.closed)

    def _frame(self) -> Frame:
        image = filled(self._faults.size, (0, 0, 0) if self._faults.black else CAMERA_COLOUR)
        if not self._faults.frozen and not self._faults.black:
            image[0, 0] = self._index % 256  # no sensor gives the same picture twice
        frame = Frame(image, self._index, self._clock.now())
        self._index += 1
        return frame
