"""The tracked face as points on a small card, with the camera's picture behind it when asked."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from app.gui.theme import DARK, paint_icon

_OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152),
    *(148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109, 10),
)
_EYES = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246, 33),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466, 263),
)
_LIPS = (
    (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185, 61),
    (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191, 78),
)
_BROWS = (
    (70, 63, 105, 66, 107, 55, 65, 52, 53, 46, 70),
    (300, 293, 334, 296, 336, 285, 295, 282, 283, 276, 300),
)
OUTLINES = (_OVAL, *_EYES, *_LIPS, *_BROWS)
"""Points of the 478-point face mesh in drawing order."""

_MESH_POINTS = 468
_RADIUS = 8.0


def paint_inset(
    painter: QPainter,
    card: QRectF,
    landmarks: npt.NDArray[np.float32] | None,
    camera: QImage | None = None,
) -> None:
    """Draws the card.

    Args:
        painter: Antialiasing.
        card: Of the camera picture's shape.
        landmarks: N x 2, 0..1 of the camera picture, x right and y down; None without a face.
        camera: The camera's picture, None for a plain card.
    """
    rounded = QPainterPath()
    rounded.addRoundedRect(card, _RADIUS, _RADIUS)
    painter.save()
    painter.setClipPath(rounded)
    painter.fillRect(card, QColor(10, 11, 14, 215))
    if camera is not None:
        painter.drawImage(card, camera)
        painter.fillRect(card, QColor(10, 11, 14, 90))  # the points stay readable
    if landmarks is None:
        _paint_no_face(painter, card)
    else:
        _paint_face(painter, card, landmarks)
    painter.restore()
    painter.setPen(QPen(QColor(255, 255, 255, 70), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(rounded)


def _paint_face(painter: QPainter, card: QRectF, landmarks: npt.NDArray[np.float32]) -> None:
    places = landmarks[:, :2] * (card.width(), card.height()) + (card.left(), card.top())
    points = [QPointF(x, y) for x, y in places.tolist()]
    painter.setPen(QPen(QColor(255, 255, 255, 110), 1))
    painter.drawPoints(QPolygonF(points))
    if len(points) < _MESH_POINTS:
        return
    painter.setPen(QPen(QColor(DARK.accent), 1.3))
    for outline in OUTLINES:
        painter.drawPolyline(QPolygonF([points[index] for index in outline]))


def _paint_no_face(painter: QPainter, card: QRectF) -> None:
    side = min(28.0, card.height() / 3)
    sign = QRectF(card.center().x() - side / 2, card.center().y() - side, side, side)
    paint_icon(painter, "no-face", sign, DARK.muted)
    painter.setPen(QColor(DARK.muted))
    words = QCoreApplication.translate("Preview", "No face seen")
    below = QRectF(card.left(), card.center().y() + 4, card.width(), 20)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)
