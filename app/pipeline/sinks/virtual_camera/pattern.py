"""A test picture that proves order, loss, tearing and colour of frames, through any conversion.

Three strips, at the top, in the middle and at the bottom, say the frame's number in black and white
blocks; between them stand colour bars.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from app.pipeline.sinks.virtual_camera.pixels import Pixels

NO_PATTERN: Final = -1
TORN: Final = -2
"""The strips say different numbers."""

SMALLEST_SIZE: Final = (128, 48)

_NUMBER_BITS, _CHECK_BITS = 24, 8
_BITS = _NUMBER_BITS + _CHECK_BITS
_STRIPS = ((0.0, 1 / 8), (7 / 16, 9 / 16), (7 / 8, 1.0))
"""From and to, in heights."""

_BLACK, _WHITE = 16, 235
_LEAST_CONTRAST = 60

BARS: Final = np.array(
    [
        (180, 180, 180),
        (180, 180, 16),
        (16, 180, 180),
        (16, 180, 16),
        (180, 16, 180),
        (180, 16, 16),
        (16, 16, 180),
        (60, 60, 60),
    ],
    np.uint8,
)
"""Left to right, RGB; none so strong that a limited range would cut it off."""


class CodedPattern:
    """Draws the pictures of one size.

    Args:
        size: Width and height, pixels; at least ``SMALLEST_SIZE``.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size
        bars = BARS[np.arange(width) * len(BARS) // width]
        self._base: Pixels = np.repeat(bars[None], height, axis=0)
        self._block_of = np.arange(width) * _BITS // width

    def draw(self, number: int) -> Pixels:
        """The picture of that number (below 2 ** 24), H x W x 3 uint8 RGB."""
        image = self._base.copy()
        line = np.where(_bits(number), np.uint8(_WHITE), np.uint8(_BLACK))[self._block_of]
        for top, bottom in _strip_rows(len(image)):
            image[top:bottom] = line[None, :, None]
        return image


def read_number(luma: npt.NDArray[np.uint8]) -> int:
    """The number of a picture.

    Args:
        luma: H x W, its brightness; one channel of RGB will do.

    Returns:
        The number, ``TORN``, or ``NO_PATTERN``.
    """
    numbers = [_read_strip(luma[top:bottom]) for top, bottom in _strip_rows(len(luma))]
    if numbers.count(NO_PATTERN) == len(numbers):
        return NO_PATTERN
    return numbers[0] if len(set(numbers)) == 1 else TORN


def colour_error(image: Pixels) -> float:
    """How far the mean colour of a bar is off at most, in steps of 256; ``image`` is RGB."""
    height, width = image.shape[:2]
    rows = slice(round(0.2 * height), round(0.4 * height))
    bar = width / len(BARS)
    means = [
        image[rows, round((index + 0.25) * bar) : round((index + 0.75) * bar)].mean(axis=(0, 1))
        for index in range(len(BARS))
    ]
    return float(np.abs(np.array(means) - BARS).max())


def _bits(number: int) -> npt.NDArray[np.bool_]:
    word = number << _CHECK_BITS | _check(number)
    return (word >> np.arange(_BITS) & 1).astype(np.bool_)


def _check(number: int) -> int:
    """Eight bits that differ from number to number and are never right by accident for all black."""
    return (number * 0x9E3779B1 >> 16 & 0xFF) ^ 0xA5


def _strip_rows(height: int) -> list[tuple[int, int]]:
    return [(round(top * height), round(bottom * height)) for top, bottom in _STRIPS]


def _read_strip(strip: npt.NDArray[np.uint8]) -> int:
    """Looks at the middle of each block, away from where chroma and scaling bleed."""
    height, width = strip.shape
    rows = strip[height // 4 : max(3 * height // 4, height // 4 + 1)]
    middles = (np.arange(_BITS) + 0.5) * width / _BITS
    values = rows[:, middles.astype(np.intp)]
    lit = values > (_BLACK + _WHITE) // 2
    if int(values.max()) - int(values.min()) < _LEAST_CONTRAST or not (lit == lit[0]).all():
        return NO_PATTERN
    word = int((lit[0].astype(np.uint64) << np.arange(_BITS, dtype=np.uint64)).sum())
    number = word >> _CHECK_BITS
    return number if word & (1 << _CHECK_BITS) - 1 == _check(number) else NO_PATTERN
