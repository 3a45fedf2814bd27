"""Whether a camera shows nothing but black: a cover, a privacy switch, a driver that gives empty pictures."""

from __future__ import annotations

from typing import Final

from app.pipeline.types import Frame, RGBImage

PATIENCE_S: Final = 2.0
"""Shorter darkness is a light that is switched, or a camera that wakes up."""

_STRIDE: Final = 16
_BLACK: Final = 12
"""Sensors are never quite at zero, and video levels begin at 16."""


def is_black(image: RGBImage) -> bool:
    """Whether no pixel of a coarse grid is brighter than almost black.

    Args:
        image: H x W x 3 uint8 RGB.
    """
    return bool(image[::_STRIDE, ::_STRIDE].max(initial=0) <= _BLACK)


class Darkness:
    """Watches the frames of one camera."""

    def __init__(self) -> None:
        self._since: float | None = None

    def lasts(self, frame: Frame) -> bool:
        """Whether it has been dark for two seconds, this frame included."""
        if not is_black(frame.image):
            self._since = None
            return False
        if self._since is None:
            self._since = frame.captured_at
        return frame.captured_at - self._since >= PATIENCE_S
