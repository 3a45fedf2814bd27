from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
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
    assert panel.frame.note.text() == "budget 33.3 ms"
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


def test_where_it_is_wide_the_parts_lie_side_by_side(qtbot: QtBot) -> None:
    panel = StatisticsPanel()
    qtbot.addWidget(panel)
    panel.show_statistics(STATISTICS)
    panel.show()
    panel.resize(400, 700)
    QApplication.processEvents()
    assert panel.drops.y() > panel.fps.y()
    tall = panel.sizeHint().height()
    panel.resize(900, 700)
    QApplication.processEvents()
    assert panel.drops.y() == panel.fps.y()
    assert panel.sizeHint().height() < tall
