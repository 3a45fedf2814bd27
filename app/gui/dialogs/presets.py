"""Naming a preset, to save it or to call it something else."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.gui.dialogs.parts import Remark
from app.gui.theme import Tone
from app.settings.preset_names import MOST_CHARACTERS, name_flaw, same_name, tidy_name
from app.settings.presets import ENDING


class NamedPreset(Protocol):
    """What must be known of the presets that there are."""

    @property
    def name(self) -> str:
        """For people."""

    @property
    def shipped(self) -> bool:
        """It came with the program: it cannot be replaced."""


class PresetNameDialog(QDialog):
    """Asks for a name and says at once what is wrong with it.

    Args:
        presets: All that there are.
        name: The name to begin with; when renaming, the preset's own.
        renaming: Another preset's name will not do; when saving, one of the user's may be replaced.
        parent: The window it belongs to.
    """

    name_chosen = Signal(str, bool)
    """A name that can be used, and whether the preset that has it is to be replaced."""

    def __init__(
        self,
        presets: Collection[NamedPreset],
        name: str = "",
        *,
        renaming: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._taken = {same_name(preset.name): preset for preset in presets}
        self._own = name if renaming else ""
        self._renaming = renaming
        self.setWindowTitle(self.tr("Rename preset") if renaming else self.tr("Save preset"))
        self.field = QLineEdit(name)
        self.field.setMaxLength(2 * MOST_CHARACTERS)  # room to be told that it is too long
        self.field.selectAll()
        self.remark = Remark()
        self._lay_out()
        self.field.textChanged.connect(self._check)
        self._check()

    def accept(self) -> None:
        """Hands the name out and closes; does nothing for a name that will not do."""
        if self.save_button.isEnabled():
            name = tidy_name(self.field.text())
            self.name_chosen.emit(name, self._replaces(name))
            super().accept()

    def _lay_out(self) -> None:
        label = QLabel(self.tr("&Name of the preset"))
        label.setBuddy(self.field)
        buttons = QDialogButtonBox()
        action = self.tr("Rename") if self._renaming else self.tr("Save")
        self.save_button = buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        self.save_button.setProperty("kind", "primary")
        self.save_button.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        for widget in (label, self.field, self.remark):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.resize(420, 168)

    def _check(self) -> None:
        name = tidy_name(self.field.text())
        problem = self._problem(name)
        replaces = not problem and self._replaces(name)
        self.save_button.setEnabled(bool(name) and not problem)
        if not self._renaming:
            self.save_button.setText(self.tr("Replace") if replaces else self.tr("Save"))
        if replaces:
            there = self.tr("There is a preset of this name. Saving replaces it.")
            self.remark.say(there, "warning", Tone.WARNING)
        else:
            self.remark.say(problem, "error", Tone.BAD)

    def _problem(self, name: str) -> str:
        """What is wrong, empty for nothing; an empty field needs no words."""
        if not name:
            return ""
        if name_flaw(name) is not None:
            return self._flaw(name)
        there = self._taken.get(same_name(name))
        if there is None or there.name == self._own:
            return ""
        if there.shipped:
            return self.tr("A preset of this name comes with the program. Choose another name.")
        if self._renaming or there.name != name:
            return self.tr("There is already a preset called “{name}”.").format(name=there.name)
        return ""

    def _flaw(self, name: str) -> str:
        if len(name) > MOST_CHARACTERS:
            return self.tr("The name is too long: {most} characters at most.").format(most=MOST_CHARACTERS)
        return self.tr('Leave out < > : " / \\ | ? * and a dot at either end; some names belong to Windows.')

    def _replaces(self, name: str) -> bool:
        there = self._taken.get(same_name(name))
        return not self._renaming and there is not None and there.name == name


class PresetFiles(QFileDialog):
    """Chooses the file a preset comes from or goes to; open it with ``open()``, it blocks nothing."""

    path_chosen = Signal(Path)
    """The file."""

    def __init__(self, *, exporting: bool, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setNameFilter(self.tr("Presets (*{ending})").format(ending=ENDING))
        self.setDefaultSuffix(ENDING.lstrip("."))
        if exporting:
            self.setWindowTitle(self.tr("Export preset"))
            self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            self.selectFile(f"{name}{ENDING}")
        else:
            self.setWindowTitle(self.tr("Import preset"))
            self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.fileSelected.connect(lambda path: self.path_chosen.emit(Path(path)))
