"""Presets: named tunings, kept in files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.gui.controller.chores import Chores
from app.gui.controller.notices import NoticeBoard
from app.settings.presets import Preset, PresetLibrary
from app.tuning import Tuning

_KEY = "preset"
"""Of its notices."""


@dataclass(frozen=True, slots=True)
class PresetChoice:
    """A row of the presets.

    Attributes:
        preset: Its name and file.
        tuning: What it sets; None if its file cannot be read.
    """

    preset: Preset
    tuning: Tuning | None

    @property
    def name(self) -> str:
        """Of the preset."""
        return self.preset.name

    @property
    def shipped(self) -> bool:
        """It came with the program and cannot be changed."""
        return self.preset.shipped


class PresetControl(QObject):
    """Lists, applies and keeps presets; all of it is a chore.

    Args:
        library: The files.
        chores: Does what waits for the disk.
        notices: Where problems are shown.
    """

    changed = Signal(object)
    """``tuple[PresetChoice, ...]``."""

    applied = Signal(str, object)
    """Name and ``Tuning`` of the preset to use."""

    saved = Signal(str)
    """Name of the preset that the tuning in use was kept under."""

    renamed = Signal(str, str)
    """Old and new name; nothing else about it changed."""

    deleted = Signal(str)
    """Name of a preset that is gone."""

    def __init__(
        self, library: PresetLibrary, chores: Chores, notices: NoticeBoard, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._chores = chores
        self._notices = notices
        self._choices: tuple[PresetChoice, ...] = ()

    @property
    def choices(self) -> tuple[PresetChoice, ...]:
        """The rows."""
        return self._choices

    def named(self, name: str) -> PresetChoice | None:
        """The row of that name."""
        return next((choice for choice in self._choices if choice.name == name), None)

    def refresh(self) -> None:
        """Reads the folder again."""
        self._chores.run(self._list, self._show, self._complain)

    def apply(self, name: str) -> None:
        """Uses a preset."""
        self._chores.run(
            lambda: self._library.load(name), lambda tuning: self.applied.emit(name, tuning), self._failed
        )

    def save(self, name: str, tuning: Tuning, *, replace: bool = False) -> None:
        """Keeps a tuning under a name; sliders that were moved meanwhile stay where they are."""
        self._change(lambda: self._library.save(name, tuning, replace=replace), self.saved.emit)

    def rename(self, old: str, new: str) -> None:
        """Calls a preset something else."""
        self._change(lambda: self._library.rename(old, new), lambda name: self.renamed.emit(old, name))

    def delete(self, name: str) -> None:
        """Removes a preset."""
        self._change(lambda: self._removed(name), self.deleted.emit)

    def import_from(self, file: Path) -> None:
        """Takes a preset file in, and uses it."""
        self._change(lambda: self._library.import_from(file), self.apply)

    def export_to(self, name: str, file: Path) -> None:
        """Writes a preset into a file of the user's choice."""
        self._chores.run(
            lambda: self._library.export_to(name, file),
            lambda _: self._notices.say("preset exported", self.tr("Preset exported"), file.name),
            self._failed,
        )

    def _removed(self, name: str) -> str:
        self._library.delete(name)
        return name

    def _change(self, change: Callable[[], str], then: Callable[[str], None]) -> None:
        """Has something changed and listed; ``then`` finds the new list."""

        def done(outcome: tuple[str, tuple[PresetChoice, ...]]) -> None:
            name, self._choices = outcome
            self._notices.drop(_KEY)
            then(name)
            self.changed.emit(self._choices)

        self._chores.run(lambda: (change(), self._list()), done, self._failed)

    def _list(self) -> tuple[PresetChoice, ...]:
        return tuple(self._choice(preset) for preset in self._library.list())

    def _choice(self, preset: Preset) -> PresetChoice:
        try:
            return PresetChoice(preset, self._library.load(preset.name))
        except AppError:  # said when somebody chooses it
            return PresetChoice(preset, None)

    def _show(self, choices: tuple[PresetChoice, ...]) -> None:
        self._choices = choices
        self.changed.emit(choices)

    def _failed(self, error: AppError) -> None:
        self._complain(error)
        self.refresh()

    def _complain(self, error: AppError) -> None:
        self._notices.complain(_KEY, "", error, fatal=False)
