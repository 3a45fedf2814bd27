"""What the hotkey editor says about keys that are wanted twice, and asks."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from app.gui.dialogs.key_conflicts import KeyConflict
from app.gui.dialogs.parts import Card, Remark, button
from app.gui.hotkeys import action_name, keys_text
from app.gui.theme import Tone
from app.settings.hotkeys import Action


class ConflictCard(Card):
    """Names both actions and offers what can be done. Hidden while there is nothing to decide."""

    reassign_asked = Signal(Action)
    """Only this action shall have the keys."""
    keep_both_asked = Signal()
    """All of them shall."""
    clear_asked = Signal()
    """None of them shall."""

    def __init__(self) -> None:
        super().__init__()
        self._remark = Remark()
        self._choices = QHBoxLayout()
        self._choices.setSpacing(8)
        self._preferred: Action | None = None
        self.body.addWidget(self._remark)
        self.body.addLayout(self._choices)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._remark.text

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """What can be chosen."""
        return tuple(self.findChildren(QPushButton))

    def prefer(self, action: Action) -> None:
        """The action whose keys were pressed last is offered them first."""
        self._preferred = action

    def show_conflict(self, conflict: KeyConflict | None) -> None:
        """Says what collides, or hides for None."""
        self._clear()
        if conflict is None:
            self.hide()
            return
        self._remark.say(self._sentence(conflict), "warning", Tone.WARNING)
        self._offer(conflict)
        self.show()

    def _sentence(self, conflict: KeyConflict) -> str:
        keys, names = keys_text(conflict.keys), _listed(conflict.actions)
        if conflict.reserved_for:
            text = self.tr("{keys} is on {actions}, but the menu needs it for “{menu}”.")
            return text.format(keys=keys, actions=names, menu=conflict.reserved_for)
        return self.tr("{keys} is on {actions}: it would do all of them at once.").format(
            keys=keys, actions=names
        )

    def _offer(self, conflict: KeyConflict) -> None:
        if conflict.reserved_for:
            self._add(self.tr("Take the key away")).clicked.connect(self.clear_asked)
        else:
            action = self._preferred if self._preferred in conflict.actions else conflict.actions[0]
            if action is not None:
                label = self.tr("Reassign to “{action}”").format(action=action_name(action))
                self._add(label).clicked.connect(lambda: self.reassign_asked.emit(action))
            self._add(self.tr("Keep for both")).clicked.connect(self.keep_both_asked)
        self._choices.addStretch(1)

    def _add(self, label: str) -> QPushButton:
        made = button(label)
        self._choices.addWidget(made)
        return made

    def _clear(self) -> None:
        while (item := self._choices.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()


def _listed(actions: Collection[Action]) -> str:
    between = QCoreApplication.translate("ConflictCard", ", ", "between the names of two actions")
    return between.join(f"“{action_name(action)}”" for action in actions)
