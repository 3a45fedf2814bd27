"""``demo:``, a scripted performer: our own animated face, delivered like a camera's frames."""

from __future__ import annotations

import threading

import cv2
import numpy as np

from app.pipeline.clock import Clock
from app.pipeline.sources.performer_face.render import draw
from app.pipeline.sources.performer_face.script import LOOP_SECONDS, PerformerPose, script_at
from app.pipeline.types import Frame, RGBImage

__all__ = ["LOOP_SECONDS", "Performer", "PerformerPose", "draw", "script_at"]

_NOISE_SIGMA = 1.6
_NOISE_SHIFT = 64


class Performer:
    """A camera looking at the performer; see ``script_at`` for what happens when.

    Live: frame n is due n / fps seconds after the first ``read``. A reader that comes late gets
    the frame due now, and the indices it missed are lost, as with a camera.

    Args:
        clock: Paces the frames and stamps them.
        size: Width and height of the frames, pixels.
        fps: Frames per second.
        duration: Seconds until the end of the source; None performs for ever.

    Raises:
        ValueError: If the size or the frame rate is not positive.
    """

    name = "Demo performer"

    def __init__(
        self,
        clock: Clock,
        size: tuple[int, int] = (640, 480),
        fps: float = 30.0,
        duration: float | None = None,
    ) -> None:
        if min(size) <= 0 or fps <= 0:
            raise ValueError(f"a performer needs a positive size and frame rate, not {size} at {fps}")
        self._clock = clock
        self._size = size
        self._fps = fps
        self._duration = duration
        self._started: float | None = None
        self._next_index = 0
        self._closed = threading.Event()
        self._noise = _SensorNoise(size)
        draw(script_at(0.0), size)  # paints what is painted once, before the first frame is due

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frames, pixels."""
        return self._size

    @property
    def fps(self) -> float:
        """Frames per second while the reader keeps up."""
        return self._fps

    def read(self) -> Frame | None:
        """Waits for the next frame that is due; None after the end or once closed."""
        index = self._due_index()
        if index is None:
            return None
        # Drawn ahead of time, so that the picture is there when the frame is due.
        image = self._noise.add(draw(script_at(index / self._fps), self._size), index)
        if self._clock.wait(self._started_at() + index / self._fps - self._clock.now(), self._closed):
            return None
        self._next_index = index + 1
        return Frame(image, index, self._clock.now())

    def close(self) -> None:
        """Ends the performance; a waiting ``read`` returns None."""
        self._closed.set()

    def _due_index(self) -> int | None:
        """The next frame, or the one due now if that is later; None when there is no more."""
        if self._closed.is_set():
            return None
        elapsed = self._clock.now() - self._started_at()
        # The small slack keeps a wait that ends a rounding error early from repeating a frame.
        index = max(self._next_index, int(elapsed * self._fps + 1e-6))
        if self._duration is not None and index / self._fps >= self._duration:
            return None
        return index

    def _started_at(self) -> float:
        """When the first frame was asked for, seconds on the clock."""
        if self._started is None:
            self._started = self._clock.now()
        return self._started


class _SensorNoise:
    """Grain of a small sensor: one field of noise, shifted differently in every frame."""

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size
        shape = (height + _NOISE_SHIFT, width + _NOISE_SHIFT, 3)
        grain = np.random.default_rng(11).normal(0.0, _NOISE_SIGMA, shape)
        self._brighter = np.rint(grain.clip(0, None)).astype(np.uint8)
        self._darker = np.rint((-grain).clip(0, None)).astype(np.uint8)

    def add(self, image: RGBImage, index: int) -> RGBImage:
        """A noisy copy of the H x W x 3 image; the same index gives the same noise."""
        height, width = image.shape[:2]
        x, y = index * 37 % _NOISE_SHIFT, index * 23 % _NOISE_SHIFT
        window = (slice(y, y + height), slice(x, x + width))
        return np.asarray(cv2.subtract(cv2.add(image, self._brighter[window]), self._darker[window]))
