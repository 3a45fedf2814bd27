from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.gui.dialogs.confirm import ConfirmDialog
from app.gui.tray import Tray
from app.gui.wizard.guide import Guide
from app.settings.hotkeys import Action, Hotkeys
from app.settings.model import InterfaceSettings, WindowSettings
from app.settings.store import load
from tests.unit.gui.conftest import SitDown
from tests.unit.gui.desk import READY, Desk


def test_where_things_stood_is_kept_and_found_again(sit_down: SitDown, qtbot: QtBot, tmp_path: Path) -> None:
    first = Desk(tmp_path)
    first.window.resize(1, 760)  # as narrow as it goes: this screen is small
    first.window._columns.setSizes([320, 320, 400])
    first.settle()
    size, columns = first.window.size(), first.window._columns.sizes()
    first.close(qtbot)
    kept = load(first.folders.settings).settings
    assert kept.window.geometry
    again = sit_down(kept)
    assert size.height() == again.window.height() == 760
    assert abs(again.window.width() - size.width()) < 50
    assert again.window._columns.sizes() == pytest.approx(columns, abs=40)


def test_a_place_that_makes_no_sense_is_forgotten(sit_down: SitDown) -> None:
    nonsense = WindowSettings(b"nonsense", b"\0", b"\xff" * 40)
    desk = sit_down(replace(READY, window=nonsense))
    assert desk.window.isVisible()
    assert desk.window.width() >= 900
    assert min(desk.window._columns.sizes()) > 0


def test_the_first_start_opens_the_guide_beside_the_window(sit_down: SitDown) -> None:
    desk = sit_down(replace(READY, first_run_done=False))
    [guide] = desk.dialogs(Guide)
    assert not guide.isModal()
    guide.reject()
    desk.settle()
    assert desk.settings.first_run_done
    assert desk.dialogs() == []


def test_safe_mode_is_said_and_asks_nothing(sit_down: SitDown) -> None:
    desk = sit_down(replace(READY, first_run_done=False), safe=True)
    assert desk.dialogs() == []
    assert [notice.key for notice in desk.window.banners.notices] == ["safe mode"]


# Closing.


def test_closing_while_nothing_is_live_asks_nothing(desk: Desk, qtbot: QtBot) -> None:
    desk.window.close()
    assert desk.dialogs() == []
    assert not desk.window.isVisible()
    desk.close(qtbot)
    assert desk.backstage.closed == 1


def test_closing_while_live_asks_once_however_often_it_is_asked_for(desk: Desk) -> None:
    desk.go_live()
    for _ in range(3):
        desk.window.close()
    desk.window.menus.quit_asked.emit()
    desk.window.tray.quit_asked.emit()
    [question] = desk.dialogs(ConfirmDialog)
    question.reject()
    desk.settle()
    assert desk.window.isVisible()
    assert desk.backstage.studio.told == ["start"]
    desk.window.close()
    assert len(desk.dialogs(ConfirmDialog)) == 1


def test_yes_ends_the_stream_and_then_the_program(desk: Desk, qtbot: QtBot) -> None:
    desk.go_live()
    desk.record()
    desk.window.close()
    [question] = desk.dialogs(ConfirmDialog)
    question.accept()
    assert not desk.window.isVisible()
    desk.close(qtbot)
    assert desk.backstage.studio.told == ["start", "stop"]
    assert desk.closed == 1


def test_from_the_tray_the_question_comes_with_its_window(desk: Desk) -> None:
    desk.go_live()
    desk.window.hide()
    desk.window.tray.quit_asked.emit()
    assert desk.window.isVisible()
    assert len(desk.dialogs(ConfirmDialog)) == 1


def test_leaving_takes_every_dialog_and_timer_along(desk: Desk, qtbot: QtBot) -> None:
    desk.go_live()
    desk.window.desk.open_preferences()
    desk.window.desk.open_guide()
    desk.controller.change(
        replace(desk.settings, interface=InterfaceSettings(show_landmarks=True, show_camera=True))
    )
    desk.settle()
    dialogs = desk.dialogs()
    assert len(dialogs) == 2
    desk.window.leave()
    desk.window.leave()
    assert not any(dialog.isVisible() for dialog in dialogs)
    while not desk.closed:
        desk.controller._poll()
        qtbot.wait(1)
    everything = [*desk.window.findChildren(QTimer), *desk.controller.findChildren(QTimer)]
    mine = [timer for timer in everything if timer.isActive()]
    assert [timer for timer in mine if timer.interval() > 0 and not timer.isSingleShot()] == []


# The tray and the screen.


class FakeTray:
    """A desktop with a tray, or without one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, there: bool) -> None:
        self.minimised = 0
        self.there = there
        monkeypatch.setattr(Tray, "minimise", lambda tray: self._minimise(tray))

    def _minimise(self, tray: Tray) -> bool:
        if self.there:
            self.minimised += 1
            tray._window.hide()
        return self.there


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("wanted", [True, False])
def test_minimising_goes_to_the_tray_only_if_that_is_wished_and_there_is_one(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch, there: bool, wanted: bool
) -> None:
    tray = FakeTray(monkeypatch, there=there)
    desk = sit_down(replace(READY, interface=InterfaceSettings(minimise_to_tray=wanted)))
    desk.window.showMinimized()
    desk.settle()
    assert tray.minimised == int(there and wanted)
    assert desk.window.isMinimized() is not (there and wanted)
    desk.window.come_to_front()
    assert desk.window.isVisible()
    assert not desk.window.isMinimized()


def test_full_screen_by_menu_and_by_the_desktop(desk: Desk) -> None:
    entry = desk.window.menus._full_screen
    entry.trigger()
    assert desk.window.isFullScreen()
    desk.window.showNormal()  # as a desktop's own key does
    desk.settle()
    assert not entry.isChecked()
    entry.trigger()
    assert desk.window.isFullScreen()
    entry.trigger()
    assert not desk.window.isFullScreen()


# Keys.


def test_the_menus_name_the_keys_and_follow_them(desk: Desk) -> None:
    entry = desk.window.menus._bound[Action.RECENTER]
    assert entry.text().endswith("Ctrl+R")
    keys = desk.settings.hotkeys.bound(Action.RECENTER, "Ctrl+E")
    desk.controller.change(replace(desk.settings, hotkeys=keys))
    assert entry.text().endswith("Ctrl+E")
    assert "Ctrl+E" in desk.window.transport.buttons[Action.RECENTER].toolTip()
    assert desk.window.hotkeys.hotkeys is keys
    unbound = Hotkeys().bound(Action.RECENTER, "")
    desk.controller.change(replace(desk.settings, hotkeys=unbound))
    assert "\t" not in entry.text()


def test_no_key_of_the_menus_is_bound_to_something_else(desk: Desk) -> None:
    reserved = desk.window.menus.reserved
    assert "Ctrl+Q" in reserved
    assert not set(reserved) & set(Hotkeys().values())


def test_every_entry_of_the_menus_can_be_chosen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(type(desk.window.desk), "open_folder", lambda _, folder: opened.append(folder))
    for menu in desk.window.menuBar().actions():
        for entry in menu.menu().actions():  # type: ignore[attr-defined]
            if not entry.isSeparator() and "Quit" not in entry.text():
                entry.trigger()
                desk.settle()
                for dialog in desk.dialogs():
                    dialog.reject()
                desk.settle()
    assert len(opened) == 2
    assert "fault" not in [notice.key for notice in desk.controller.notices.notices]
    assert all(isinstance(dialog, QDialog) for dialog in desk.dialogs())
