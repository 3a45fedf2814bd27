"""The portraits of the gallery as rows for Qt's views."""
# ruff: noqa: D102, N802 - overrides of Qt, by its names

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QImage

from app.gui.views import BGRAImage, FaceVerdict, PortraitChoice
from app.gui.widgets.pixels import copied

TILE_ROLE = Qt.ItemDataRole.UserRole
"""The role under which a row is its ``Tile``."""

LONGEST_NAME = 80
_MOST_HOTKEYS = 9

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """All that is drawn of a portrait.

    Attributes:
        choice: The portrait.
        thumbnail: Its small picture, None until there is one.
        current: It is the chosen one.
        on_air: Viewers see it now.
        number: Its hotkey, 1 to 9, 0 for none.
    """

    choice: PortraitChoice
    thumbnail: QImage | None
    current: bool
    on_air: bool
    number: int


class GalleryModel(QAbstractListModel):
    """Rows in the order of the gallery; the name can be edited."""

    renamed = Signal(str, str)
    """Id and new name, as the person typed it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[PortraitChoice, ...] = ()
        self._thumbnails: dict[str, QImage] = {}
        self._current = ""
        self._on_air = False

    @property
    def choices(self) -> tuple[PortraitChoice, ...]:
        """The portraits."""
        return self._choices

    def set_choices(self, choices: Sequence[PortraitChoice]) -> None:
        """Shows other portraits; thumbnails of those that stay are kept."""
        new = tuple(choices)
        if [one.id for one in new] == [one.id for one in self._choices]:
            self._choices = new
            self._all_changed()
            return
        self.beginResetModel()
        self._choices = new
        ids = {one.id for one in new}
        self._thumbnails = {key: image for key, image in self._thumbnails.items() if key in ids}
        self.endResetModel()

    def set_thumbnail(self, portrait_id: str, pixels: BGRAImage) -> None:
        """Shows a small picture of a portrait; an unknown id is no error, it may just have gone."""
        row = self.row_of(portrait_id)
        if row is not None:
            self._thumbnails[portrait_id] = copied(pixels)
            self.dataChanged.emit(self.index(row), self.index(row))

    def set_current(self, portrait_id: str, on_air: bool) -> None:
        """Marks the chosen portrait."""
        if (portrait_id, on_air) != (self._current, self._on_air):
            self._current, self._on_air = portrait_id, on_air
            self._all_changed()

    def row_of(self, portrait_id: str) -> int | None:
        """Where a portrait is, None for nowhere."""
        ids = [choice.id for choice in self._choices]
        return ids.index(portrait_id) if portrait_id in ids else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._choices)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        tile = self._tile(index.row())
        if role == TILE_ROLE:
            return tile
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return tile.choice.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (tile.choice.name, tile.choice.problem) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(tile)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        name = " ".join(str(value).split())[:LONGEST_NAME]
        choice = self._choices[index.row()]
        if role != Qt.ItemDataRole.EditRole or name in ("", choice.name):
            return False
        row = index.row()
        self._choices = (*self._choices[:row], replace(choice, name=name), *self._choices[row + 1 :])
        self.dataChanged.emit(index, index)
        self.renamed.emit(choice.id, name)
        return True

    def verdict_words(self, choice: PortraitChoice) -> str:
        """What is wrong with a portrait in two or three words, empty for nothing."""
        return {
            FaceVerdict.UNKNOWN: self.tr("Checking…"),
            FaceVerdict.FOUND: self.tr("Cannot be used") if choice.problem else "",
            FaceVerdict.NONE: self.tr("No face found"),
            FaceVerdict.UNREADABLE: self.tr("Cannot be read"),
        }[choice.verdict]

    def _tile(self, row: int) -> Tile:
        choice = self._choices[row]
        current = choice.id == self._current
        number = row + 1 if row < _MOST_HOTKEYS else 0
        return Tile(choice, self._thumbnails.get(choice.id), current, current and self._on_air, number)

    def _spoken(self, tile: Tile) -> str:
        state = ""
        if tile.current:
            state = self.tr("on air") if tile.on_air else self.tr("chosen")
        parts = (tile.choice.name, state, self.verdict_words(tile.choice), tile.choice.problem)
        return ", ".join(part for part in parts if part)

    def _all_changed(self) -> None:
        if self._choices:
            self.dataChanged.emit(self.index(0), self.index(len(self._choices) - 1))
