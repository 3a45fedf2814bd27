"""The card that is on air when no portrait is: drawn here, at any size and shape."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from app.paths import APP_NAME
from app.pipeline.types import RGBImage

Colour: TypeAlias = tuple[int, int, int]

_TOP: Final[Colour] = (30, 33, 46)
_BOTTOM: Final[Colour] = (14, 15, 20)
_GLOW: Final[Colour] = (64, 72, 128)
_ACCENT: Final[Colour] = (140, 157, 255)
_ACCENT_DEEP: Final[Colour] = (92, 104, 206)
_MOUNT: Final[Colour] = (24, 27, 38)
_TEXT: Final[Colour] = (233, 235, 241)
_MUTED: Final[Colour] = (152, 160, 180)

_OVERSAMPLED: Final = 3
_MARK: Final = (0.29, 0.36)
"""Width and height of the mark, in the shorter side of the card."""
_LINE_HEIGHT, _DETAIL_HEIGHT = 0.085, 0.05
_GAP: Final = 0.05
_MOST_WIDTH: Final = 0.88
_SMALLEST_TEXT: Final = 9


def placeholder(size: tuple[int, int], line: str = APP_NAME, detail: str = "paused") -> RGBImage:
    """Draws the card: our mark, a line and a smaller line under it, in the middle.

    A line the built-in font cannot write (it knows little beyond ASCII) or that does not fit is left
    out rather than shown as boxes or cut off. Takes about 0.2 s for 1080p: keep the result.

    Args:
        size: Width and height, pixels.
        line: What it says, short.
        detail: What it says more quietly.

    Returns:
        H x W x 3 uint8 RGB.
    """
    width, height = size
    unit = min(size)
    mark = _mark(max(round(_MARK[0] * unit), 1), max(round(_MARK[1] * unit), 1))
    lines = [
        (text, font, colour)
        for text, share, colour in ((line, _LINE_HEIGHT, _TEXT), (detail, _DETAIL_HEIGHT, _MUTED))
        if (font := _fitting(text, share * unit, _MOST_WIDTH * width)) is not None
    ]
    gap = round(_GAP * unit)
    heights = [round(font.size * 1.4) for _, font, _ in lines]
    top = (height - mark.height - sum(heights) - (gap if lines else 0)) // 2
    card = Image.fromarray(_background(size, top + mark.height / 2, unit))
    card.paste(mark, ((width - mark.width) // 2, top), mark)
    pen = ImageDraw.Draw(card)
    y = top + mark.height + gap
    for (text, font, colour), extent in zip(lines, heights, strict=True):
        pen.text((width / 2, y + extent / 2), text, fill=colour, font=font, anchor="mm")
        y += extent
    return np.array(card, dtype=np.uint8)


def _background(size: tuple[int, int], glow_y: float, unit: int) -> RGBImage:
    """Dark, lighter towards the top, with a glow behind the mark; dithered, so that no bands show."""
    width, height = size
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
    down = (y / max(height - 1, 1))[..., None]
    base = np.array(_TOP, np.float32) * (1 - down) + np.array(_BOTTOM, np.float32) * down
    reach = 0.42 * unit
    glow = np.exp(-(((x - width / 2) / reach) ** 2)) * np.exp(-(((y - glow_y) / reach) ** 2))
    lit = (0.55 * glow)[..., None] * (np.array(_GLOW, np.float32) - base)
    lit += base
    lit += np.random.default_rng(0).random((height, width, 1), dtype=np.float32)
    return np.asarray(lit, dtype=np.uint8)


def _mark(width: int, height: int) -> Image.Image:
    """A portrait in its frame, RGBA, width x height pixels."""
    w, h = width * _OVERSAMPLED, height * _OVERSAMPLED
    rim, corner = round(0.055 * w), round(0.15 * w)
    frame = Image.new("RGBA", (w, h))
    pen = ImageDraw.Draw(frame)
    pen.rounded_rectangle((0, 0, w - 1, h - 1), corner, fill=(*_ACCENT, 255))
    pen.rounded_rectangle((rim, rim, w - 1 - rim, h - 1 - rim), corner - rim, fill=(*_MOUNT, 255))
    frame.paste(_sitter(w, h), mask=_sitter_shape(w, h, 2.1 * rim, corner - 2 * rim))
    return frame.resize((width, height), Image.Resampling.LANCZOS)


def _sitter(w: int, h: int) -> Image.Image:
    """The colours of the sitter: light above, deeper below."""
    down = np.linspace(0, 1, h, dtype=np.float32)[:, None, None]
    colours = np.array(_ACCENT, np.float32) * (1 - down) + np.array(_ACCENT_DEEP, np.float32) * down
    return Image.fromarray(np.broadcast_to(colours, (h, w, 3)).astype(np.uint8))


def _sitter_shape(w: int, h: int, inset: float, corner: int) -> Image.Image:
    """Head and shoulders, cut off where the mount begins."""
    shape = Image.new("L", (w, h))
    pen = ImageDraw.Draw(shape)
    pen.ellipse((0.32 * w, 0.19 * h, 0.68 * w, 0.55 * h), fill=255)
    pen.ellipse((0.16 * w, 0.62 * h, 0.84 * w, 1.3 * h), fill=255)
    mount = Image.new("L", (w, h))
    box = (inset, inset, w - 1 - inset, h - 1 - inset)
    ImageDraw.Draw(mount).rounded_rectangle(box, max(corner, 0), fill=255)
    cut: npt.NDArray[np.uint8] = np.minimum(np.asarray(shape), np.asarray(mount))
    return Image.fromarray(cut)


def _fitting(text: str, height: float, width: float) -> ImageFont.FreeTypeFont | None:
    """The built-in font at the wanted height or as much smaller as it takes; None if it cannot be."""
    text = text.strip()
    size = max(round(height), _SMALLEST_TEXT)
    if not text or not _writable(text):
        return None
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        return None  # Pillow without FreeType has one tiny font only
    needed = font.getlength(text)
    if needed <= width:
        return font
    smaller = int(size * width / needed)
    if smaller < max(_SMALLEST_TEXT, size // 3):
        return None
    return font.font_variant(size=smaller)


@lru_cache(maxsize=64)
def _writable(text: str) -> bool:
    """Whether the built-in font has every character; a missing one is drawn as an empty box."""
    font = ImageFont.load_default(24)
    if not isinstance(font, ImageFont.FreeTypeFont):
        return False
    box = bytes(font.getmask("\uffff"))
    return all(char == " " or (char.isprintable() and bytes(font.getmask(char)) != box) for char in text)
