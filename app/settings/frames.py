"""The sizes and frame rates the pickers offer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Aspect(Enum):
    """Width to height, as people write it."""

    WIDE = "16:9"
    CLASSIC = "4:3"
    SQUARE = "1:1"
    UPRIGHT = "9:16"

    @property
    def ratio(self) -> Fraction:
        """Width over height."""
        width, height = self.value.split(":")
        return Fraction(int(width), int(height))


@dataclass(frozen=True, slots=True)
class FrameSize:
    """One choice of size.

    Attributes:
        width: Pixels, even.
        height: Pixels, even.
        lines: The shorter side's name, 720 for 720p.
        aspect: Its shape; the pixels are the nearest even ones to it.
    """

    width: int
    height: int
    lines: int
    aspect: Aspect

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as the pipeline takes them."""
        return self.width, self.height


def _frame_size(lines: int, aspect: Aspect) -> FrameSize:
    ratio = aspect.ratio
    longer = 2 * round(lines * max(ratio, 1 / ratio) / 2)
    width, height = (longer, lines) if ratio >= 1 else (lines, longer)
    return FrameSize(width, height, lines, aspect)


FRAME_SIZES: tuple[FrameSize, ...] = tuple(
    _frame_size(lines, aspect) for aspect in Aspect for lines in (360, 480, 540, 720, 1080)
)
"""Shape by shape, small to large."""

FPS_CHOICES: tuple[int, ...] = (15, 24, 25, 30, 50, 60)


def known_size(size: tuple[int, int]) -> FrameSize | None:
    """The choice with these pixels, None for a size of the user's own."""
    return next((known for known in FRAME_SIZES if known.size == size), None)
