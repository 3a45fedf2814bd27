"""An output that throws everything away, for measuring."""

from __future__ import annotations

import hashlib

from app.pipeline.types import RGBImage


class NullSink:
    """Counts frames, and on demand remembers what they were.

    Args:
        hashed: Keep a running hash of all pictures.

    Attributes:
        count: Frames taken.
        last: The newest picture, H x W x 3 uint8 RGB.
    """

    name = "null"

    def __init__(self, *, hashed: bool = False) -> None:
        self.count = 0
        self.last: RGBImage | None = None
        self._hash = hashlib.sha256() if hashed else None

    def send(self, image: RGBImage) -> None:
        """Counts the frame."""
        self.count += 1
        self.last = image
        if self._hash is not None:
            self._hash.update(image.tobytes())

    def close(self) -> None:
        """Nothing to finish."""

    @property
    def digest(self) -> str | None:
        """SHA-256 of all pictures so far, in hexadecimal; None unless asked for at the start."""
        return self._hash.hexdigest() if self._hash is not None else None
