"""The hotkey editor."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.gui.dialogs.conflict_card import ConflictCard
from app.gui.dialogs.key_conflicts import conflicts, first_conflict
from app.gui.dialogs.key_table import KeyTable
from app.gui.dialogs.parts import words
from app.settings.hotkeys import DEFAULT_HOTKEYS, Action, Hotkeys, same_keys


class HotkeyDialog(QDialog):
    """Shows every action with its keys and lets new ones be pressed.

    Keys that two actions would share must be given to one of them, or kept for both on purpose,
    before the dialog can be accepted. What was shared before it opened counts as kept.

    Args:
        hotkeys: What is bound now.
        reserved: Keys of the menus, in portable text, with what they do; they cannot be bound.
        parent: Qt parent.
    """

    hotkeys_changed = Signal(Hotkeys)
    """The dialog was accepted with other keys than before."""

    def __init__(
        self,
        hotkeys: Hotkeys,
        reserved: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Hotkeys"))
        self._before = hotkeys
        self._reserved = dict(reserved or {})
        self._kept = {same_keys(hotkeys[actions[0]]) for actions in hotkeys.conflicts()}
        self.table, self.warning = KeyTable(), ConflictCard()
        self.buttons = QDialogButtonBox()
        self._lay_out()
        self._connect()
        self._show(hotkeys)
        self._cancel.setFocus()  # no field may take a key that was not meant for it
        self.resize(580, 660)

    @property
    def hotkeys(self) -> Hotkeys:
        """What is bound in the dialog at the moment."""
        return self._hotkeys

    def accept(self) -> None:
        """Hands out what was changed and closes; does nothing while a conflict is undecided."""
        if self._conflict is not None:
            return
        if self._hotkeys != self._before:
            self.hotkeys_changed.emit(self._hotkeys)
        super().accept()

    def record(self, action: Action, text: str) -> None:
        """Binds an action to keys in portable text, "" for none, as if they had been pressed."""
        self._kept.discard(same_keys(text))
        self.warning.prefer(action)
        self._show(self._hotkeys.bound(action, text))

    def restore_defaults(self) -> None:
        """Puts the keys back that the program ships with."""
        self._kept.clear()
        self._show(DEFAULT_HOTKEYS)

    def keep_both(self) -> None:
        """Leaves the keys in question with all their actions."""
        if self._conflict is not None:
            self._kept.add(same_keys(self._conflict.keys))
            self._show(self._hotkeys)

    def reassign(self, only: Action | None = None) -> None:
        """Leaves the keys in question with this action only, or with none."""
        hotkeys = self._hotkeys
        for action in self._conflict.actions if self._conflict else ():
            hotkeys = hotkeys if action is only else hotkeys.bound(action, "")
        self._show(hotkeys)

    def _show(self, hotkeys: Hotkeys) -> None:
        self._hotkeys = hotkeys
        self._conflict = first_conflict(hotkeys, self._reserved, self._kept)
        shared = {action for one in conflicts(hotkeys, self._reserved) for action in one.actions}
        self.table.show_hotkeys(hotkeys, shared)
        self.warning.show_conflict(self._conflict)
        self._save.setEnabled(self._conflict is None)

    def _lay_out(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self._save = self.buttons.addButton(self.tr("Save"), role.AcceptRole)
        self._save.setProperty("kind", "primary")
        self._cancel = self.buttons.addButton(self.tr("Cancel"), role.RejectRole)
        self._defaults = self.buttons.addButton(self.tr("Restore defaults"), role.ResetRole)
        for one in self.buttons.buttons():
            one.setAutoDefault(False)  # type: ignore[attr-defined]  # Return may be the key to record
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(words(self._introduction(), "muted"))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.warning)
        layout.addWidget(self.buttons)

    def _introduction(self) -> str:
        return self.tr(
            "Click a field and press the keys; Delete clears it. Hotkeys work in every window of this "
            "program. Keys without Ctrl, Alt or Cmd do nothing while you type in a text field."
        )

    def _connect(self) -> None:
        self.table.recorded.connect(self.record)
        self.warning.keep_both_asked.connect(self.keep_both)
        self.warning.reassign_asked.connect(self.reassign)
        self.warning.clear_asked.connect(lambda: self.reassign())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._defaults.clicked.connect(self.restore_defaults)
