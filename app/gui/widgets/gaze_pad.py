"""A small field in which a point is moved in two directions at once."""
# ruff: noqa: ARG002, D102, N802 - overrides of Qt, by its names

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.gui.theme import tokens

_KNOB = 8.0
_STEP, _PAGE = 0.05, 0.25
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class GazePad(QWidget):
    """Where the portrait looks: x to the picture's right, y up, both -1..1.

    Arrow keys move it, with Shift in larger steps; a double-click or Home brings it to the middle.
    """

    gaze_changed = Signal(float, float)
    """Moved by the person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._x, self._y = 0.0, 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Gaze"))
        self.setToolTip(self.tr("Drag to look around; double-click looks ahead"))
        self._say()

    @property
    def gaze(self) -> tuple[float, float]:
        """Where it is."""
        return self._x, self._y

    def set_gaze(self, x: float, y: float) -> None:
        """Shows a gaze without ``gaze_changed``."""
        self._x, self._y = x, y
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(112, 84)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._move(0.0, 0.0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        towards = _KEYS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Home:
            self._move(0.0, 0.0)
        elif towards is None:
            super().keyPressEvent(event)
        else:
            step = _PAGE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
            self._move(self._x + towards[0] * step, self._y + towards[1] * step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = QPen(QColor(look.focus), 2) if self.hasFocus() else QPen(QColor(look.border_strong), 1)
        painter.setPen(edge)
        painter.setBrush(QColor(look.field))
        painter.drawRoundedRect(frame, look.radius, look.radius)
        painter.setPen(QPen(QColor(look.border_strong), 1, Qt.PenStyle.DotLine))
        middle = self._place(0, 0)
        painter.drawLine(QLineF(frame.left() + 6, middle.y(), frame.right() - 6, middle.y()))
        painter.drawLine(QLineF(middle.x(), frame.top() + 6, middle.x(), frame.bottom() - 6))
        place = self._place(self._x, self._y)
        accent = QColor(look.accent if self.isEnabled() else look.border_strong)
        painter.setPen(QPen(accent, 2))
        painter.drawLine(QLineF(middle, place))
        painter.setBrush(accent)
        painter.setPen(QPen(QColor(look.field), 1.5))
        painter.drawEllipse(place, _KNOB - 1, _KNOB - 1)
        painter.setBrush(QColor(look.field))
        painter.drawEllipse(place, 2.5, 2.5)

    def _drag(self, point: QPointF) -> None:
        area = self._area()
        x = 2 * (point.x() - area.left()) / area.width() - 1
        y = 1 - 2 * (point.y() - area.top()) / area.height()
        self._move(x, y)

    def _move(self, x: float, y: float) -> None:
        new = round(min(1.0, max(-1.0, x)), 2), round(min(1.0, max(-1.0, y)), 2)
        if new != self.gaze:
            self.set_gaze(*new)
            self.gaze_changed.emit(*new)

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_KNOB + 3, _KNOB + 3, -_KNOB - 3, -_KNOB - 3)

    def _place(self, x: float, y: float) -> QPointF:
        area = self._area()
        return QPointF(area.left() + (x + 1) / 2 * area.width(), area.top() + (1 - y) / 2 * area.height())

    def _say(self) -> None:
        words = self.tr("{x} to the right, {y} up")
        self.setAccessibleDescription(words.format(x=f"{self._x:.2f}", y=f"{self._y:.2f}"))
