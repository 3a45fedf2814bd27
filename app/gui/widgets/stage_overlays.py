"""What is written over the preview: the state, the countdown, where to drop a file."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from app.gui.theme import DARK, paint_icon

_SHADE = QColor(8, 9, 12, 205)


@dataclass(frozen=True, slots=True)
class Chip:
    """A short state.

    Attributes:
        words: What it says.
        sign: Its icon.
        colour: Of the icon.
    """

    words: str
    sign: str
    colour: str = DARK.text


def chip_width(font: QFont, chip: Chip) -> float:
    """How much room a chip takes, logical pixels."""
    return QFontMetricsF(font).horizontalAdvance(chip.words) + 38


def paint_chip(painter: QPainter, chip: Chip, right: float, top: float) -> float:
    """Draws a chip into a corner.

    Returns:
        The left edge it reached.
    """
    metrics = QFontMetricsF(painter.font())
    height = metrics.height() + 10
    width = chip_width(painter.font(), chip)
    box = QRectF(right - width, top, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_SHADE)
    painter.drawRoundedRect(box, height / 2, height / 2)
    paint_icon(painter, chip.sign, QRectF(box.left() + 10, box.center().y() - 7, 14, 14), chip.colour)
    painter.setPen(QColor(DARK.text))
    painter.drawText(box.adjusted(29, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, chip.words)
    return box.left()


def paint_message(painter: QPainter, area: QRectF, chip: Chip) -> None:
    """Draws a state large, below the face that is most likely in the middle of the stage."""
    font = _scaled(painter.font(), 1.35)
    metrics = QFontMetricsF(font)
    width = min(area.width() - 16, metrics.horizontalAdvance(chip.words) + 84)
    height = metrics.height() + 32
    middle = area.top() + area.height() * 0.78
    box = QRectF(area.center().x() - width / 2, middle - height / 2, width, height)
    painter.save()
    painter.setFont(font)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_SHADE)
    painter.drawRoundedRect(box, 12, 12)
    paint_icon(painter, chip.sign, QRectF(box.left() + 22, box.center().y() - 11, 22, 22), chip.colour)
    painter.setPen(QColor(DARK.text))
    inner = box.adjusted(56, 0, -12, 0)
    words = metrics.elidedText(chip.words, Qt.TextElideMode.ElideRight, inner.width())
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)
    painter.restore()


def paint_countdown(painter: QPainter, area: QRectF, digit: int, words: str) -> None:
    """Draws a big digit with a line of words under it."""
    side = min(area.width(), area.height()) * 0.42
    box = QRectF(area.center().x() - side / 2, area.center().y() - side * 0.62, side, side)
    painter.save()
    painter.fillRect(area, QColor(8, 9, 12, 110))
    painter.setPen(QPen(QColor(DARK.accent), max(3.0, side / 40)))
    painter.setBrush(_SHADE)
    painter.drawEllipse(box)
    font = QFont(painter.font())
    font.setPixelSize(max(12, round(side * 0.6)))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(DARK.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(digit))
    font.setPixelSize(max(11, round(side * 0.1)))
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    line = QRectF(area.left(), box.bottom() + side * 0.08, area.width(), metrics.height() + 12)
    width = min(area.width(), metrics.horizontalAdvance(words) + 32)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(area.center().x() - width / 2, line.top(), width, line.height()), 8, 8)
    painter.setPen(QColor(DARK.text))
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


def paint_drop_target(painter: QPainter, area: QRectF, words: str) -> None:
    """Draws the frame into which a dragged file would fall."""
    painter.save()
    painter.fillRect(area, QColor(8, 9, 12, 140))
    painter.setPen(QPen(QColor(DARK.accent), 3, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(8, 8, -8, -8), 12, 12)
    painter.restore()
    paint_message(painter, area, Chip(words, "import", DARK.accent))


def _scaled(font: QFont, factor: float) -> QFont:
    larger = QFont(font)
    larger.setPointSizeF(max(1.0, font.pointSizeF()) * factor)
    larger.setWeight(QFont.Weight.DemiBold)
    return larger
