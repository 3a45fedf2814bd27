"""The boundary between a recorder and the file formats."""

from __future__ import annotations

from typing import Protocol

from app.pipeline.types import RGBImage


class Encoder(Protocol):
    """Writes one file of one format.

    Contract: made at the first frame, with the path to write to. Failures are ``OSError`` or
    ``av.FFmpegError``. ``release`` is always called last, after a failure too, and does not
    finish what ``finish`` has not.
    """

    def write(self, image: RGBImage, media_time: float | None) -> None:
        """Adds a frame at its time, seconds; None for one nominal frame after the last."""

    def finish(self) -> None:
        """Writes what is still held back; called once."""

    def release(self) -> None:
        """Closes the file."""
