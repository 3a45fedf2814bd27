"""The tray icon of every state: a mark in the corner, told by its shape as well as its colour."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from app.gui.theme import DARK, app_icon
from app.gui.views import OnAir, StreamState, StreamView

_SIDES = (16, 22, 32, 48, 64)


class TrayState(Enum):
    """What the icon tells: each state has a mark of its own shape, not its colour alone."""

    STOPPED = "stopped"
    BUSY = "busy"
    LIVE = "live"
    HELD = "held"
    RECORDING = "recording"


def tray_state(view: StreamView) -> TrayState:
    """The state of the icon for a state of the stream."""
    if view.state in (StreamState.STARTING, StreamState.STOPPING):
        return TrayState.BUSY
    if view.state is StreamState.STOPPED:
        return TrayState.STOPPED
    if view.recording is not None:
        return TrayState.RECORDING
    return TrayState.LIVE if view.on_air is OnAir.PORTRAIT else TrayState.HELD


def state_icon(state: TrayState) -> QIcon:
    """The program's icon with the mark of a state in its corner."""
    made = QIcon()
    for side in _SIDES:
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, app_icon().pixmap(QSize(side, side)))
        _paint_mark(painter, state, side)
        painter.end()
        made.addPixmap(pixmap)
    return made


def _paint_mark(painter: QPainter, state: TrayState, side: int) -> None:
    """A play triangle, two bars, a dot or three dots on a dark disc; nothing while stopped."""
    if state is TrayState.STOPPED:
        return
    disc = QRectF(side * 0.46, side * 0.46, side * 0.54, side * 0.54)
    painter.setPen(QPen(QColor("#ffffff"), max(1.0, side / 32)))
    painter.setBrush(QColor(DARK.window))
    painter.drawEllipse(disc.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setPen(Qt.PenStyle.NoPen)
    centre, unit = disc.center(), disc.width() / 10
    if state is TrayState.LIVE:
        painter.setBrush(QColor(DARK.good))
        ends = ((-1.6, -2.6), (-1.6, 2.6), (2.8, 0.0))
        painter.drawPolygon([centre + QPointF(x, y) * unit for x, y in ends])
    elif state is TrayState.HELD:
        painter.setBrush(QColor(DARK.warning))
        for x in (-2.2, 0.6):
            painter.drawRect(QRectF(centre.x() + x * unit, centre.y() - 2.4 * unit, 1.6 * unit, 4.8 * unit))
    elif state is TrayState.RECORDING:
        painter.setBrush(QColor(DARK.bad))
        painter.drawEllipse(centre, 2.6 * unit, 2.6 * unit)
    else:
        painter.setBrush(QColor(DARK.text))
        for x in (-2.6, 0.0, 2.6):
            painter.drawEllipse(centre + QPointF(x, 0) * unit, 0.9 * unit, 0.9 * unit)
