"""Which preset is applied, and everything one does with presets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from app.gui.theme import icon
from app.gui.widgets.picker import ComboBox


class PresetRow(QWidget):
    """Combo, save button and a menu. It only asks; whoever listens does it and calls back."""

    preset_chosen = Signal(str)
    """Apply the preset of this name."""
    save_asked = Signal()
    """Save the tuning as a preset."""
    rename_asked = Signal(str)
    """Rename the preset of this name."""
    delete_asked = Signal(str)
    """Delete the preset of this name."""
    import_asked = Signal()
    """Read presets from a file."""
    export_asked = Signal(str)
    """Write the preset of this name to a file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = ComboBox()
        self.combo.setPlaceholderText(self.tr("No preset"))
        self.combo.setAccessibleName(self.tr("Preset"))
        self.combo.activated.connect(lambda: self.preset_chosen.emit(self.combo.currentText()))
        self.modified = QLabel(self.tr("modified"))
        self.modified.setProperty("role", "badge")
        self.modified.setToolTip(self.tr("The tuning differs from the preset"))
        self.save = self._button("save", self.tr("Save as preset"))
        self.save.clicked.connect(self.save_asked)
        self.more = self._button("more", self.tr("More about presets"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        self._fill_menu()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.combo, 1)
        row.addWidget(self.modified, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.save)
        row.addWidget(self.more)
        self.set_presets(())

    def set_presets(self, names: Sequence[str], current: str = "") -> None:
        """Shows the presets there are and the one that is applied, without ``preset_chosen``."""
        self.combo.clear()
        self.combo.addItems(list(names))
        self.combo.setCurrentIndex(list(names).index(current) if current in names else -1)
        for action in self._of_one_preset:
            action.setEnabled(self.current != "")
        self.set_modified(False)

    @property
    def current(self) -> str:
        """Name of the preset applied, empty for none."""
        return self.combo.currentText() if self.combo.currentIndex() >= 0 else ""

    def set_modified(self, modified: bool) -> None:
        """Marks that the tuning differs from the applied preset."""
        self.modified.setVisible(modified and self.current != "")

    def _fill_menu(self) -> None:
        rename = self.menu.addAction(icon("rename"), self.tr("Rename…"))
        rename.triggered.connect(lambda: self.rename_asked.emit(self.current))
        delete = self.menu.addAction(icon("remove"), self.tr("Delete…"))
        delete.triggered.connect(lambda: self.delete_asked.emit(self.current))
        self.menu.addSeparator()
        importing = self.menu.addAction(icon("import"), self.tr("Import…"))
        importing.triggered.connect(lambda: self.import_asked.emit())
        export = self.menu.addAction(icon("export"), self.tr("Export…"))
        export.triggered.connect(lambda: self.export_asked.emit(self.current))
        self._of_one_preset = (rename, delete, export)

    def _button(self, name: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setIcon(icon(name))
        button.setIconSize(QSize(18, 18))
        button.setToolTip(words)
        button.setAccessibleName(words)
        return button
