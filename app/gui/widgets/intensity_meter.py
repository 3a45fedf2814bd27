"""How strongly an action unit is seen at the moment: a bar in five grades, and the figure."""
# ruff: noqa: ARG002, D102, N802 - overrides of Qt, by its names

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.facs import MOST_INTENSITY
from app.gui.style.tokens import mixed, tokens

_GRADES = 5
_BAR = QSize(50, 6)
_GAP = 6


class IntensityMeter(QWidget):
    """Shows 0 to 5, FACS's grades A to E; nobody moves it.

    Args:
        name: What is measured, to be said aloud.
        parent: Owner.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intensity: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("{name}, as tracked").format(name=name))
        self._say()

    @property
    def text(self) -> str:
        """The figure as it stands there."""
        return "\N{EN DASH}" if self._intensity is None else f"{self._intensity:.1f}"

    def show_intensity(self, intensity: float | None) -> None:
        """Shows what is seen, 0..5, None while nothing is; repaints only what looks different."""
        shown = None if intensity is None else round(intensity, 1)
        if shown != self._intensity:
            self._intensity = shown
            self._say()
            self.update()

    def sizeHint(self) -> QSize:
        figure = self.fontMetrics().horizontalAdvance("0.0")
        return QSize(_BAR.width() + _GAP + figure, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, area = tokens(), QRectF(self.rect())
        painter = QPainter(self)
        painter.setPen(QColor(look.muted))
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        empty, full = QColor(mixed(look.window, look.border_strong, 0.45)), QColor(look.accent)
        width = (_BAR.width() - (_GRADES - 1)) / _GRADES
        reached = (self._intensity or 0.0) / MOST_INTENSITY * _GRADES
        for grade in range(_GRADES):
            cell = QRectF(grade * (width + 1), (self.height() - _BAR.height()) / 2, width, _BAR.height())
            painter.fillRect(cell, empty)
            cell.setWidth(width * min(max(reached - grade, 0.0), 1.0))
            painter.fillRect(cell, full)

    def _say(self) -> None:
        seen = self.tr("{figure} of 5").format(figure=self.text)
        self.setAccessibleDescription(self.tr("Nothing is tracked") if self._intensity is None else seen)
