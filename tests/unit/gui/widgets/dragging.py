"""Drags as the window system would send them."""

import warnings

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

_COPY, _LEFT, _PLAIN = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drag_in(target: QWidget, mime: QMimeData) -> None:
    with warnings.catch_warnings():
        # Newer versions want a QPointF here, which older ones do not take.
        warnings.simplefilter("ignore", DeprecationWarning)
        event = QDragEnterEvent(QPoint(9, 9), _COPY, mime, _LEFT, _PLAIN)
    QApplication.sendEvent(target, event)


def drag_out(target: QWidget) -> None:
    QApplication.sendEvent(target, QDragLeaveEvent())


def drop(target: QWidget, mime: QMimeData) -> None:
    drag_in(target, mime)
    QApplication.sendEvent(target, QDropEvent(QPointF(9, 9), _COPY, mime, _LEFT, _PLAIN))
