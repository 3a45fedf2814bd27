from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

import app.pipeline.backstage
from app.command_configs import AppConfig
from app.config import EngineChoice
from app.gui import application
from app.gui.application import run_application
from app.gui.dialogs.confirm import ConfirmDialog
from app.gui.dialogs.safe_mode import SafeModeDialog
from app.gui.main_window import MainWindow
from app.gui.single_instance import SingleInstance
from app.gui.views import StreamState
from app.paths import cache_dir, settings_file, state_dir
from app.settings.model import AppSettings
from app.settings.store import load, save
from tests.unit.gui.controller.fakes import FakeBackstage
from tests.unit.gui.desk import READY

_PATIENCE_MS = 20_000


class Program:
    """The program with a home of its own, over a fake pipeline."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.backstage = FakeBackstage()
        self.window: MainWindow | None = None
        self.asked = 0
        self.answer = False
        self._monkeypatch = monkeypatch
        monkeypatch.setattr(app.pipeline.backstage, "open_backstage", lambda *_: self.backstage.real)
        monkeypatch.setattr(SafeModeDialog, "ask", self._ask)

    def _ask(self) -> bool:
        self.asked += 1
        return self.answer

    def run(self, act: Callable[[MainWindow], None], config: AppConfig | None = None) -> int:
        """Runs it until ``act`` was done, once the pipeline is there, and the window was left."""
        show_first = MainWindow.show_first

        def shown(window: MainWindow, *, safe: bool = False) -> None:
            show_first(window, safe=safe)
            self.window = window
            window._controller.ready.connect(lambda: QTimer.singleShot(0, lambda: act(window)))
            QTimer.singleShot(_PATIENCE_MS, window, window.leave)

        self._monkeypatch.setattr(MainWindow, "show_first", shown)
        try:
            return run_application(config or AppConfig())
        finally:
            self._monkeypatch.setattr(MainWindow, "show_first", show_first)
            if self.window is not None:
                self.window._controller.setParent(None)
                self.window.deleteLater()
                self.window._controller.deleteLater()
                QApplication.sendPostedEvents(None, 0)

    def settings(self) -> AppSettings:
        assert self.window is not None
        return self.window._controller.settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything the program writes goes here."""
    for kind in ("config", "state", "cache", "data", "log"):
        folder = str(tmp_path / kind)
        monkeypatch.setattr(platformdirs, f"user_{kind}_dir", lambda *_, _folder=folder, **__: _folder)
    save(settings_file(), READY)
    return tmp_path


