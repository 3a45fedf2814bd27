"""Where recordings and snapshots go, and what they say of themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from app.gui.dialogs.parts import PathField, button, row
from app.gui.dialogs.preference_page import PreferencePage, Surroundings
from app.settings.model import AppSettings


class FolderPage(PreferencePage):
    """Two folders, each shown, chosen, opened, or left to the system; and the label of the files in them."""

    folder_asked = Signal(Path)

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__()
        self.recordings = FolderPicker(self.tr("Folder of recordings"), surroundings.recordings)
        self.snapshots = FolderPicker(self.tr("Folder of snapshots"), surroundings.snapshots)
        self.add_field(self.tr("&Recordings"), self.recordings)
        self.add_gap()
        self.add_field(self.tr("&Snapshots"), self.snapshots)
        self.add_gap()
        self.label = self.add_check(
            self.tr("&Mark files as synthetic"),
            self.tr(
                "Recordings and snapshots say in their metadata that they were made with AI, so that other "
                "programs can tell. What a portrait's own file says is kept in any case."
            ),
        )
        for picker in (self.recordings, self.snapshots):
            picker.changed.connect(self.changed)
            picker.folder_asked.connect(self.folder_asked)

    def show_settings(self, settings: AppSettings) -> None:
        """Shows both folders and the label."""
        self.recordings.show_folder(settings.interface.recordings_folder)
        self.snapshots.show_folder(settings.interface.snapshots_folder)
        self.label.setChecked(settings.stream.disclosure.label)

    def applied_to(self, settings: AppSettings) -> AppSettings:
        """With the folders and the label shown."""
        interface = replace(
            settings.interface,
            recordings_folder=self.recordings.folder,
            snapshots_folder=self.snapshots.folder,
        )
        disclosure = replace(settings.stream.disclosure, label=self.label.isChecked())
        stream = replace(settings.stream, disclosure=disclosure)
        return replace(settings, interface=interface, stream=stream)


class FolderPicker(QWidget):
    """A folder with what can be done about it.

    Args:
        name: What it is, for people who do not see it.
        default: The folder while none is chosen.
    """

    changed = Signal()
    folder_asked = Signal(Path)

    def __init__(self, name: str, default: Path) -> None:
        super().__init__()
        self._default = default
        self.folder: Path | None = None
        self._path = PathField(name)
        self.setFocusProxy(self._path)
        choose = button(self.tr("Choose…"))
        show = button(self.tr("Open folder"), "folder")
        self._reset: QPushButton = button(self.tr("Default"), "reset")
        choose.clicked.connect(self._ask)
        show.clicked.connect(lambda: self.folder_asked.emit(self.folder or self._default))
        self._reset.clicked.connect(lambda: self.choose(None))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._path)
        layout.addLayout(row(choose, show, self._reset))
        self.show_folder(None)

    def show_folder(self, folder: Path | None) -> None:
        """Shows a folder, None for the default."""
        self.folder = folder
        self._path.show_path(str(folder or self._default))
        self._reset.setEnabled(folder is not None)

    def choose(self, folder: Path | None) -> None:
        """Takes another folder, as if the person had chosen it."""
        self.show_folder(folder)
        self.changed.emit()

    def _ask(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Choose a folder"), str(self.folder or self._default))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self.choose(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
