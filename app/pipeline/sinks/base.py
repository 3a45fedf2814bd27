"""The boundary between the pipeline and whatever takes the finished pictures."""

from __future__ import annotations

from typing import Protocol

from app.pipeline.types import RGBImage


class Sink(Protocol):
    """Takes finished frames from the one output thread, already paced.

    Contract: the constructor raises ``SinkError`` when the output is not there. ``send`` never
    waits for pacing and raises ``SinkError`` when the output breaks. ``close`` may be called
    twice and leaves a finished, playable file or a released device behind.
    """

    name: str

    def send(self, image: RGBImage) -> None:
        """Takes one frame, H x W x 3 uint8 RGB, of the size the sink was opened with."""

    def close(self) -> None:
        """Finishes the output."""