@pytest.fixture
def program(home: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    del home
    names = (qapp.applicationName(), qapp.applicationDisplayName(), qapp.desktopFileName())
    quits, hook = qapp.quitOnLastWindowClosed(), sys.excepthook
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    yield Program(monkeypatch)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers
    assert sys.excepthook is hook
    qapp.setApplicationName(names[0])
    qapp.setApplicationDisplayName(names[1])
    qapp.setDesktopFileName(names[2])
    qapp.setQuitOnLastWindowClosed(quits)


def leave(window: MainWindow) -> None:
    window.leave()


def crashed() -> None:
    """The last run left its mark."""
    state_dir().mkdir(parents=True)
    (state_dir() / "running").write_text("1\n")


def is_marked() -> bool:
    return (state_dir() / "running").exists()


def test_it_runs_until_it_is_left_and_ends_clean(program: Program) -> None:
    seen: list[bool] = []

    def look(window: MainWindow) -> None:
        seen.append(is_marked())
        window.leave()

    assert program.run(look) == 0
    assert seen == [True]
    assert not is_marked()
    assert program.asked == 0
    assert program.backstage.closed == 1
    assert program.backstage.studio.told == ["stop"]


def test_started_with_start_it_goes_live_at_once(program: Program) -> None:
    states: list[StreamState] = []

    def look(window: MainWindow) -> None:
        states.append(window._controller.stream.view.state)
        window.leave()

    assert program.run(look, AppConfig(start=True)) == 0
    assert states == [StreamState.LIVE]


# After a crash.


@pytest.mark.parametrize("safe", [True, False])
def test_after_an_unclean_end_the_person_chooses(program: Program, safe: bool) -> None:
    crashed()
    program.answer = safe
    program.run(leave, AppConfig(start=True))
    assert program.asked == 1
    assert program.settings().stream.camera_id == ("0" if safe else "demo:")
    assert ("start" in program.backstage.studio.told) is not safe
    assert not is_marked()


def test_safe_mode_draws_on_the_processor_and_writes_nothing(program: Program) -> None:
    before = settings_file().read_bytes()
    keys: list[str] = []

    def change(window: MainWindow) -> None:
        window._controller.choose_fps(12)
        keys.extend(notice.key for notice in window._controller.notices.notices)
        window.leave()

    program.run(change, AppConfig(safe_mode=True))
    stream = program.settings().stream
    assert (stream.engine, stream.networks.device) == (EngineChoice.MESH, "cpu")
    assert settings_file().read_bytes() == before
    assert keys == ["safe mode"]
    assert program.asked == 0


@pytest.mark.usefixtures("program")
def test_a_start_that_fails_is_an_unclean_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> MainWindow:
        raise RuntimeError("a fault at the start")

    with monkeypatch.context() as patch:
        patch.setattr(application, "MainWindow", broken)
        with pytest.raises(RuntimeError):
            run_application(AppConfig())
    assert is_marked()
    free = SingleInstance("liveportrait-cam", cache_dir())
    assert free.acquire(), "the place is given up all the same"
    free.close()


def test_a_broken_file_of_settings_is_told(program: Program) -> None:
    settings_file().write_text("{")
    keys: list[str] = []

    def look(window: MainWindow) -> None:
        keys.extend(notice.key for notice in window.banners.notices)
        window.leave()

    program.run(look)
    assert "settings" in keys
    assert list(settings_file().parent.glob("*broken*"))


# Signals and faults.


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_live_stream_unasked_and_keeps_everything(
    program: Program, number: signal.Signals
) -> None:
    questions: list[object] = []

    def strike(window: MainWindow) -> None:
        window._controller.choose_fps(12)
        window._controller.closed.connect(lambda: questions.extend(window.findChildren(ConfirmDialog)))
        signal.raise_signal(number)

    assert program.run(strike, AppConfig(start=True)) == 0
    assert program.backstage.studio.told == ["start", "stop"]
    assert questions == []
    assert load(settings_file()).settings.stream.fps == 12
    assert not is_marked()


def report(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)


def test_a_fault_in_a_slot_is_told_and_logged_and_the_program_goes_on(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []

    def fail(window: MainWindow) -> None:
        report(ValueError("a fault in a slot"))
        told.extend(f"{notice.key}: {notice.why}" for notice in window.banners.notices)
        window.leave()

    assert program.run(fail) == 0
    assert told == ["fault: ValueError: a fault in a slot"]
    assert "a fault in a slot" in caplog.text


def test_a_fault_in_showing_a_fault_is_not_told_for_ever(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    reports: list[int] = []

    def fail(window: MainWindow) -> None:
        def show(_: object) -> None:
            reports.append(1)
            report(RuntimeError("the banner is broken"))

        window._controller.notices.posted.connect(show)
        report(ValueError("a fault in a slot"))
        window.leave()

    assert program.run(fail) == 0
    assert len(reports) == 1
    assert "the banner is broken" in caplog.text


def test_ctrl_c_inside_a_slot_ends_it_in_order(program: Program) -> None:
    assert program.run(lambda _: report(KeyboardInterrupt())) == 0
    assert program.backstage.closed == 1


# One window per user.


def test_a_second_start_raises_the_first_and_ends(program: Program) -> None:
    codes: list[int] = []

    def start_again(window: MainWindow) -> None:
        window.hide()
        codes.append(run_application(AppConfig()))
        waiting = QTimer(window, interval=10)
        waiting.timeout.connect(lambda: window.leave() if window.isVisible() else None)
        waiting.start()

    assert program.run(start_again) == 0
    assert codes == [0]
    assert not is_marked(), "the second did not take the mark of the first for a crash"
    assert program.asked == 0


def test_the_question_after_a_crash(qapp: QApplication) -> None:
    del qapp
    for button, safe in (("safe", True), ("usual", False)):
        dialog = SafeModeDialog()
        QTimer.singleShot(0, getattr(dialog, button).click)
        assert (dialog.exec() == SafeModeDialog.DialogCode.Accepted) is safe
        dialog.deleteLater()


# The whole program, in a process of its own.

_STRUCK_WHEN_LIVE = """
import os, signal, sys, threading
from PySide6.QtCore import QTimer
from app.command_configs import AppConfig
from app.gui.application import run_application
from app.gui.main_window import MainWindow

show_first = MainWindow.show_first

def shown(window, *, safe=False):
    show_first(window, safe=safe)
    watch = QTimer(window, interval=50)
    def look():
        if window._controller.stream.view.state.value == "live":
            watch.stop()
            os.kill(os.getpid(), signal.SIGINT)
    watch.timeout.connect(look)
    watch.start()

MainWindow.show_first = shown
code = run_application(AppConfig(start=True))
ours = {"capture", "inference", "output", "studio", "thumbnails", "device watch", "chores_0", "backstage_0"}
print("left:", sorted(ours & {thread.name for thread in threading.enumerate()}))
sys.exit(code)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere folders cannot be moved so")
def test_the_real_program_goes_live_and_ends_in_order_on_ctrl_c(tmp_path: Path) -> None:
    folders = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "STATE", "CACHE", "DATA")}
    environment = {**os.environ, **folders, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    save(tmp_path / "CONFIG" / "liveportrait-cam" / "settings.json", READY)
    ended = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", _STRUCK_WHEN_LIVE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip().endswith("left: []")
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "STATE" / "liveportrait-cam" / "running").exists()
