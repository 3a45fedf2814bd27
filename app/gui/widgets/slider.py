"""A slider painted from the tokens: filled from its origin, with a tick at its default."""
# ruff: noqa: ARG002, D102, N802 - overrides of Qt, by its names

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from app.gui.style.tokens import tokens

_KNOB = 7.0
_GROOVE = 4.0


class Slider(QSlider):
    """A horizontal slider that the wheel moves only while it has the keyboard.

    Args:
        origin: Where the fill starts, in steps.
        home: Where the tick is, in steps; a drag catches there.
        parent: Owner.
    """

    home_asked = Signal()
    """Double-clicked."""

    def __init__(self, origin: int, home: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._origin, self._home = origin, home
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMinimumWidth(72)

    def sizeHint(self) -> QSize:
        return QSize(130, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, 24)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # the panel scrolls instead

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.home_asked.emit()

    def _drag(self, event: QMouseEvent) -> None:
        x = event.position().x()
        catch = abs(x - self._x_of(self._home)) <= 3  # pixels
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.setValue(self._home if catch and not fine else self._value_at(x))

    def _span(self) -> float:
        return max(1.0, self.width() - 2 * _KNOB - 4)

    def _x_of(self, value: int) -> float:
        share = (value - self.minimum()) / (self.maximum() - self.minimum())
        return _KNOB + 2 + share * self._span()

    def _value_at(self, x: float) -> int:
        share = min(1.0, max(0.0, (x - _KNOB - 2) / self._span()))
        return round(self.minimum() + share * (self.maximum() - self.minimum()))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        groove = QRectF(_KNOB, middle - _GROOVE / 2, self.width() - 2 * _KNOB, _GROOVE)
        painter.setBrush(QColor(look.border_strong if self.isEnabled() else look.border))
        painter.setOpacity(0.55)
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        painter.setOpacity(1.0)
        if self.minimum() < self._home < self.maximum():
            painter.drawRoundedRect(QRectF(self._x_of(self._home) - 1, middle - 6, 2, 12), 1, 1)
        colour = QColor(look.accent if self.isEnabled() else look.border_strong)
        painter.setBrush(colour)
        knob_x, origin_x = self._x_of(self.value()), self._x_of(self._origin)
        painter.drawRoundedRect(
            QRectF(min(knob_x, origin_x), middle - _GROOVE / 2, abs(knob_x - origin_x), _GROOVE), 2, 2
        )
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.focus), 2))
            painter.setBrush(QColor(look.window))
            painter.drawEllipse(QPointF(knob_x, middle), _KNOB + 1, _KNOB + 1)
        painter.setPen(QPen(QColor(look.window), 1.5))
        hovered = self.underMouse() or self.isSliderDown()
        painter.setBrush(QColor(look.accent_hover) if hovered and self.isEnabled() else colour)
        painter.drawEllipse(QPointF(knob_x, middle), _KNOB - 1, _KNOB - 1)
