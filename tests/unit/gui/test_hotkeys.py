from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.gui.dialogs.hotkeys import HotkeyDialog
from app.gui.hotkeys import HotkeyMap, action_name, is_typed, keys_text
from app.settings.hotkeys import DEFAULT_HOTKEYS, Action, Hotkeys


class Desk(QWidget):
    """A window with a button and two fields."""

    def __init__(self) -> None:
        super().__init__()
        self.button = QPushButton("Button", self)
        self.line = QLineEdit(self)
        self.spin = QSpinBox(self)
        layout = QVBoxLayout(self)
        for widget in (self.button, self.line, self.spin):
            layout.addWidget(widget)
        self.seen: list[Action] = []
        self.map = HotkeyMap(self)
        self.map.triggered.connect(self.seen.append)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    desk = Desk()
    qtbot.addWidget(desk)
    with qtbot.waitExposed(desk):
        desk.show()
    desk.activateWindow()
    desk.button.setFocus()
    qtbot.waitUntil(desk.isActiveWindow)
    return desk


def test_default_keys_fire(desk: Desk) -> None:
    QTest.keyClick(desk.button, Qt.Key.Key_F12)
    QTest.keyClick(desk.button, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert desk.seen == [Action.PANIC, Action.RECENTER]


def test_new_keys_replace_the_old_ones(desk: Desk) -> None:
    desk.map.apply(DEFAULT_HOTKEYS.bound(Action.PANIC, "Ctrl+P"))
    QTest.keyClick(desk.button, Qt.Key.Key_F12)
    assert desk.seen == []
    QTest.keyClick(desk.button, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert desk.seen == [Action.PANIC]
    assert desk.map.hotkeys[Action.PANIC] == "Ctrl+P"


def test_keys_that_two_actions_share_run_both(desk: Desk) -> None:
    desk.map.apply(DEFAULT_HOTKEYS.bound(Action.RECORD, "f12"))
    QTest.keyClick(desk.button, Qt.Key.Key_F12)
    assert desk.seen == [Action.PANIC, Action.RECORD]


def test_keys_that_a_menu_uses_as_well_still_run(desk: Desk) -> None:
    of_menu = QAction("Open", desk)
    of_menu.setShortcut(QKeySequence("F12"))
    desk.addAction(of_menu)
    QTest.keyClick(desk.button, Qt.Key.Key_F12)
    assert desk.seen == [Action.PANIC]


def test_an_action_without_keys_and_unreadable_keys_do_nothing(desk: Desk) -> None:
    desk.map.apply(DEFAULT_HOTKEYS.bound(Action.PANIC, "").bound(Action.RECORD, "no such key"))
    QTest.keyClick(desk.button, Qt.Key.Key_F12)
    assert desk.seen == []


def _line(desk: Desk) -> QWidget:
    return desk.line


def _spin(desk: Desk) -> QWidget:
    return desk.spin


@pytest.mark.parametrize("field", [_line, _spin])
@pytest.mark.parametrize("keys", ["P", "Return", "Shift+P", "7"])
def test_keys_that_write_rest_while_a_text_field_has_the_focus(
    desk: Desk, field: Callable[[Desk], QWidget], keys: str
) -> None:
    desk.map.apply(DEFAULT_HOTKEYS.bound(Action.PANIC, keys))
    combination = QKeySequence(keys)[0]  # type: ignore[index]
    field(desk).setFocus()
    QTest.keyClick(field(desk), combination.key(), combination.keyboardModifiers())
    assert desk.seen == []
    desk.button.setFocus()
    QTest.keyClick(desk.button, combination.key(), combination.keyboardModifiers())
    assert desk.seen == [Action.PANIC]


def test_panic_works_from_a_text_field(desk: Desk) -> None:
    desk.line.setFocus()
    QTest.keyClick(desk.line, Qt.Key.Key_F12)
    assert desk.seen == [Action.PANIC]


def test_applying_while_a_text_field_has_the_focus_keeps_letters_for_it(desk: Desk) -> None:
    desk.line.setFocus()
    desk.map.apply(DEFAULT_HOTKEYS.bound(Action.PANIC, "P"))
    QTest.keyClick(desk.line, Qt.Key.Key_P)
    assert (desk.line.text(), desk.seen) == ("p", [])


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("keys", "typed"),
    [("P", True), ("Shift+P", True), ("Space", True), ("F5", False), ("Ctrl+P", False), ("", False)],
)
def test_which_keys_write(keys: str, typed: bool) -> None:
    assert is_typed(QKeySequence(keys)) is typed


@pytest.mark.usefixtures("qapp")
def test_every_action_has_a_name_of_its_own() -> None:
    names = [action_name(action) for action in Action]
    assert len(set(names)) == len(Action)
    assert "Portrait 3" in names


@pytest.mark.usefixtures("qapp")
def test_keys_are_written_as_the_system_does() -> None:
    assert keys_text("ctrl+r") == QKeySequence("Ctrl+R").toString(QKeySequence.SequenceFormat.NativeText)


@pytest.mark.usefixtures("qapp")
def test_every_default_can_be_read_by_qt() -> None:
    for text in Hotkeys().values():
        sequence = QKeySequence(text)
        assert sequence.toString(QKeySequence.SequenceFormat.PortableText) == text


def dialog_over(desk: Desk, qtbot: QtBot) -> QDialog:
    dialog = QDialog(desk)
    layout = QVBoxLayout(dialog)
    layout.addWidget(QLineEdit(dialog))
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    field_of(dialog).setFocus()
    qtbot.waitUntil(field_of(dialog).hasFocus)
    return dialog


def field_of(dialog: QDialog) -> QLineEdit:
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    return field


def test_only_panic_works_in_a_modal_dialog(desk: Desk, qtbot: QtBot) -> None:
    dialog = dialog_over(desk, qtbot)
    QTest.keyClick(field_of(dialog), Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field_of(dialog), Qt.Key.Key_F12)
    assert desk.seen == [Action.PANIC]
    dialog.close()


def test_a_letter_for_panic_rests_in_a_dialogs_text_field(desk: Desk, qtbot: QtBot) -> None:
    desk.map.apply(DEFAULT_HOTKEYS.bound(Action.PANIC, "P"))
    dialog = dialog_over(desk, qtbot)
    QTest.keyClick(field_of(dialog), Qt.Key.Key_P)
    assert desk.seen == []
    dialog.close()


def test_the_hotkey_editor_records_keys_instead_of_running_them(desk: Desk, qtbot: QtBot) -> None:
    editor = HotkeyDialog(DEFAULT_HOTKEYS, parent=desk)
    qtbot.addWidget(editor)
    editor.open()
    editor.activateWindow()
    field = editor.table.field(Action.RECORD)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClick(field, Qt.Key.Key_F12)
    assert editor.hotkeys[Action.RECORD] == "F12"
    assert desk.seen == []
