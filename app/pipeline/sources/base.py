"""The boundary between the pipeline and whatever delivers pictures."""

from __future__ import annotations

from typing import Protocol

from app.pipeline.types import Frame


class Source(Protocol):
    """Delivers frames to one capture thread.

    Contract: the constructor (or the module's ``open_*`` function) raises ``SourceError`` when
    the source is not there. ``read`` blocks until a frame is due (a live source: until the
    camera has one; a file: until its own pace says so), returns None at the end, and raises
    ``SourceError`` when the source breaks. ``close`` may be called twice, and from another
    thread, where it makes a blocked ``read`` return None soon.
    """

    name: str

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frames, pixels."""

    @property
    def fps(self) -> float:
        """Nominal frames per second."""

    def read(self) -> Frame | None:
        """The next frame, or None when there will be no more."""

    def close(self) -> None:
        """Lets the device or file go."""
