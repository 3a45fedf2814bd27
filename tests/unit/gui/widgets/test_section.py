from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.gui.widgets.section import Section


def test_keys_fold_and_open_it(qtbot: QtBot) -> None:
    section = Section("Head", QLabel("content"))
    qtbot.addWidget(section)
    section.show()
    told: list[bool] = []
    section.toggled.connect(told.append)
    QTest.keyClick(section.header, Qt.Key.Key_Space)
    assert not section.content.isVisible()
    assert section.header.accessibleDescription() == "Collapsed"
    QTest.keyClick(section.header, Qt.Key.Key_Space)
    assert section.content.isVisible()
    assert told == [False, True]


def test_its_state_is_a_property(qtbot: QtBot) -> None:
    section = Section("Head", QLabel("content"), expanded=False)
    qtbot.addWidget(section)
    assert section.property("expanded") is False
    section.setProperty("expanded", True)
    assert section.is_expanded()
    assert not section.content.isHidden()


def test_reset_is_offered_only_while_there_is_something(qtbot: QtBot) -> None:
    section = Section("Head", QLabel("content"))
    qtbot.addWidget(section)
    section.show()
    assert not section.reset_button.isVisible()
    section.set_modified(True)
    with qtbot.waitSignal(section.reset_asked, timeout=500):
        QTest.mouseClick(section.reset_button, Qt.MouseButton.LeftButton)
