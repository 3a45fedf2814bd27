"""The real window, offscreen, over the real pipeline."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.config import EngineChoice
from app.facs import ActionUnit
from app.gui.controller import Controller, Folders
from app.gui.main_window import MainWindow
from app.gui.views import BGRAImage, OnAir, StreamState
from app.pipeline.sinks.recorder import open_recorder
from app.pipeline.sources.performer import draw, script_at
from app.settings.hotkeys import Action
from app.settings.model import AppSettings, InterfaceSettings, StreamSettings
from app.settings.store import load
from app.tuning import ActionUnitGains, Tuning

PATIENCE_MS = 30_000
SIZE = (320, 240)


class Desk:
    """A window somebody sits at."""

    def __init__(self, qtbot: QtBot, home: Path, camera: str = "demo:") -> None:
        self.qtbot = qtbot
        self.home = home
        self.folders = Folders(home / "settings.json", home / "presets", home / "portraits", home / "logs")
        settings = AppSettings(
            stream=StreamSettings(camera_id=camera, output="null", engine=EngineChoice.MESH, size=SIZE),
            interface=InterfaceSettings(recordings_folder=home, snapshots_folder=home),
            first_run_done=True,
            consent_given=True,
        )
        self.controller = Controller(settings, self.folders)
        self.window = MainWindow(self.controller)
        self.window.show_first()
        self.controller.open()

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def is_live(self) -> bool:
        return self.controller.stream.view.state is StreamState.LIVE

    def go_live(self) -> None:
        self.controller.do(Action.START_STOP)
        self.until(self.is_live)

    def stop(self) -> None:
        self.controller.do(Action.START_STOP)
        self.until(lambda: self.controller.stream.view.state is StreamState.STOPPED)

    def picture(self) -> BGRAImage:
        """The newest picture on air."""
        pulled = self.controller.stream.pull_preview(*SIZE, -1)
        assert pulled is not None
        return pulled.pixels

    def serial(self) -> int:
        pulled = self.controller.stream.pull_preview(*SIZE, -1)
        return -1 if pulled is None else pulled.serial

    def next_pictures(self, count: int = 3) -> None:
        before = self.serial()
        self.until(lambda: self.serial() >= before + count)

    def stands_still(self) -> bool:
        """Whether the picture on air is the same for several ticks."""
        before = self.serial()
        self.qtbot.wait(200)
        return self.serial() == before

    def close(self) -> None:
        with self.qtbot.waitSignal(self.controller.closed, timeout=PATIENCE_MS):
            self.window.leave()
        self.window.deleteLater()
        self.controller.deleteLater()
        QApplication.sendPostedEvents(None, 0)
        QApplication.processEvents()


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """No thread and no running timer outlives the window."""
    before = set(threading.enumerate())
    yield
    gc.collect()
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive(), f"{thread.name} is left"
    application = QApplication.instance()
    assert application is not None
    timers = [timer for timer in application.findChildren(QTimer) if timer.isActive()]
    assert timers == []


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, nothing_left: None) -> Iterator[Desk]:
    del nothing_left
    desk = Desk(qtbot, tmp_path)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of the performer as a video."""
    path = tmp_path_factory.mktemp("clip") / "driver.mp4"
    with open_recorder(path, SIZE, 15) as recorder:
        for index in range(30):
            recorder.write(draw(script_at(2 + index / 15), SIZE))
    return path


def test_a_session_at_the_window(desk: Desk) -> None:
    controller, window = desk.controller, desk.window
    desk.until(lambda: len(window.thumbnails) >= 3)
    desk.go_live()
    desk.until(lambda: controller.stream.view.face_seen is True)
    assert window.preview.is_live

    first = desk.picture().astype(int)
    controller.gallery.choose(controller.gallery.portraits[2].id)
    desk.until(lambda: np.abs(desk.picture().astype(int) - first).mean() > 20)
    assert desk.is_live()

    # Frozen by hand, so that the smile alone makes the difference.
    controller.choose_camera("fake:black=0-")
    desk.until(lambda: controller.stream.view.face_seen is False)
    window.tuning.parts[0].rows["smile"].set_value(0)
    desk.qtbot.wait(1500)  # the face eases to rest
    still = desk.picture().astype(int)
    tuning = controller.settings.tuning
    window.tuning.tuning_changed.emit(replace(tuning, controls=replace(tuning.controls, smile=1.0)))
    desk.until(lambda: bool(np.abs(desk.picture().astype(int) - still).max() > 40))
    changed = np.abs(desk.picture().astype(int) - still).max(axis=2) > 20
    assert 0.0005 < changed.mean() < 0.1, "a mouth moved, not the whole picture"
    controller.choose_camera("demo:")
    desk.until(lambda: controller.stream.view.face_seen is True)

    controller.stream._second.setInterval(1)
    controller.do(Action.RECENTER)
    assert controller.stream.countdown == 3
    desk.until(lambda: controller.stream.countdown == 0)

    controller.do(Action.PANIC)
    desk.until(lambda: controller.stream.view.on_air is OnAir.PLACEHOLDER)
    desk.until(desk.stands_still)
    card = desk.picture()
    assert np.abs(card.astype(int) - first).mean() > 5, "the card is no portrait"
    controller.do(Action.PANIC)
    desk.next_pictures()

    controller.do(Action.RECORD)
    desk.until(lambda: controller.stream.view.recording is not None)
    desk.until(lambda: (controller.stream.view.recording or _NO_TAPE).seconds > 0.5)
    path = (controller.stream.view.recording or _NO_TAPE).path
    controller.do(Action.RECORD)
    desk.until(lambda: controller.stream.view.recording is None)
    with av.open(str(path)) as video:
        frames = [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]
    assert len(frames) >= 15
    assert frames[0].shape == (SIZE[1], SIZE[0], 3)

    controller.do(Action.SNAPSHOT)
    desk.until(lambda: bool(list(desk.home.glob("*.png"))))
    desk.until(lambda: any(notice.key == "saved snapshot" for notice in controller.notices.notices))
    with Image.open(next(desk.home.glob("*.png"))) as snapshot:
        assert snapshot.size == SIZE
    desk.stop()
    assert not window.preview.is_live


