from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.gui.panels.transport import Transport
from app.gui.views import OnAir, RecordingView, StreamState, StreamView
from app.settings.hotkeys import DEFAULT_HOTKEYS, Action

LIVE = StreamView(StreamState.LIVE)


@pytest.fixture
def transport(qtbot: QtBot) -> Transport:
    transport = Transport()
    qtbot.addWidget(transport)
    return transport


def test_every_button_speaks_its_action(transport: Transport) -> None:
    transport.show_view(LIVE)
    told: list[Action] = []
    transport.triggered.connect(told.append)
    for button in (transport.start, *transport.buttons.values()):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert button.accessibleName()
    assert told == [Action.START_STOP, *transport.buttons]


@pytest.mark.parametrize(
    ("state", "words", "enabled"),
    [
        (StreamState.STOPPED, "Start", True),
        (StreamState.STARTING, "Starting…", True),
        (StreamState.LIVE, "Stop", True),
        (StreamState.STOPPING, "Stopping…", False),
    ],
)
def test_one_button_whose_label_flips(
    transport: Transport, state: StreamState, words: str, enabled: bool
) -> None:
    before = transport.start.minimumWidth()
    transport.show_view(StreamView(state))
    assert (transport.start.text(), transport.start.isEnabled()) == (words, enabled)
    assert transport.start.sizeHint().width() <= before


def test_without_a_stream_there_is_nothing_to_record(transport: Transport) -> None:
    live_only = (Action.RECENTER, Action.PANIC, Action.FREEZE, Action.RECORD, Action.SNAPSHOT)
    assert not any(transport.buttons[action].isEnabled() for action in live_only)
    assert transport.buttons[Action.NEXT_PORTRAIT].isEnabled()
    transport.show_view(LIVE)
    assert all(button.isEnabled() for button in transport.buttons.values())


def test_buttons_show_what_is_on_air(transport: Transport) -> None:
    transport.show_view(StreamView(StreamState.LIVE, OnAir.PLACEHOLDER))
    assert transport.buttons[Action.PANIC].isChecked()
    transport.show_view(StreamView(StreamState.LIVE, OnAir.FROZEN))
    assert not transport.buttons[Action.PANIC].isChecked()
    assert transport.buttons[Action.FREEZE].isChecked()
    transport.set_mirrored(True)
    assert transport.buttons[Action.MIRROR].isChecked()


def test_a_recording_shows_its_time_and_size(transport: Transport) -> None:
    button = transport.buttons[Action.RECORD]
    transport.show_view(StreamView(StreamState.LIVE, recording=RecordingView(Path("a.mp4"), 75, 12_300_000)))
    assert button.text() == "1:15 · 12 MB"
    assert button.isChecked()
    transport.show_view(LIVE)
    assert button.text() == "Record"
    assert not button.isChecked()


def test_tooltips_name_the_keys(transport: Transport) -> None:
    assert "(Ctrl+R)" in transport.buttons[Action.RECENTER].toolTip()
    transport.set_hotkeys(DEFAULT_HOTKEYS.bound(Action.RECENTER, ""))
    assert "(" not in transport.buttons[Action.RECENTER].toolTip()


def test_where_it_is_narrow_the_words_go_but_the_time_stays(transport: Transport) -> None:
    full, signs = Qt.ToolButtonStyle.ToolButtonTextUnderIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
    transport.show()
    transport.resize(1200, 52)
    worded = [action for action, button in transport.buttons.items() if button.toolButtonStyle() is full]
    assert len(worded) == len(transport.buttons) - 2  # the arrows between portraits speak for themselves
    transport.resize(transport.minimumSizeHint())
    recording = RecordingView(Path("a.mp4"), 3000, 900_000_000)
    transport.show_view(StreamView(StreamState.LIVE, recording=recording))
    styles = {action: button.toolButtonStyle() for action, button in transport.buttons.items()}
    assert styles.pop(Action.RECORD) is full
    assert set(styles.values()) == {signs}
    parts = [transport.start, *transport.buttons.values()]
    boxes = sorted((part.geometry() for part in parts), key=lambda box: box.left())
    assert all(left.right() < right.left() for left, right in pairwise(boxes))
