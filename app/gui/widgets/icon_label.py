"""An icon that stands alone, in the colours of the theme of the moment."""
# ruff: noqa: ARG002, D102, N802 - overrides of Qt, by its names

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.gui.theme import Tone, paint_icon, tokens


class IconLabel(QWidget):
    """Draws one icon, or nothing; the words beside it say what it means.

    Args:
        size: Its side, logical pixels.
        name: The icon, empty for none.
        tone: Its colour.
        parent: Owner.
    """

    def __init__(
        self, size: int, name: str = "", tone: Tone = Tone.TEXT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._tone = name, tone
        self.setFixedSize(size, size)

    @property
    def name(self) -> str:
        """The icon shown, empty for none."""
        return self._name

    def show_icon(self, name: str, tone: Tone = Tone.TEXT) -> None:
        """Shows another icon; an empty name shows nothing."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            look = tokens()
            paint_icon(QPainter(self), self._name, QRectF(self.rect()), self._tone.colour(look))
