"""Stand-ins that ship with the program: the loop can be run and tested without any model."""

from __future__ import annotations

import threading

import numpy as np

from app.errors import SinkError
from app.pipeline.clock import Clock, SystemClock
from app.pipeline.types import Frame, RGBImage, Sighting

REST_COLOUR = (10, 120, 40)
MOVED_COLOUR = (200, 60, 20)


class FakeAnimator:
    """Draws plain colours: one at rest, another, with the frame's index in its corner, when moved.

    Args:
        output_size: Width and height of its pictures, pixels.
        work_s: How long each frame takes.
        fails_between: First and one-past-last frame index that raise ``error``.
        error: What those frames raise.
        clock: Where ``work_s`` is spent.
    """

    def __init__(
        self,
        output_size: tuple[int, int],
        *,
        work_s: float = 0.0,
        fails_between: tuple[int, int] = (0, 0),
        error: Exception | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.size = output_size
        self._work_s = work_s
        self._fails = range(*fails_between)
        self._fault = error or RuntimeError("a planted fault")
        self._clock = clock or SystemClock()
        self.faces_lost = 0
        self.sighting = Sighting.NOBODY
        self.recentered = 0
        self.closed = False

    def animate(self, frame: Frame) -> RGBImage:
        """The moved colour; never a pixel of the frame."""
        self._clock.wait(self._work_s)
        if frame.index in self._fails:
            raise self._fault
        image = self.paint(moved=True)
        image[0, 0] = frame.index % 256
        return image

    def at_rest(self) -> RGBImage:
        """The resting colour."""
        return self.paint(moved=False)

    def paint(self, *, moved: bool) -> RGBImage:
        """A fresh picture; fakes that show more of what they know paint it here."""
        return filled(self.size, MOVED_COLOUR if moved else REST_COLOUR)

    def recenter(self) -> None:
        """Counts how often it was asked."""
        self.recentered += 1

    def close(self) -> None:
        """Notes that it was called."""
        self.closed = True


class MemorySink:
    """Keeps what it was sent, and says so to whoever waits for it.

    Args:
        name: Name in messages.
        fails_at: Number of the send (from 0) that raises ``SinkError``, None for never.
        wanted: Number of frames after which ``full`` is set.
    """

    def __init__(self, name: str = "memory", *, fails_at: int | None = None, wanted: int = 1) -> None:
        self.name = name
        self._fails_at = fails_at
        self._wanted = wanted
        self.images: list[RGBImage] = []
        self.full = threading.Event()
        self.closed = False

    def send(self, image: RGBImage) -> None:
        """Keeps the image."""
        if len(self.images) == self._fails_at:
            raise SinkError(f"cannot write to {self.name}", "a planted fault")
        self.images.append(image)
        if len(self.images) >= self._wanted:
            self.full.set()

    def close(self) -> None:
        """Notes that it was called."""
        self.closed = True


def filled(size: tuple[int, int], colour: tuple[int, int, int]) -> RGBImage:
    """A picture of one colour; size is width and height, pixels."""
    width, height = size
    return np.full((height, width, 3), colour, dtype=np.uint8)
