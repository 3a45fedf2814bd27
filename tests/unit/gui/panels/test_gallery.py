from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QFontMetrics, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.gui.panels.gallery import GalleryPanel
from app.gui.panels.gallery_delegate import name_lines
from app.gui.panels.gallery_model import TILE_ROLE
from app.gui.theme import DARK
from app.gui.views import FaceVerdict, PortraitChoice
from tests.unit.gui.widgets.dragging import drop

LADY = PortraitChoice("lady", "Lady", FaceVerdict.FOUND, shipped=True)
MAN = PortraitChoice("man", "Gentleman", FaceVerdict.FOUND)
TREE = PortraitChoice("tree", "tree.png", FaceVerdict.NONE, "There is no face in it.")


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[GalleryPanel]:
    panel = GalleryPanel()
    qtbot.addWidget(panel)
    panel.resize(300, 400)
    panel.set_portraits([LADY, MAN, TREE])
    panel.show()
    yield panel
    QGuiApplication.clipboard().clear()


def go_to(panel: GalleryPanel, row: int) -> None:
    panel.view.setCurrentIndex(panel.model.index(row))


def spoken(panel: GalleryPanel, row: int) -> str:
    return str(panel.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole))


def test_a_click_chooses(panel: GalleryPanel, qtbot: QtBot) -> None:
    place = panel.view.visualRect(panel.model.index(1)).center()
    with qtbot.waitSignal(panel.chosen, timeout=500) as told:
        QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == ["man"]


def test_arrows_walk_and_enter_chooses(panel: GalleryPanel) -> None:
    told: list[str] = []
    panel.chosen.connect(told.append)
    go_to(panel, 0)
    QTest.keyClick(panel.view, Qt.Key.Key_Right)
    assert told == []
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    QTest.keyClick(panel.view, Qt.Key.Key_Space)
    assert told == ["man", "man"]


def test_f2_renames_in_place(panel: GalleryPanel, qtbot: QtBot) -> None:
    go_to(panel, 1)
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    editor = panel.view.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "Gentleman"
    editor.setText("  Uncle \n Bob ")
    with qtbot.waitSignal(panel.renamed, timeout=500) as told:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert told.args == ["man", "Uncle Bob"]
    assert panel.model.choices[1].name == "Uncle Bob"


@pytest.mark.parametrize("name", ["", "   ", "Gentleman"])
def test_no_name_or_the_same_renames_nothing(panel: GalleryPanel, name: str) -> None:
    told: list[str] = []
    panel.renamed.connect(lambda _, new: told.append(new))
    panel.model.setData(panel.model.index(1), name)
    assert told == []


def test_delete_removes(panel: GalleryPanel, qtbot: QtBot) -> None:
    go_to(panel, 2)
    with qtbot.waitSignal(panel.removed, timeout=500) as told:
        QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    assert told.args == ["tree"]


def test_the_menu_does_the_same(panel: GalleryPanel) -> None:
    told: list[object] = []
    panel.chosen.connect(lambda one: told.append(("use", one)))
    panel.removed.connect(lambda one: told.append(("remove", one)))
    panel.restore_shipped.connect(lambda: told.append("restore"))
    use, _, remove, _, paste, restore = panel.menu.actions()
    panel.set_portraits([])
    assert not use.isEnabled()
    panel.set_portraits([LADY, MAN])
    go_to(panel, 0)
    assert use.isEnabled()
    for action in (use, remove, paste, restore):
        action.trigger()
    assert told == [("use", "lady"), ("remove", "lady"), "restore"]


def test_the_state_of_a_tile_is_said(panel: GalleryPanel) -> None:
    panel.set_current("lady", on_air=True)
    assert spoken(panel, 0) == "Lady, on air"
    panel.set_current("lady")
    assert spoken(panel, 0) == "Lady, chosen"
    assert spoken(panel, 2) == "tree.png, No face found, There is no face in it."
    assert [panel.model.index(row).data(TILE_ROLE).number for row in range(3)] == [1, 2, 3]


