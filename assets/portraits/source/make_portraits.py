"""Makes the drawn portraits anew: ``QT_QPA_PLATFORM=offscreen python make_portraits.py``."""

from __future__ import annotations

from pathlib import Path

import lady
from PIL import Image
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).parent
TARGET = SOURCE.parent


def main() -> None:
    """Writes both pictures beside the source folder; the painting takes about a minute."""
    draw_gentleman()
    Image.fromarray(lady.paint()).save(TARGET / "lady_in_green.jpg", quality=92, subsampling=0, optimize=True)


def draw_gentleman() -> None:
    """Renders the vector drawing at its own size."""
    renderer = QSvgRenderer(str(SOURCE / "gentleman.svg"))
    picture = QImage(renderer.defaultSize(), QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    picture.save(str(TARGET / "gentleman_in_indigo.png"))


if __name__ == "__main__":
    main()
