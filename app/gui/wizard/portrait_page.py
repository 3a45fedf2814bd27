"""Third page: whom to be."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QListView, QListWidget, QListWidgetItem

from app.gui.dialogs.parts import Remark, button, row
from app.gui.theme import Tone, icon
from app.gui.views import BGRAImage, FaceVerdict, PortraitChoice
from app.gui.wizard.page import GuidePage
from app.gui.wizard.services import WizardServices

_SIDE = 132
_SHEET = """
QListWidget::item { padding: 5px; border: 2px solid transparent; border-radius: 8px; }
QListWidget::item:selected { border-color: palette(highlight); background: palette(button);
    color: palette(text); }
"""
_KEY = Qt.ItemDataRole.UserRole


class PortraitPage(GuidePage):
    """A small gallery: choose one that is there or add a picture."""

    def __init__(self, services: WizardServices) -> None:
        super().__init__(services)
        self.head(
            self.tr("Your portrait"), self.tr("Choose one, or add a picture with a face seen from the front.")
        )
        self._known: tuple[PortraitChoice, ...] = ()
        self.list = self._gallery()
        self.remark = Remark()
        self.add_button = button(self.tr("&Add a picture…"), "add")
        self.add_button.clicked.connect(self._ask)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.remark)
        self.body.addLayout(row(self.add_button))

    def refresh(self) -> None:
        """Shows the gallery as it is now."""
        if self.services.portraits != self._known:
            self._known = self.services.portraits
            self._fill(self._known)
        self._show_thumbnails()
        self._mark_chosen()

    def _gallery(self) -> QListWidget:
        view = QListWidget()
        view.setAccessibleName(self.tr("Portraits"))
        view.setStyleSheet(_SHEET)
        view.setViewMode(QListView.ViewMode.IconMode)
        view.setIconSize(QSize(_SIDE, _SIDE))
        view.setGridSize(QSize(_SIDE + 28, _SIDE + 48))
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setMovement(QListView.Movement.Static)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.currentItemChanged.connect(self._choose)
        return view

    def _fill(self, portraits: tuple[PortraitChoice, ...]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for portrait in portraits:
            sign = "hourglass" if _usable(portrait) else "no-face"
            item = QListWidgetItem(icon(sign, Tone.MUTED), portrait.name)
            item.setData(_KEY, portrait.id)
            item.setToolTip(portrait.problem or portrait.name)
            if not _usable(portrait):
                item.setText(self.tr("{name} (no face)").format(name=portrait.name))
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _show_thumbnails(self) -> None:
        for place in range(self.list.count()):
            item = self.list.item(place)
            pixels = self.services.thumbnail(item.data(_KEY))
            if pixels is not None and item.data(_KEY + 1) is not pixels:
                item.setData(_KEY + 1, pixels)
                item.setIcon(_untinted(pixels))

    def _mark_chosen(self) -> None:
        self.list.blockSignals(True)
        for place in range(self.list.count()):
            if self.list.item(place).data(_KEY) == self.services.portrait:
                self.list.setCurrentRow(place)
        self.list.blockSignals(False)
        unusable = [portrait for portrait in self._known if not _usable(portrait)]
        text = self.tr("{name}: {problem}")
        self.remark.say(
            text.format(name=unusable[-1].name, problem=unusable[-1].problem) if unusable else "",
            "no-face",
            Tone.WARNING,
        )

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_KEY) != self.services.portrait:
            self.services.choose_portrait(item.data(_KEY))

    def _ask(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Add pictures"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(self.tr("Pictures (*.png *.jpg *.jpeg *.webp)"))
        dialog.filesSelected.connect(
            lambda names: self.services.add_portraits([Path(name) for name in names])
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add(self, names: list[str]) -> None:
        self.services.add_portraits([Path(name) for name in names])


def _usable(portrait: PortraitChoice) -> bool:
    return not portrait.problem and portrait.verdict in (FaceVerdict.FOUND, FaceVerdict.UNKNOWN)


def _untinted(pixels: BGRAImage) -> QIcon:
    """The thumbnail as it is, chosen or not."""
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32)
    made = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        made.addPixmap(QPixmap.fromImage(image), mode)  # copies: the pixels are not the image's own
    return made
