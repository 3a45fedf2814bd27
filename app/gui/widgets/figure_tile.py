"""One big figure with its caption, its health and a note."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from app.gui.theme import Tone
from app.gui.views import Health
from app.gui.widgets.health import SIGNS, health_word
from app.gui.widgets.icon_label import IconLabel

_TONES = {Health.GOOD: Tone.GOOD, Health.WARNING: Tone.WARNING, Health.BAD: Tone.BAD}


class FigureTile(QFrame):
    """A card: caption above, figure large, what it is measured against below.

    Args:
        caption: What the figure is.
        parent: Owner.
    """

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.caption, self.figure, self.note = QLabel(caption), QLabel(), QLabel()
        self._sign = IconLabel(16)
        self.caption.setProperty("role", "small")
        self.figure.setProperty("role", "title")
        self.note.setProperty("role", "small")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.caption, 0, 0)
        grid.addWidget(self._sign, 0, 1)
        grid.addWidget(self.figure, 1, 0, 1, 2)
        grid.addWidget(self.note, 2, 0, 1, 2)
        self.show_figure("\N{EM DASH}")

    def show_figure(self, figure: str, note: str = "", health: Health | None = None) -> None:
        """Shows a figure.

        Args:
            figure: With its unit.
            note: What it is measured against.
            health: None for a figure without limits.
        """
        self.figure.setText(figure)
        self.note.setText(note)
        words = [self.caption.text(), figure, note]
        if health is None:
            self._sign.show_icon("")
        else:
            self._sign.show_icon(SIGNS[health], _TONES[health])
            words.append(health_word(health))
        self._sign.setToolTip("" if health is None else health_word(health))
        self.setAccessibleName(", ".join(word for word in words if word))
