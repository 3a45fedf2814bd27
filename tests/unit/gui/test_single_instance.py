from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from app.gui import single_instance
from app.gui.single_instance import SingleInstance

pytestmark = pytest.mark.usefixtures("qapp")

_SECOND_START = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.gui.single_instance import SingleInstance
app = QCoreApplication(sys.argv)
place = SingleInstance("test", Path(sys.argv[1]))
if not place.acquire():
    sys.exit(0)
if sys.argv[2:] == ["crash"]:
    import os
    os._exit(9)
sys.exit(5)
"""


def start_another(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _SECOND_START, str(folder), *words])  # noqa: S603 - our own interpreter


@pytest.fixture
def first(tmp_path: Path) -> Iterator[SingleInstance]:
    place = SingleInstance("test", tmp_path / "run")
    assert place.acquire()
    yield place
    place.close()


def say(qtbot: QtBot, place: SingleInstance, words: bytes) -> None:
    """Connects as anyone could, says something and waits to be shown out."""
    socket = QLocalSocket()
    socket.connectToServer(place._address)
    assert socket.waitForConnected(1000)
    socket.write(words)
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState, timeout=3000)


def test_a_second_start_raises_the_first_and_ends(
    first: SingleInstance, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(first.raise_asked, timeout=20_000):
        other = start_another(tmp_path / "run")
    assert other.wait(20) == 0


def test_a_start_after_the_first_closed_is_first(first: SingleInstance, tmp_path: Path) -> None:
    first.close()
    first.close()
    place = SingleInstance("test", tmp_path / "run")
    assert place.acquire()
    place.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a crashed process leaves no socket on Windows")
def test_what_a_crash_leaves_behind_is_taken_over(tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "run"
    assert start_another(folder, "crash").wait(20) == 9
    assert {path.name for path in folder.iterdir()} == {"test.lock", "test.socket"}
    place = SingleInstance("test", folder)
    assert place.acquire()
    with qtbot.waitSignal(place.raise_asked):
        say(qtbot, place, b"raise\n")
    place.close()


def test_a_lock_that_nobody_answers_for_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "_TRY_AGAIN_MS", 0)
    place = SingleInstance("test", tmp_path)
    other = SingleInstance("test", tmp_path)
    assert other._lock.tryLock(0)  # held, and no socket
    assert place.acquire()
    place.close()


@pytest.mark.parametrize("words", [b"quit\n", b"raise\nraise\n", b"x" * 10_000, b"\xff\x00\n", b"\n"])
def test_unknown_words_are_ignored(first: SingleInstance, qtbot: QtBot, words: bytes) -> None:
    with qtbot.assertNotEmitted(first.raise_asked):
        say(qtbot, first, words)
    with qtbot.waitSignal(first.raise_asked):
        say(qtbot, first, b"raise\n")


def test_who_says_nothing_is_shown_out(
    first: SingleInstance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "_TALK_MS", 10)
    with qtbot.assertNotEmitted(first.raise_asked):
        say(qtbot, first, b"rai")


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no mode")
def test_no_other_user_may_connect(first: SingleInstance) -> None:
    assert Path(first._address).stat().st_mode & 0o077 == 0


def test_a_folder_too_deep_for_a_socket_is_no_hindrance(tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / ("deep" * 30)
    place = SingleInstance("test", folder)
    assert place.acquire()
    assert len(os.fsencode(place._address)) < 100
    with qtbot.waitSignal(place.raise_asked):
        say(qtbot, place, b"raise\n")
    place.close()
