"""Words under a chin: as large as they fit, on one line or two, with an outline."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.errors import UsageError
from app.pipeline.stickers.fonts import font_for
from app.pipeline.stickers.outline import RGBAImage

_WIDTH, _HEIGHT = 0.93, 0.225
"""Room for the words with their outline, over the sticker's side."""

_LARGEST, _SMALLEST = 0.145, 0.058
"""Of the letters, over the sticker's side."""

_STROKE = 0.12
"""Of the outline, over the letters' size."""

_LEADING = 1.12
_MARGIN = 0.012
"""Under the words, over the sticker's side."""

_FILL, _OUTLINE = (255, 255, 255, 255), (28, 28, 32, 255)
_SPLITTABLE = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH")
"""Beginnings of the names of letters between which a line may break."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Words laid out for stickers of one size.

    Attributes:
        lines: One or two.
        font: Its file.
        pixels: Size of the letters.
    """

    lines: tuple[str, ...]
    font: Path
    pixels: int

    def drawn_on(self, sticker: RGBAImage) -> RGBAImage:
        """A copy of a sticker with the words at its lower edge."""
        picture = Image.fromarray(sticker, "RGBA")
        layer = Image.new("RGBA", picture.size, (*_OUTLINE[:3], 0))
        font = ImageFont.truetype(self.font, self.pixels)
        stroke = _stroke(self.pixels)
        low = picture.height * (1 - _MARGIN) - stroke
        draw = ImageDraw.Draw(layer)
        for line in reversed(self.lines):
            _, top, _, bottom = font.getbbox(line, anchor="ms")
            baseline = low - max(bottom, 0)
            draw.text(
                (picture.width / 2, baseline),
                line,
                font=font,
                fill=_FILL,
                anchor="ms",
                stroke_width=stroke,
                stroke_fill=_OUTLINE,
            )
            low = min(baseline + top - 2 * stroke, baseline - (_LEADING - 1) * self.pixels)
        return np.asarray(Image.alpha_composite(picture, layer), np.uint8)


def lay_out(text: str, side: int) -> Caption:
    """Chooses font, lines and size for a caption.

    Args:
        text: As typed; line breaks and runs of spaces count as one space.
        side: Of the sticker, pixels.

    Raises:
        UsageError: The text is empty or too long.
        AppError: No font on this machine can show it.
    """
    words = clean_caption(text)
    font = font_for(words)
    fitting = [(lines, _fitting_size(lines, font, side)) for lines in _layouts(words)]
    lines, pixels = max(fitting, key=lambda one: (one[1], -len(one[0])))
    if pixels < round(_SMALLEST * side):
        fix = "Use fewer words, or a size of 512" if side < 512 else "Use fewer words"
        raise UsageError(f"cannot write the caption '{words}'", "it is too long for two lines", fix)
    return Caption(lines, font, pixels)


def clean_caption(text: str) -> str:
    """The words of a caption without anything that cannot be seen at its ends; raises if none are left.

    Raises:
        UsageError: Nothing in it can be seen.
    """
    printed = "".join(letter if unicodedata.category(letter) != "Cc" else " " for letter in text)
    words = " ".join(unicodedata.normalize("NFC", printed).split())
    if not any(_is_seen(letter) for letter in words):
        raise UsageError("cannot write the caption", "it is empty", "Leave --caption away, or give it words")
    return words


def _is_seen(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] not in "ZM" and kind not in ("Cc", "Cf", "Cs")


def _layouts(words: str) -> list[tuple[str, ...]]:
    """All ways to put words on one line or two, in reading order."""
    places = [k for k, letter in enumerate(words) if letter == " "] or [
        k for k in range(1, len(words)) if _splittable(words[k - 1]) and _splittable(words[k])
    ]
    return [(words,), *((words[:k].strip(), words[k:].strip()) for k in places)]


def _splittable(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_SPLITTABLE)


def _fitting_size(lines: tuple[str, ...], font: Path, side: int) -> int:
    """The largest size in pixels at which lines fit, 0 if none does."""
    low, high = 0, round(_LARGEST * side)
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(lines, font, middle, side):
            low = middle
        else:
            high = middle - 1
    return low


def _fits(lines: tuple[str, ...], font: Path, pixels: int, side: int) -> bool:
    drawn = ImageFont.truetype(font, pixels)
    stroke = 2 * _stroke(pixels)
    wide = max(drawn.getlength(line) for line in lines) + stroke
    boxes = [drawn.getbbox(line, anchor="ms") for line in lines]
    high = sum(bottom - top + stroke for _, top, _, bottom in boxes)
    return wide <= _WIDTH * side and high <= _HEIGHT * side


def _stroke(pixels: int) -> int:
    return max(round(_STROKE * pixels), 2)
