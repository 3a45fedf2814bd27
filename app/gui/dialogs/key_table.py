"""The rows of the hotkey editor: an action, its keys, a way to clear them."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QKeySequenceEdit, QLabel, QLineEdit, QScrollArea, QWidget

from app.gui.dialogs.parts import clearable
from app.gui.hotkeys import action_name
from app.gui.theme import Tone, icon
from app.settings.hotkeys import Action, Hotkeys

_SIGN_SIDE = 18

# The frame is the field's own: the line within it would draw a second one, in its own time.
_SHEET = """
KeyField:focus { border: 2px solid palette(highlight); }
QLineEdit, QLineEdit:focus { border: none; background: transparent; padding: 0 7px; }
"""


class KeyField(QKeySequenceEdit):
    """Takes one key with its modifiers; Tab, which moves on, is never taken."""

    def __init__(self, action: Action) -> None:
        super().__init__()
        self.setMaximumSequenceLength(1)
        self.setMinimumSize(200, 32)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(_SHEET)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        name = action_name(action)
        self.setAccessibleName(self.tr("Keys for “{action}”").format(action=name))
        line = self.findChild(QLineEdit)
        if line is not None:
            line.setMinimumHeight(26)
            line.setPlaceholderText(self.tr("None"))
            clearable(line, self.tr("Clear"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete and Backspace alone clear, and Escape leaves the dialog: the keyboard is enough."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.clear()
        elif plain and event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class KeyTable(QScrollArea):
    """All actions with their keys."""

    recorded = Signal(Action, str)
    """An action was given keys, in portable text; "" for none."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fields: dict[Action, KeyField] = {}
        self._signs: dict[Action, QLabel] = {}
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        for action in Action:
            self._add_row(action)
        self._grid.setRowStretch(len(Action), 1)
        self.setWidget(inner)

    def field(self, action: Action) -> KeyField:
        """Where the keys of an action are pressed."""
        return self._fields[action]

    def show_hotkeys(self, hotkeys: Hotkeys, shared: Collection[Action]) -> None:
        """Shows the keys of every action.

        Args:
            hotkeys: What is bound.
            shared: Actions whose keys are wanted twice; they get a sign.
        """
        for action, text in hotkeys.items():
            field = self._fields[action]
            if field.keySequence() != QKeySequence(text):
                field.blockSignals(True)
                field.setKeySequence(QKeySequence(text))
                field.blockSignals(False)
            self._signs[action].setVisible(action in shared)

    def _add_row(self, action: Action) -> None:
        place = len(self._fields)
        field, sign = KeyField(action), self._sign()
        field.keySequenceChanged.connect(partial(self._on_keys, action))
        label = QLabel(action_name(action))
        label.setBuddy(field)
        self._grid.addWidget(label, place, 0)
        self._grid.addWidget(sign, place, 1)
        self._grid.addWidget(field, place, 2)
        self._fields[action], self._signs[action] = field, sign

    def _sign(self) -> QLabel:
        sign = QLabel()
        sign.setPixmap(icon("warning", Tone.WARNING).pixmap(_SIGN_SIDE, _SIGN_SIDE))
        sign.setToolTip(self.tr("These keys are used twice"))
        sign.setAccessibleName(self.tr("These keys are used twice"))
        policy = sign.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        sign.setSizePolicy(policy)
        return sign

    def _on_keys(self, action: Action, keys: QKeySequence) -> None:
        self.recorded.emit(action, keys.toString(QKeySequence.SequenceFormat.PortableText))
