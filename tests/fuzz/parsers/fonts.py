"""Fonts in the folders where anybody may have put some."""

from __future__ import annotations

import io
from pathlib import Path

from app.pipeline.stickers.fonts import _characters
from tests.fuzz.parser import Parser


def seeds() -> list[bytes]:
    """A font of one letter."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = [".notdef", "A"]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({65: "A"})
    builder.setupGlyf(dict.fromkeys(names, TTGlyphPen(None).glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader()
    builder.setupOS2()
    builder.setupPost()
    file = io.BytesIO()
    builder.save(file)
    return [file.getvalue()]


def read(data: bytes, folder: Path) -> bool:
    path = folder / "font.ttf"
    path.write_bytes(data)
    _characters.cache_clear()
    return bool(_characters(path))


PARSER = Parser("fonts", seeds, read, share=60, guided=False)
