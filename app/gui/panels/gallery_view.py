"""The gallery's grid: keys, drops and pastes."""
# ruff: noqa: ARG002, D102, N802 - overrides of Qt, by its names

from __future__ import annotations

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.gui.panels.gallery_delegate import TileDelegate
from app.gui.panels.gallery_model import GalleryModel
from app.gui.theme import tokens
from app.gui.widgets.dropped import carries_pictures, files_of, image_of
from app.gui.widgets.stage_overlays import paint_drop_target

_GAP = 3
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class GalleryView(QListView):
    """Tiles that wrap. Enter, Space or a click chooses, F2 renames, Delete removes, Ctrl+V adds."""

    chosen = Signal(str)
    """A portrait's id."""
    remove_asked = Signal(str)
    """A portrait's id."""
    files_added = Signal(list)
    """Paths that were dropped or pasted."""
    image_added = Signal(bytes)
    """A picture that was, as a PNG, JPEG or WebP file."""

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._portraits = model
        self._dragging = False
        self.setObjectName("gallery")
        self.setModel(model)
        self._tiles = TileDelegate(self)
        self.setItemDelegate(self._tiles)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(_GAP)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAcceptDrops(True)  # a static view takes it away
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Portraits"))
        self.clicked.connect(lambda index: self._choose(index.row()))

    @property
    def current_id(self) -> str:
        """The portrait that has the keyboard, empty for none."""
        row = self.currentIndex().row()
        return self._portraits.choices[row].id if row >= 0 else ""

    def rename_current(self) -> None:
        """Opens the name of the current tile for typing."""
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())

    def paste(self) -> None:
        """Adds what is on the clipboard, if it is pictures."""
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if mime is not None:  # an empty clipboard has none
            self._add(mime)

    def sizeHint(self) -> QSize:
        return QSize(290, 280)

    def resizeEvent(self, event: QResizeEvent) -> None:
        bar = self.verticalScrollBar().sizeHint().width()  # kept free, so that nothing moves when it comes
        self._tiles.fill(self.contentsRect().width() - bar - 2 * _GAP, 2 * _GAP)
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _CHOOSE:
            self._choose(self.currentIndex().row())
        elif key == Qt.Key.Key_F2:
            self.rename_current()
        elif key in _REMOVE and self.current_id:
            self.remove_asked.emit(self.current_id)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.viewport().rect())
        if not self._portraits.choices:
            painter.setPen(QColor(tokens().muted))
            words = self.tr("Drop pictures here, paste them, or press Add.")
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area.adjusted(24, 24, -24, -24), flags, words)
        if self._dragging:
            paint_drop_target(painter, area, self.tr("Drop to add"))
        painter.end()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if carries_pictures(event.mimeData()):
            event.acceptProposedAction()
            self._set_dragging(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if carries_pictures(event.mimeData()):
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_dragging(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_dragging(False)
        event.acceptProposedAction()
        self._add(event.mimeData())

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._portraits.choices):
            self.chosen.emit(self._portraits.choices[row].id)

    def _add(self, mime: QMimeData) -> None:
        files = files_of(mime)
        if files:
            self.files_added.emit(files)
            return
        image = image_of(mime)
        if image is not None:
            self.image_added.emit(image)

    def _set_dragging(self, dragging: bool) -> None:
        self._dragging = dragging
        self.viewport().update()
