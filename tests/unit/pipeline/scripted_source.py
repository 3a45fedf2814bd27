"""A camera for tests: plain frames at a steady rate, with faults."""

from __future__ import annotations

import threading

import numpy as np

from app.errors import SourceError
from app.pipeline.clock import SystemClock
from app.pipeline.types import Frame

CAMERA_COLOUR = (255, 0, 255)


class ScriptedSource:
    """Delivers ``count`` frames of one colour; may fail or block at a given index."""

    name = "scripted"
    size = (64, 48)

    def __init__(
        self,
        count: int = 10_000,
        *,
        fps: float = 120.0,
        fails_at: int | None = None,
        blocks_at: int | None = None,
        stubborn: bool = False,
    ) -> None:
        self.fps = fps
        self._count = count
        self._fails_at = fails_at
        self._blocks_at = blocks_at
        self._stubborn = stubborn
        self._index = 0
        self._clock = SystemClock()
        self._image = np.full((48, 64, 3), CAMERA_COLOUR, dtype=np.uint8)
        self.blocked = threading.Event()
        self.closed = threading.Event()
        self.released = threading.Event()

    def read(self) -> Frame | None:
        if self._index == self._blocks_at:
            self.blocked.set()
            (self.released if self._stubborn else self.closed).wait(30)
            return None
        if self._index == self._fails_at:
            raise SourceError("cannot read the camera", "a planted fault")
        if self._index >= self._count or self.closed.wait(1 / self.fps):
            return None
        frame = Frame(self._image, self._index, self._clock.now())
        self._index += 1
        return frame

    def close(self) -> None:
        self.closed.set()
