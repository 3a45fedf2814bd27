"""What we rely on in PySide itself."""

from __future__ import annotations

import sys

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication


def test_painting_does_not_use_up_none(qapp: QApplication) -> None:
    """PySide6 6.12.0 released None once too often at each call of a painter; None then died."""
    del qapp
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(500):
        painter.setPen(QColor("red"))
        painter.drawImage(0, 0, image)
    lost = before - sys.getrefcount(None)
    painter.end()
    assert lost < 250
