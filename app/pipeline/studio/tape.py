"""A recording under way: a sink that counts."""

from __future__ import annotations

from pathlib import Path

from app.pipeline.sinks.base import Sink
from app.pipeline.types import RGBImage


class Tape:
    """Writes through to a recorder and knows how long the recording is.

    Args:
        recorder: Writes the file; closed with this.
        path: The file it becomes.
        fps: Frames per second.
    """

    def __init__(self, recorder: Sink, path: Path, fps: float) -> None:
        self.name = recorder.name
        self.path = path
        self._recorder = recorder
        self._fps = fps
        self._frames = 0

    @property
    def seconds(self) -> float:
        """Length so far."""
        return self._frames / self._fps

    def send(self, image: RGBImage) -> None:
        """See ``Sink.send``."""
        self._recorder.send(image)
        self._frames += 1

    def close(self) -> None:
        """See ``Sink.close``."""
        self._recorder.close()
