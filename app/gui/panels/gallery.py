"""The portraits one can be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.gui.panels.gallery_model import GalleryModel
from app.gui.panels.gallery_view import GalleryView
from app.gui.theme import icon
from app.gui.views import BGRAImage, PortraitChoice


class GalleryPanel(QWidget):
    """Tiles with an Add button and a menu. Setters have no echo."""

    chosen = Signal(str)
    """The id of the portrait to be."""
    renamed = Signal(str, str)
    """Id and new name."""
    removed = Signal(str)
    """The id of the portrait to take out."""
    files_added = Signal(list)
    """Paths of pictures to add."""
    image_added = Signal(bytes)
    """A picture to add, as a PNG, JPEG or WebP file."""
    restore_shipped = Signal()
    """Bring the portraits back that came with the program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = GalleryModel(self)
        self.view = GalleryView(self.model)
        self.add_button = QPushButton(icon("add"), self.tr("Add…"))
        self.add_button.setToolTip(self.tr("Add pictures; they can also be dropped or pasted here"))
        self.menu = QMenu(self)
        self.more = self._make_more()
        self._fill_menu()
        self._connect()
        bottom = QHBoxLayout()
        bottom.addWidget(self.add_button)
        bottom.addStretch()
        bottom.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        column.addWidget(self.view, 1)
        column.addLayout(bottom)

    def set_portraits(self, portraits: Sequence[PortraitChoice]) -> None:
        """Shows the portraits; thumbnails already given are kept."""
        row = self.view.current_id
        self.model.set_choices(portraits)
        kept = self.model.row_of(row)
        if kept is not None:
            self.view.setCurrentIndex(self.model.index(kept))
        self._on_current()

    def set_thumbnail(self, portrait_id: str, pixels: BGRAImage) -> None:
        """Shows the small picture of a portrait."""
        self.model.set_thumbnail(portrait_id, pixels)

    def set_current(self, portrait_id: str, on_air: bool = False) -> None:
        """Marks the chosen portrait.

        Args:
            portrait_id: Which, empty for none.
            on_air: Whether viewers see it now.
        """
        self.model.set_current(portrait_id, on_air)

    def add_from_dialog(self) -> None:
        """Opens the system's dialog to pick pictures."""
        dialog = QFileDialog(self, self.tr("Add portraits"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(self.tr("Pictures (*.png *.jpg *.jpeg *.webp)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda files: self.files_added.emit([Path(file) for file in files]))
        dialog.open()

    def _connect(self) -> None:
        self.model.renamed.connect(self.renamed)
        self.view.chosen.connect(self.chosen)
        self.view.remove_asked.connect(self.removed)
        self.view.files_added.connect(self.files_added)
        self.view.image_added.connect(self.image_added)
        self.add_button.clicked.connect(self.add_from_dialog)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.selectionModel().currentChanged.connect(self._on_current)

    def _show_menu(self, place: QPoint) -> None:
        self.menu.popup(self.view.viewport().mapToGlobal(place))

    def _on_current(self) -> None:
        for action in self._of_one:
            action.setEnabled(self.view.current_id != "")

    def _fill_menu(self) -> None:
        use = self.menu.addAction(icon("output"), self.tr("Use this portrait"))
        use.triggered.connect(lambda: self.chosen.emit(self.view.current_id))
        rename = self.menu.addAction(icon("rename"), self.tr("Rename"))
        rename.triggered.connect(self.view.rename_current)
        remove = self.menu.addAction(icon("remove"), self.tr("Remove"))
        remove.triggered.connect(lambda: self.removed.emit(self.view.current_id))
        self.menu.addSeparator()
        paste = self.menu.addAction(icon("copy"), self.tr("Paste"))
        paste.triggered.connect(self.view.paste)
        restore = self.menu.addAction(icon("reset"), self.tr("Restore shipped portraits"))
        restore.triggered.connect(lambda: self.restore_shipped.emit())
        self._of_one = (use, rename, remove)
        self._on_current()

    def _make_more(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setIcon(icon("more"))
        button.setIconSize(QSize(18, 18))
        button.setToolTip(self.tr("More about portraits"))
        button.setAccessibleName(button.toolTip())
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self.menu)
        return button
