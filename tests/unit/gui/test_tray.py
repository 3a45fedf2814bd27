from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from app.gui.tray import Tray
from app.gui.tray_icon import TrayState, state_icon, tray_state
from app.gui.views import OnAir, RecordingView, StreamState, StreamView
from app.settings.hotkeys import Action

LIVE = StreamView(StreamState.LIVE)
RECORDING = StreamView(StreamState.LIVE, recording=RecordingView(Path("x.mp4"), 1.0, 9))


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def tray(window: QWidget) -> Tray:
    return Tray(window)


def entry(tray: Tray, text: str) -> QAction:
    [found] = [one for one in tray.menu.actions() if text in one.text()]
    return found


@pytest.mark.parametrize(
    ("view", "state"),
    [
        (StreamView(), TrayState.STOPPED),
        (StreamView(StreamState.STARTING), TrayState.BUSY),
        (StreamView(StreamState.STOPPING), TrayState.BUSY),
        (LIVE, TrayState.LIVE),
        (StreamView(StreamState.LIVE, OnAir.FROZEN), TrayState.HELD),
        (StreamView(StreamState.LIVE, OnAir.PLACEHOLDER), TrayState.HELD),
        (RECORDING, TrayState.RECORDING),
    ],
)
def test_states_of_the_stream_are_states_of_the_icon(view: StreamView, state: TrayState) -> None:
    assert tray_state(view) is state


@pytest.mark.usefixtures("qapp")
def test_every_state_has_a_picture_of_its_own() -> None:
    pictures = [state_icon(state).pixmap(32, 32).toImage() for state in TrayState]
    assert all(one != other for place, one in enumerate(pictures) for other in pictures[:place])


def test_the_tool_tip_says_the_state_in_words(tray: Tray) -> None:
    words = set()
    for view in (StreamView(), LIVE, StreamView(StreamState.LIVE, OnAir.FROZEN), RECORDING):
        tray.update_view(view)
        words.add(tray.icon.toolTip())
    assert len(words) == 4


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Stop", Action.START_STOP),
        ("Panic", Action.PANIC),
        ("Recentre", Action.RECENTER),
        ("Record", Action.RECORD),
    ],
)
def test_the_menu_does_what_it_says(tray: Tray, qtbot: QtBot, text: str, action: Action) -> None:
    tray.update_view(LIVE)
    with qtbot.waitSignal(tray.triggered) as said:
        entry(tray, text).trigger()
    assert said.args == [action]


def test_what_needs_a_live_stream_waits_for_one(tray: Tray) -> None:
    assert not entry(tray, "Panic").isEnabled()
    tray.update_view(LIVE)
    assert entry(tray, "Panic").isEnabled()
    assert not entry(tray, "Record").isChecked()
    tray.update_view(RECORDING)
    assert entry(tray, "Record").isChecked()


def test_quit_is_asked_for(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.quit_asked):
        entry(tray, "Quit").trigger()


def test_the_window_is_hidden_and_brought_back(tray: Tray, window: QWidget) -> None:
    tray.menu.aboutToShow.emit()
    entry(tray, "Hide window").trigger()
    assert not window.isVisible()
    tray.menu.aboutToShow.emit()
    entry(tray, "Show window").trigger()
    assert window.isVisible()
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert not window.isVisible()


def test_without_a_tray_the_window_stays(
    tray: Tray, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    assert not tray.minimise()
    assert window.isVisible()


def test_with_a_tray_the_window_hides_and_is_explained_once(
    tray: Tray, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "isVisible", lambda _: True)
    monkeypatch.setattr(QSystemTrayIcon, "setVisible", lambda *_: None)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _, _title, text, _icon: said.append(text))
    assert tray.minimise()
    assert not window.isVisible()
    tray.show_window()
    assert tray.minimise()
    assert len(said) == 1
