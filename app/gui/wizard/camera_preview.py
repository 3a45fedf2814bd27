"""The camera's picture with what is tracked in it, for the person alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPainterPath, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.theme import DARK, paint_icon, tokens
from app.gui.views import PreviewPicture

_EVERY_MS = 33
_SIGN_SIDE = 56
_DOT = 1.3  # logical pixels


class CameraPreview(QWidget):
    """Asks for the newest picture thirty times a second while it is seen.

    Args:
        pull: Gives the newest picture for a size in device pixels, None if it is no newer than a serial.
    """

    face_changed = Signal()
    """A face came or went, or the first picture came."""

    def __init__(self, pull: Callable[[int, int, int], PreviewPicture | None]) -> None:
        super().__init__()
        self._pull = pull
        self._picture: PreviewPicture | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.poll)
        self.setMinimumSize(240, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Picture of the camera"))

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture."""
        return self._picture is not None

    @property
    def sees_face(self) -> bool:
        """Whether a face is found in it."""
        return self._picture is not None and self._picture.landmarks is not None

    def clear(self) -> None:
        """Forgets the picture: it is another camera's."""
        self._picture = None
        self.face_changed.emit()
        self.update()

    def poll(self) -> None:
        """Takes the newest picture if there is one."""
        size = self.size() * self.devicePixelRatio()
        after = self._picture.serial if self._picture else -1
        picture = self._pull(size.width(), size.height(), after)
        if picture is None:
            return
        before = (self.has_picture, self.sees_face)
        self._picture = picture
        if before != (True, self.sees_face):
            self.face_changed.emit()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough to know oneself."""
        return QSize(480, 270)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begins to ask."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Stops asking."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name
        """Draws the picture in the middle of a dark stage, the landmarks on it."""
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        stage = QPainterPath()
        stage.addRoundedRect(QRectF(self.rect()), look.radius_large, look.radius_large)
        painter.fillPath(stage, QColor(look.stage))
        painter.setClipPath(stage)
        if self._picture is None:
            sign = QRectF(0, 0, _SIGN_SIDE, _SIGN_SIDE)
            sign.moveCenter(QRectF(self.rect()).center())
            paint_icon(painter, "camera", sign, DARK.disabled)
        else:
            box = self._draw(painter, self._picture)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(DARK.accent))
            for x, y in self._picture.landmarks if self._picture.landmarks is not None else ():
                spot = QPointF(box.left() + float(x) * box.width(), box.top() + float(y) * box.height())
                painter.drawEllipse(spot, _DOT, _DOT)

    def _draw(self, painter: QPainter, picture: PreviewPicture) -> QRectF:
        height, width = picture.pixels.shape[:2]
        image = QImage(
            picture.pixels.data, width, height, picture.pixels.strides[0], QImage.Format.Format_RGB32
        )
        shown = QSize(width, height).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0, 0, shown.width(), shown.height())
        box.moveCenter(QRectF(self.rect()).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, image)  # within this call only: the pixels are not the image's own
        return box