def test_the_tenth_has_no_hotkey(panel: GalleryPanel) -> None:
    panel.set_portraits([PortraitChoice(str(n), str(n)) for n in range(10)])
    assert [panel.model.index(row).data(TILE_ROLE).number for row in (8, 9)] == [9, 0]


def test_thumbnails_are_drawn_and_kept(panel: GalleryPanel) -> None:
    pixels = np.full((60, 50, 4), (20, 240, 30, 255), np.uint8)
    panel.set_thumbnail("man", pixels)
    panel.set_thumbnail("gone", pixels)
    pixels[:] = 0  # the gallery has its own
    panel.set_portraits([TREE, MAN])
    place = panel.view.visualRect(panel.model.index(1)).center()
    assert panel.view.grab().toImage().pixelColor(place).name() == "#1ef014"


def test_the_chosen_one_has_a_frame(panel: GalleryPanel) -> None:
    def frame() -> str:
        box = panel.view.visualRect(panel.model.index(0))
        return panel.view.grab().toImage().pixelColor(box.center().x(), box.top() + 1).name()

    go_to(panel, 1)
    plain = frame()
    panel.set_current("lady")
    assert frame() == DARK.accent != plain


def test_new_lists_keep_the_place(panel: GalleryPanel) -> None:
    go_to(panel, 1)
    panel.set_portraits([MAN, LADY])
    assert panel.view.current_id == "man"
    panel.set_portraits([])
    assert panel.view.current_id == ""
    panel.view.grab()


def test_files_can_be_dropped(panel: GalleryPanel, qtbot: QtBot, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png")), QUrl.fromLocalFile(str(tmp_path / "b.jpg"))])
    with qtbot.waitSignal(panel.files_added, timeout=500) as told:
        drop(panel.view.viewport(), mime)
    assert told.args == [[tmp_path / "a.png", tmp_path / "b.jpg"]]


def test_pictures_can_be_pasted(panel: GalleryPanel, qtbot: QtBot) -> None:
    image = QImage(12, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    with qtbot.waitSignal(panel.image_added, timeout=500) as told:
        QTest.keyClick(panel.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert QImage.fromData(told.args[0]).size() == image.size()


def test_add_opens_a_dialog_that_does_not_block(panel: GalleryPanel, qtbot: QtBot, tmp_path: Path) -> None:
    panel.add_button.click()
    dialog = panel.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignal(panel.files_added, timeout=500) as told:
        dialog.filesSelected.emit([str(tmp_path / "x.png")])
    assert told.args == [[tmp_path / "x.png"]]
    dialog.close()


@pytest.mark.parametrize("width", [140, 260, 300, 520])
def test_tiles_fill_the_row(panel: GalleryPanel, width: int) -> None:
    panel.set_portraits([PortraitChoice(str(n), str(n)) for n in range(12)])
    panel.resize(width, 300)
    QApplication.processEvents()
    boxes = [panel.view.visualRect(panel.model.index(row)) for row in range(12)]
    first_row = [box for box in boxes if box.top() == boxes[0].top()]
    area = panel.view.viewport().rect()
    assert first_row[-1].right() <= area.right()
    left_over = area.right() - first_row[-1].right()
    assert left_over < 40 or len(first_row) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=60), width=st.integers(60, 300))
def test_a_name_takes_two_lines_at_most_and_fits_them(name: str, width: int) -> None:
    metrics = QFontMetrics(QApplication.font())
    lines = name_lines(name, metrics, width)
    assert 1 <= len(lines) <= 2
    assert all(metrics.horizontalAdvance(line) <= width for line in lines)


def test_a_name_breaks_between_its_words() -> None:
    metrics = QFontMetrics(QApplication.font())
    width = metrics.horizontalAdvance("The Gentleman i")
    assert name_lines("The Gentleman in Indigo", metrics, width) == ("The Gentleman", "in Indigo")
