from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.gui.dialogs.hotkeys import HotkeyDialog
from app.gui.dialogs.key_conflicts import conflicts
from app.gui.dialogs.key_table import KeyField
from app.settings.hotkeys import DEFAULT_HOTKEYS, Action, Hotkeys

CTRL = Qt.KeyboardModifier.ControlModifier


def shown(qtbot: QtBot, hotkeys: Hotkeys = DEFAULT_HOTKEYS, **reserved: str) -> HotkeyDialog:
    dialog = HotkeyDialog(hotkeys, {keys.replace("_", "+"): name for keys, name in reserved.items()})
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def press(dialog: HotkeyDialog, action: Action, key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
    QTest.keyClick(dialog.table.field(action), key, modifiers)


def choose(dialog: HotkeyDialog, label: str) -> None:
    [found] = [one for one in dialog.warning.buttons if label in one.text()]
    found.click()


def test_pressed_keys_are_bound_and_handed_out_on_save(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    press(dialog, Action.RECORD, Qt.Key.Key_J)
    with qtbot.waitSignal(dialog.hotkeys_changed) as said:
        dialog.accept()
    assert said.args == [DEFAULT_HOTKEYS.bound(Action.RECORD, "Ctrl+J")]
    assert not dialog.isVisible()


def test_cancel_and_no_change_hand_out_nothing(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    with qtbot.assertNotEmitted(dialog.hotkeys_changed):
        dialog.accept()
        dialog.record(Action.RECORD, "Ctrl+J")
        dialog.reject()


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_clears(qtbot: QtBot, key: Qt.Key) -> None:
    dialog = shown(qtbot)
    press(dialog, Action.PANIC, key, Qt.KeyboardModifier.NoModifier)
    assert dialog.hotkeys[Action.PANIC] == ""


def test_no_field_waits_for_keys_before_it_is_chosen(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    assert not isinstance(dialog.focusWidget(), KeyField)


def test_escape_leaves_and_is_not_taken(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    press(dialog, Action.PANIC, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert dialog.hotkeys == DEFAULT_HOTKEYS
    assert not dialog.isVisible()


def test_a_conflict_names_both_actions_and_holds_the_dialog(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    press(dialog, Action.RECORD, Qt.Key.Key_R)
    assert dialog.warning.isVisible()
    for word in ("Ctrl+R", "Recentre", "Record"):
        assert word in dialog.warning.text
    with qtbot.assertNotEmitted(dialog.hotkeys_changed):
        dialog.accept()
    assert dialog.isVisible()


def test_reassigning_takes_the_keys_from_the_other_action(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    press(dialog, Action.RECORD, Qt.Key.Key_R)
    choose(dialog, "Reassign to “Record”")
    assert (dialog.hotkeys[Action.RECORD], dialog.hotkeys[Action.RECENTER]) == ("Ctrl+R", "")
    assert not dialog.warning.isVisible()


def test_keeping_both_lets_the_dialog_go(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    press(dialog, Action.RECORD, Qt.Key.Key_R)
    choose(dialog, "both")
    with qtbot.waitSignal(dialog.hotkeys_changed) as said:
        dialog.accept()
    assert said.args == [DEFAULT_HOTKEYS.bound(Action.RECORD, "Ctrl+R")]


def test_conflicts_are_asked_one_after_the_other(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    dialog.record(Action.RECORD, "Ctrl+R")
    dialog.record(Action.FREEZE, "F12")
    choose(dialog, "both")
    assert "F12" in dialog.warning.text
    choose(dialog, "both")
    assert not dialog.warning.isVisible()


def test_what_was_shared_before_is_not_asked_again(qtbot: QtBot) -> None:
    dialog = shown(qtbot, DEFAULT_HOTKEYS.bound(Action.RECORD, "F12"))
    assert not dialog.warning.isVisible()
    dialog.record(Action.FREEZE, "F12")
    assert dialog.warning.isVisible()


def test_keys_of_the_menu_cannot_be_kept(qtbot: QtBot) -> None:
    dialog = shown(qtbot, Ctrl_Q="Quit")
    press(dialog, Action.PANIC, Qt.Key.Key_Q)
    assert "Quit" in dialog.warning.text
    assert len(dialog.warning.buttons) == 1
    choose(dialog, "Take")
    assert dialog.hotkeys[Action.PANIC] == ""


def test_defaults_come_back(qtbot: QtBot) -> None:
    dialog = shown(qtbot, DEFAULT_HOTKEYS.bound(Action.PANIC, "Ctrl+P"))
    dialog.restore_defaults()
    assert dialog.hotkeys == DEFAULT_HOTKEYS
    assert dialog.table.field(Action.PANIC).keySequence() == QKeySequence("F12")


def test_tab_moves_on_and_is_not_taken(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    dialog.activateWindow()
    field = dialog.table.field(Action.START_STOP)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert dialog.table.field(Action.RECENTER).hasFocus()
    assert dialog.hotkeys == DEFAULT_HOTKEYS


def test_every_field_says_what_it_is_for(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    names = [dialog.table.field(action).accessibleName() for action in Action]
    assert len(set(names)) == len(Action)
    assert all(dialog.table.field(action).findChild(QLineEdit) for action in Action)


def test_keys_of_the_menu_count_in_every_spelling() -> None:
    hotkeys = DEFAULT_HOTKEYS.bound(Action.PANIC, "shift+ctrl+Q")
    [found] = conflicts(hotkeys, {"Ctrl+Shift+Q": "Quit"})
    assert (found.actions, found.reserved_for) == ((Action.PANIC,), "Quit")
