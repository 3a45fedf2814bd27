"""A labelled list to choose one thing from, with a word about what is wrong with it."""
# ruff: noqa: ARG002, D102, N802 - overrides of Qt, by its names

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from app.gui.theme import Tone, icon
from app.gui.views import DeviceChoice

_FEWEST_LETTERS = 6
_END_ROLE = Qt.ItemDataRole.UserRole
"""The end of a row's words that stays when the rest is too long."""


class ComboBox(QComboBox):
    """A combo box that the wheel changes only while it has the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_FEWEST_LETTERS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt does, but words that are too long end in dots, before what is wrong with the choice."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        sign = 0 if option.currentIcon.isNull() else self.iconSize().width() + 4
        room = field.width() - sign - 4
        words = option.currentText or self.placeholderText()
        end = str(self.currentData(_END_ROLE) or "")
        room -= option.fontMetrics.horizontalAdvance(end)
        name = words.removesuffix(end)
        option.currentText = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideRight, room) + end
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Picker(QWidget):
    """Label, list, and under it why the choice cannot be used now.

    Args:
        label: Words above the list.
        parent: Owner.
    """

    chosen = Signal(str)
    """The id that the person chose."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[DeviceChoice, ...] = ()
        self._locked = ""
        self.label, self.combo, self.hint = QLabel(label), ComboBox(), QLabel()
        self.label.setProperty("role", "small")
        self.label.setBuddy(self.combo)
        self.hint.setProperty("role", "small")
        self.hint.setWordWrap(True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.combo.setAccessibleName(label)
        self.combo.activated.connect(self._on_activated)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for part in (self.label, self.combo, self.hint):
            column.addWidget(part)
        self.setFocusProxy(self.combo)
        self._tell()

    @property
    def current(self) -> str:
        """The id chosen, empty for none."""
        index = self.combo.currentIndex()
        return self._choices[index].id if 0 <= index < len(self._choices) else ""

    @property
    def choices(self) -> tuple[DeviceChoice, ...]:
        """The rows."""
        return self._choices

    def set_choices(self, choices: Sequence[DeviceChoice], current: str | None = None) -> None:
        """Shows other rows, without ``chosen``. A choice that is gone stays, as disconnected.

        Args:
            choices: The rows.
            current: The id to show as chosen, None for the one that is.
        """
        wanted = self.current if current is None else current
        kept = next((one for one in self._choices if one.id == wanted), DeviceChoice(wanted, wanted))
        rows = tuple(choices)
        if wanted and all(one.id != wanted for one in rows):
            rows = (*rows, DeviceChoice(kept.id, kept.name, connected=False))
        if rows != self._choices:
            self._choices = rows
            self._fill()
        self._show(wanted)

    def choose(self, choice_id: str) -> None:
        """Shows a choice as chosen, without ``chosen``; an unknown one gets a row of its own."""
        self.set_choices(self._choices, choice_id)

    def lock(self, reason: str) -> None:
        """Keeps it from being changed.

        Args:
            reason: Why, for the person; empty unlocks it.
        """
        self._locked = reason
        self.combo.setEnabled(not reason)
        self._tell()

    def _fill(self) -> None:
        self.combo.clear()
        for place, choice in enumerate(self._choices):
            words = self._row_words(choice)
            self.combo.addItem(words)
            self.combo.setItemData(place, words.removeprefix(choice.name), _END_ROLE)
            if not choice.connected:
                self.combo.setItemIcon(place, icon("disconnected", Tone.WARNING))
            elif choice.fix:
                self.combo.setItemIcon(place, icon("warning", Tone.WARNING))
            self.combo.setItemData(place, choice.fix or choice.name, Qt.ItemDataRole.ToolTipRole)
        view = self.combo.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 36)

    def _row_words(self, choice: DeviceChoice) -> str:
        return choice.name if choice.connected else self.tr("{name} (disconnected)").format(name=choice.name)

    def _show(self, choice_id: str) -> None:
        ids = [choice.id for choice in self._choices]
        self.combo.setCurrentIndex(ids.index(choice_id) if choice_id in ids else -1)
        self._tell()

    def _on_activated(self, index: int) -> None:
        self._tell()
        self.chosen.emit(self._choices[index].id)

    def _tell(self) -> None:
        index = self.combo.currentIndex()
        choice = self._choices[index] if 0 <= index < len(self._choices) else None
        words = "" if choice is None else choice.fix
        if choice is not None and not choice.connected and not words:
            words = self.tr("It is used again as soon as it is back.")
        self.hint.setText(words)
        self.hint.setVisible(bool(words))
        self.combo.setToolTip(self._locked or ("" if choice is None else self._row_words(choice)))
        self.combo.setAccessibleDescription(self._locked or words)
