"""A contact sheet: the peak of every expression, with its name."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from app.pipeline.provenance.marking import marked
from app.pipeline.provenance.source_type import SourceType
from app.pipeline.stickers.fonts import font_for
from app.pipeline.stickers.outline import RGBAImage

_TILE, _LABEL, _GAP = 240, 26, 12
_COLUMNS = 5
_PAPER, _INK = (170, 184, 200), (24, 28, 36)


def contact_sheet(
    stills: Sequence[RGBAImage],
    names: Sequence[str],
    source_type: SourceType | None = SourceType.GENERATED,
) -> bytes:
    """Lays stickers out on paper.

    Args:
        stills: Each side x side x 4 uint8, at least one.
        names: As many, printed under them.
        source_type: What the file says that it is, None for nothing.

    Returns:
        A PNG.
    """
    columns = min(_COLUMNS, len(stills))
    rows = math.ceil(len(stills) / columns)
    wide, high = _TILE + _GAP, _TILE + _LABEL + _GAP
    sheet = Image.new("RGB", (columns * wide + _GAP, rows * high + _GAP), _PAPER)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(font_for("".join(names)), 15)
    for index, (still, name) in enumerate(zip(stills, names, strict=True)):
        x, y = _GAP + index % columns * wide, _GAP + index // columns * high
        tile = Image.fromarray(still, "RGBA").resize((_TILE, _TILE), Image.Resampling.LANCZOS)
        sheet.paste(tile, (x, y), tile)
        draw.text((x + _TILE / 2, y + _TILE + 4), name, font=font, fill=_INK, anchor="ma")
    file = io.BytesIO()
    sheet.save(file, "PNG", optimize=True)
    return marked(file.getvalue(), source_type)