def test_the_pickers_apply_while_live(desk: Desk) -> None:
    controller = desk.controller
    desk.go_live()
    controller.choose_size((240, 320))
    desk.until(lambda: desk.picture().shape[:2] == (240, 180))
    controller.choose_fps(15)
    controller.do(Action.MIRROR)
    desk.next_pictures()
    statistics = controller.stream.view.statistics
    assert desk.is_live()
    assert statistics is not None
    desk.until(lambda: (controller.stream.view.statistics or statistics).target_fps == 15)


def test_twenty_starts(desk: Desk) -> None:
    for _ in range(20):
        desk.go_live()
        desk.stop()
    names = [thread.name for thread in threading.enumerate()]
    for name in ("capture", "inference", "output"):
        assert name not in names


def test_a_video_as_the_camera(qtbot: QtBot, tmp_path: Path, clip: Path, nothing_left: None) -> None:
    del nothing_left
    desk = Desk(qtbot, tmp_path, str(clip))
    desk.go_live()
    desk.until(lambda: desk.controller.stream.view.face_seen is True)
    desk.next_pictures(40)  # more than the clip has: it begins again
    assert desk.is_live()
    assert desk.controller.stream.view.recording is None
    desk.close()


def test_what_was_set_is_there_at_the_next_start(qtbot: QtBot, tmp_path: Path, nothing_left: None) -> None:
    del nothing_left
    desk = Desk(qtbot, tmp_path)
    desk.controller.choose_fps(25)
    tuning = desk.controller.settings.tuning
    desk.controller.tune(replace(tuning, smoothing=0.9))
    desk.close()
    kept = load(desk.folders.settings)
    assert kept.problem is None
    assert kept.settings.stream.fps == 25
    assert kept.settings.tuning.smoothing == 0.9
    assert kept.settings.window.geometry


def test_closing_while_live_asks_once_and_then_stops_in_order(desk: Desk) -> None:
    desk.go_live()
    desk.window.close()
    asking = [one for one in desk.window.findChildren(QDialog) if one.isVisible()]
    assert len(asking) == 1
    asking[0].reject()
    assert desk.is_live()


def test_a_camera_that_is_missing_leaves_the_window_alive(desk: Desk) -> None:
    desk.controller.choose_camera("a camera nobody has")
    desk.go_live()
    desk.until(lambda: any(notice.key == "camera" for notice in desk.controller.notices.notices))
    row = next(row for row in desk.controller.devices.cameras if row.id == "a camera nobody has")
    assert not row.connected
    desk.controller.choose_camera("demo:")
    desk.until(lambda: all(notice.key != "camera" for notice in desk.controller.notices.notices))
    desk.until(lambda: desk.controller.stream.view.face_seen is True)


class _Tape:
    seconds = 0.0
    path = Path()


_NO_TAPE = _Tape()


def test_action_units_are_seen_and_their_gains_travel_in_a_preset(desk: Desk) -> None:
    controller, panel = desk.controller, desk.window.tuning
    panel.action_units_section.set_expanded(True)
    desk.go_live()
    meters = [row.meter for row in panel.action_units.units.values()]
    desk.until(lambda: all(meter.text != "\N{EN DASH}" for meter in meters))
    desk.until(lambda: max(float(meter.text) for meter in meters) > 1)
    panel.action_units.units[ActionUnit.BLINK].slider.setValue(0)
    panel.motion.micro.switch.click()
    mine = ActionUnitGains(blink=0.0, micro_expressions=1.0)
    assert controller.settings.tuning.action_units == mine
    controller.presets.save("Mine", controller.settings.tuning)
    desk.until(lambda: controller.presets.named("Mine") is not None)
    controller.do(Action.RESET_TUNING)
    assert controller.settings.tuning == Tuning()
    controller.presets.apply("Mine")
    desk.until(lambda: controller.settings.tuning.action_units == mine)
    assert panel.action_units.units[ActionUnit.BLINK].value == 0
    desk.next_pictures()
    desk.stop()
    assert {meter.text for meter in meters} == {"\N{EN DASH}"}
