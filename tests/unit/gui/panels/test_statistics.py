from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.gui.panels.statistics import StatisticsPanel
from tests.unit.gui.widgets.test_figures import STATISTICS


def test_figures_come_and_go(qtbot: QtBot) -> None:
    panel = StatisticsPanel()
    qtbot.addWidget(panel)
    assert not panel.waiting.isHidden()
    panel.show_statistics(STATISTICS)
    assert panel.waiting.isHidden()
    assert panel.fps.figure.text() == "29.9 fps"
    assert panel.frame.note.text() == "of 33.3 ms there are"
    assert panel.drops.note.text() == "3 frames lost"
    assert panel.rows["GPU"].text() == "not in use"
    panel.show_statistics(None)
    assert panel.fps.figure.text() == "\N{EM DASH}"


def test_buttons(qtbot: QtBot) -> None:
    panel = StatisticsPanel()
    qtbot.addWidget(panel)
    panel.show_statistics(STATISTICS)
    with qtbot.waitSignals([panel.reset_asked, panel.copy_asked], timeout=500):
        QTest.mouseClick(panel.reset_button, Qt.MouseButton.LeftButton)
        QTest.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
