"""A recording under way: a sink that counts."""

from __future__ import annotations

from pathlib import Path

from app.errors import SinkError
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
        self._error: SinkError | None = None

    @property
    def error(self) -> SinkError | None:
        """Why the file is not whole, None if nothing is wrong with it."""
        return self._error

    @property
    def seconds(self) -> float:
        """Length so far."""
        return self._frames / self._fps

    def send(self, image: RGBImage) -> None:
        """See ``Sink.send``."""
        try:
            self._recorder.send(image)
        except SinkError as error:
            self._error = error
            raise
        self._frames += 1

    def close(self) -> None:
        """See ``Sink.close``."""
        try:
            self._recorder.close()
        except SinkError as error:
            self._error = self._error or error
            raise
