"""A video file that plays at its own pace, as if it were a camera."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from app.errors import SourceError
from app.pipeline.clock import Clock
from app.pipeline.sources.video_reader import VideoReader
from app.pipeline.types import Frame

__all__ = ["VideoReader", "VideoSource"]

_MAX_LAG_S = 0.5


class VideoSource:
    """Plays a video by its own timestamps; a variable frame rate stays variable.

    Args:
        path: The video.
        clock: Paces and stamps the frames.
        loop: Begin again at the end instead of ending.

    Raises:
        SourceError: As ``VideoReader``.
    """

    def __init__(self, path: Path, clock: Clock, loop: bool = False) -> None:
        self.name = path.name
        self._path = path
        self._clock = clock
        self._loop = loop
        self._reader = VideoReader(path)
        self._frames: Iterator[Frame] = iter(self._reader)
        self._size = self._reader.size
        self._fps = float(self._reader.rate)
        self._started_at: float | None = None
        self._last_media_time = 0.0
        self._next_index = 0
        self._closed = threading.Event()
        # Guards the reader: closing a container while it decodes would crash.
        self._reading = threading.Lock()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return self._size

    @property
    def fps(self) -> float:
        """Average frames per second."""
        return self._fps

    def read(self) -> Frame | None:
        """The next frame when it is due; None at the end or once closed."""
        frame = self._decode_next()
        if frame is None or frame.media_time is None:
            return None
        if self._clock.wait(self._seconds_until(frame.media_time), self._closed):
            return None
        index, self._next_index = self._next_index, self._next_index + 1
        return Frame(frame.image, index, self._clock.now(), frame.media_time)

    def close(self) -> None:
        """Ends a waiting read and lets the file go."""
        self._closed.set()
        with self._reading:
            self._reader.close()

    def _decode_next(self) -> Frame | None:
        with self._reading:
            if self._closed.is_set():
                return None
            frame = next(self._frames, None)
            if frame is None and self._loop:
                self._rewind()
                frame = next(self._frames, None)
        if frame is not None and frame.media_time is not None:
            self._last_media_time = frame.media_time
        return frame

    def _rewind(self) -> None:
        self._reader.close()
        self._reader = VideoReader(self._path)
        if self._reader.size != self._size:
            raise SourceError(
                f"cannot loop the video '{self._path}'", "its size changed while it was playing"
            )
        self._frames = iter(self._reader)
        if self._started_at is not None:
            self._started_at += self._last_media_time + 1 / self._fps

    def _seconds_until(self, media_time: float) -> float:
        now = self._clock.now()
        if self._started_at is None or now - (self._started_at + media_time) > _MAX_LAG_S:
            # After a long stall go on from here; racing through the backlog helps nobody.
            self._started_at = now - media_time
        return self._started_at + media_time - now
