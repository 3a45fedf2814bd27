"""About: what this is, whose work it is made of, and what to send along with a report."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.gui.dialogs.licence_table import LicenceTable
from app.gui.dialogs.parts import CopyButton, Remark, button, words
from app.gui.theme import app_icon
from app.licences import Licensed
from app.paths import APP_NAME

_ICON_SIDE = 56


class AboutDialog(QDialog):
    """Opens at once; licences and diagnostics are read elsewhere and handed in when they are there.

    Args:
        version: Of the program.
        parent: The main window.
    """

    licence_folder_asked = Signal()
    """Show the folder of licence texts."""

    def __init__(self, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About {program}").format(program=APP_NAME))
        self.licences = LicenceTable()
        self.waiting = Remark(self.tr("Reading the licences…"), "hourglass")
        self.diagnostics = CopyButton(self.tr("Copy diagnostics"))
        self.diagnostics.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 16)
        layout.setSpacing(12)
        layout.addLayout(self._head(version))
        layout.addWidget(words(self._rights(), "muted"))
        layout.addWidget(self.waiting)
        layout.addWidget(self.licences, 1)
        layout.addWidget(self._buttons())
        self.resize(760, 620)

    def show_licences(self, rows: Sequence[Licensed]) -> None:
        """Fills the table."""
        self.licences.show_rows(rows)
        self.waiting.say("")

    def show_diagnostics(self, text: str) -> None:
        """Gives the button what it copies."""
        self.diagnostics.text_to_copy = text
        self.diagnostics.setEnabled(bool(text))

    def _head(self, version: str) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(QSize(_ICON_SIDE, _ICON_SIDE), self.devicePixelRatio()))
        name = words(f"{APP_NAME} {version}", "title")
        what = words(self.tr("Be a portrait in your next call: live, animated, as a virtual camera."))
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(name)
        texts.addWidget(what)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(texts, 1)
        return head

    def _rights(self) -> str:
        return self.tr(
            "Free software under the MIT licence. The table names every library, every file of weights "
            "and every portrait that comes with the program, with its rights. A licence for weights "
            "gives no right to a face: use only portraits you may use, and tell your viewers."
        )

    def _buttons(self) -> QDialogButtonBox:
        role = QDialogButtonBox.ButtonRole
        folder = button(self.tr("Folder of licences"), "folder")
        folder.clicked.connect(self.licence_folder_asked)
        box = QDialogButtonBox()
        box.addButton(self.diagnostics, role.ResetRole)
        box.addButton(folder, role.ResetRole)
        close = box.addButton(self.tr("Close"), role.RejectRole)
        close.setDefault(True)
        box.rejected.connect(self.reject)
        return box
