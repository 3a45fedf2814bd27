"""Draws the program's icon in the sizes that systems want, from its SVG.

    python packaging/icons.py FOLDER

writes ``16.png`` to ``512.png``, and ``liveportrait-cam`` as ``.ico`` for Windows and ``.icns`` for macOS.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_ICO_SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
SOURCE: Final = Path(__file__).parent.parent / "assets/icons/liveportrait-cam.svg"


def draw_icons(folder: Path) -> None:
    """Writes all of them; the folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    _draw_pngs(folder)
    _collect(folder)


def _draw_pngs(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication.instance() or QGuiApplication([])
    renderer = QSvgRenderer(str(SOURCE))
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        if not image.save(str(folder / f"{size}.png")):
            raise OSError(f"cannot write {folder / f'{size}.png'}")
    del application


def _collect(folder: Path) -> None:
    from PIL import Image

    with Image.open(folder / "512.png") as largest:
        largest.save(folder / "liveportrait-cam.ico", sizes=[(size, size) for size in _ICO_SIZES])
        largest.save(folder / "liveportrait-cam.icns")


if __name__ == "__main__":
    draw_icons(Path(sys.argv[1]))
