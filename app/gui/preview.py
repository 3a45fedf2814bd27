"""The live picture in the window: pulled while live, painted pixel for pixel."""
# ruff: noqa: ARG002, D102, N802 - overrides of Qt, by its names

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.theme import DARK
from app.gui.views import BGRAImage, PreviewPicture, StreamState, StreamView
from app.gui.widgets.dropped import carries_pictures, files_of, image_of
from app.gui.widgets.hud import Hud
from app.gui.widgets.landmark_inset import paint_inset
from app.gui.widgets.pixels import copied, wrapped
from app.gui.widgets.stage_overlays import (
    Chip,
    chip_width,
    paint_chip,
    paint_countdown,
    paint_drop_target,
    paint_message,
)
from app.gui.widgets.stage_words import chips_of, message_of

Pull = Callable[[int, int, int], PreviewPicture | None]
"""Width and height that there are, in device pixels, and the serial of the picture already shown."""

_MARGIN = 12
_CHIP_GAP = 6
_POLLS_PER_FRAME = 1.5  # at the frame's own rate, every drift of the two clocks would drop one


class Preview(QWidget):
    """Shows the newest picture, and over it what state it is in.

    Args:
        pull: Returns the newest picture that fits, None if there is none newer. It must not block.
        parent: Owner.
    """

    files_dropped = Signal(list)
    """Paths of files that were let go over the picture."""
    image_dropped = Signal(bytes)
    """A picture that was, as a PNG, JPEG or WebP file."""

    def __init__(self, pull: Pull, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pull = pull
        self._picture: PreviewPicture | None = None  # keeps the pixels that the image shows
        self._image: QImage | None = None
        self._image_area = QSize()
        self._still: QImage | None = None
        self._camera: QImage | None = None
        self._camera_pixels: BGRAImage | None = None
        self._view = StreamView()
        self._countdown = 0
        self._landmarks_shown, self._badge_shown, self._dragging = False, True, False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.refresh)
        self.hud = Hud(self)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Preview"))
        self._say_state()

    def set_live(self, fps: float) -> None:
        """Starts to pull pictures at a rate."""
        self._timer.start(max(4, round(1000 / fps / _POLLS_PER_FRAME)))
        self.update()

    def set_idle(self) -> None:
        """Stops pulling; the portrait's still comes back."""
        self._timer.stop()
        self._picture, self._image = None, None
        self.update()

    @property
    def is_live(self) -> bool:
        """Whether pictures are pulled."""
        return self._timer.isActive()

    def refresh(self) -> None:
        """Pulls now, if there is a newer picture."""
        area = self._device_area()
        if area.isEmpty() or not self.isVisible():
            return
        shown = -1 if self._picture is None or area != self._image_area else self._picture.serial
        picture = self._pull(area.width(), area.height(), shown)
        if picture is not None:
            self._show_picture(picture, area)

    def show_view(self, view: StreamView) -> None:
        """Shows the state of the stream, and its figures in the strip."""
        self._leave_room(view)
        self.hud.show_view(view)
        self.hud.setVisible(view.state is StreamState.LIVE and bool(self.hud.items))
        if (view.state, view.on_air, view.face_seen, view.busy) != (
            self._view.state,
            self._view.on_air,
            self._view.face_seen,
            self._view.busy,
        ):
            self._view = view
            self._say_state()
            self.update()

    def show_still(self, pixels: BGRAImage | None) -> None:
        """What to show while nothing is live: the chosen portrait."""
        self._still = None if pixels is None else copied(pixels)
        self.update()

    def show_countdown(self, digit: int) -> None:
        """Shows a big digit for the recentre countdown, 0 for none."""
        self._countdown = digit
        self._say_state()
        self.update()

    def set_landmarks_shown(self, shown: bool) -> None:
        """Shows the inset of the tracked face."""
        self._landmarks_shown = shown
        self.update()

    def show_camera(self, pixels: BGRAImage | None) -> None:
        """The camera's picture behind the inset's points, None for none."""
        self._camera_pixels = pixels
        self._camera = None if pixels is None else wrapped(pixels)

    def set_badge_shown(self, shown: bool) -> None:
        """Says on the picture what is on air."""
        self._badge_shown = shown
        self._leave_room(self._view)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(854, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 180)

    def _leave_room(self, view: StreamView) -> None:
        """The strip of figures ends before the chips begin."""
        chips = chips_of(view) if self._badge_shown else []
        taken = sum(chip_width(self.font(), chip) + _CHIP_GAP for chip in chips)
        self.hud.set_room(int(self.width() - 2 * _MARGIN - taken))

    def _device_area(self) -> QSize:
        scale = self.devicePixelRatioF()
        return QSize(int(self.width() * scale), int(self.height() * scale))

    def _show_picture(self, picture: PreviewPicture, area: QSize) -> None:
        moved = (
            self._image is None
            or area != self._image_area
            or picture.pixels.shape[:2]
            != (
                self._image.height(),
                self._image.width(),
            )
        )
        self._picture, self._image, self._image_area = picture, wrapped(picture.pixels), area
        self._image.setDevicePixelRatio(self.devicePixelRatioF())
        if moved:
            self.update()
        else:
            self.update(self._changing())

    def _changing(self) -> QRegion:
        """What a new picture of the same size repaints."""
        region = QRegion(self._picture_box().toAlignedRect())
        if self._landmarks_shown and self._picture is not None:
            card = self._inset_card(QRectF(self.rect()), self._picture.aspect)
            region += card.toAlignedRect().adjusted(-1, -1, 1, 1)
        return region

    def _picture_box(self) -> QRectF:
        """Where the picture goes: on whole device pixels, scaled only until the next one after a resize."""
        image = self._image if self._image is not None else self._still
        if image is None:
            return QRectF(self.rect())
        scale = self.devicePixelRatioF()
        area = self._device_area()
        size = QSize(image.size())
        if image is self._still or area != self._image_area:
            size.scale(area, Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (area.width() - size.width()) // 2, (area.height() - size.height()) // 2
        return QRectF(left / scale, top / scale, size.width() / scale, size.height() / scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.hud.move(_MARGIN, _MARGIN)
        self._leave_room(self._view)
        if self.is_live:
            self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self._picture_box()
        image = self._image if self._image is not None else self._still
        if image is None:
            painter.fillRect(self.rect(), QColor(DARK.stage))
        else:
            self._paint_margins(painter, event.region(), box)
            self._paint_image(painter, image, box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_overlays(painter, QRectF(self.rect()), box)

    def _paint_margins(self, painter: QPainter, dirty: QRegion, box: QRectF) -> None:
        inner = QRegion(box.toRect().adjusted(1, 1, -1, -1))
        painter.setClipRegion(dirty.subtracted(inner))
        painter.fillRect(self.rect(), QColor(DARK.stage))
        painter.setClipping(False)

    def _paint_image(self, painter: QPainter, image: QImage, box: QRectF) -> None:
        if image is self._image and self._image_area == self._device_area():
            painter.drawImage(box.topLeft(), image)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image is self._still)
            painter.drawImage(box, image)

    def _paint_overlays(self, painter: QPainter, area: QRectF, box: QRectF) -> None:
        if self._landmarks_shown and self._picture is not None:
            card = self._inset_card(area, self._picture.aspect)
            paint_inset(painter, card, self._picture.landmarks, self._camera)
        message = self._message()
        if message is not None:
            painter.fillRect(box, QColor(8, 9, 12, 90))
            paint_message(painter, area, message)
        elif self._badge_shown:
            right = area.right() - _MARGIN
            for chip in chips_of(self._view):
                right = paint_chip(painter, chip, right, _MARGIN) - _CHIP_GAP
        if self._countdown:
            paint_countdown(painter, area, self._countdown, self._countdown_words())
        if self._dragging:
            paint_drop_target(painter, area, self.tr("Drop to use as portrait"))

    def _inset_card(self, area: QRectF, aspect: float) -> QRectF:
        width = min(240.0, area.width() * 0.26)
        height = width / max(0.2, aspect)
        return QRectF(area.right() - _MARGIN - width, area.bottom() - _MARGIN - height, width, height)

    def _message(self) -> Chip | None:
        return message_of(self._view, pictured=self._image is not None)

    def _countdown_words(self) -> str:
        return self.tr("Look ahead, relaxed face")

    def _say_state(self) -> None:
        message = self._message()
        words = [message.words] if message is not None else [chip.words for chip in chips_of(self._view)]
        if self._countdown:
            words.append(f"{self._countdown}: {self._countdown_words()}")
        self.setAccessibleDescription(", ".join(words))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if carries_pictures(event.mimeData()):
            event.acceptProposedAction()
            self._set_dragging(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_dragging(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_dragging(False)
        files = files_of(event.mimeData())
        image = None if files else image_of(event.mimeData())
        if files:
            self.files_dropped.emit(files)
        elif image is not None:
            self.image_dropped.emit(image)
        event.acceptProposedAction()

    def _set_dragging(self, dragging: bool) -> None:
        self._dragging = dragging
        self.update()
