from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app.config import EngineChoice
from app.facs import ActionUnit
from app.gui.dialogs.download import DownloadDialog
from app.gui.dialogs.output_help import OutputHelpDialog
from app.gui.views import Notice, Remedy, Severity
from app.gui.widgets.banner_stack import BannerStack
from app.pipeline.portrait.thumbnail_cache import FaceVerdict
from app.pipeline.studio.monitor import MonitorPicture
from app.pipeline.studio.status import Part
from app.pipeline.types import Frame
from app.settings.hotkeys import Action
from app.settings.model import AppSettings, InterfaceSettings
from app.tuning import Controls, Tuning
from tests.unit.gui.conftest import SitDown
from tests.unit.gui.controller.fakes import item
from tests.unit.gui.desk import READY, Desk


def banners(desk: Desk) -> list[str]:
    return [notice.key for notice in desk.window.banners.notices]


@pytest.fixture
def changes(desk: Desk) -> list[AppSettings]:
    told: list[AppSettings] = []
    desk.controller.settings_changed.connect(told.append)
    return told


# Values that go in come out of the panels, and do not come back.


def test_a_change_from_elsewhere_is_shown_and_not_echoed(desk: Desk, changes: list[AppSettings]) -> None:
    desk.backstage.devices.plug(["front"], [("vcam", True)])
    desk.settle()
    stream = replace(
        READY.stream,
        camera_id="/dev/front",
        output="vcam",
        engine=EngineChoice.AUTO,
        size=(640, 360),
        fps=24.0,
        mirror_output=True,
    )
    tuning = Tuning(controls=Controls(smile=0.5), smoothing=0.7, allow_unnatural=True)
    settings = replace(READY, stream=stream, tuning=tuning)
    desk.controller.change(settings)
    desk.settle()
    pickers, window = desk.window.pickers, desk.window
    assert changes == [settings], "showing a value is no wish"
    assert pickers.camera.current == "/dev/front"
    assert pickers.output.current == "vcam"
    assert pickers.engine.current == "auto"
    assert pickers.size_picker.current == "640x360"
    assert pickers.fps.current == "24"
    assert window.transport.buttons[Action.MIRROR].isChecked()
    assert window.tuning.parts[0].rows["smile"].value == pytest.approx(0.5)


def test_the_panels_wishes_reach_the_settings_once(desk: Desk, changes: list[AppSettings]) -> None:
    pickers = desk.window.pickers
    pickers.fps_chosen.emit(15.0)
    pickers.size_chosen.emit(320, 240)
    pickers.output_chosen.emit("vcam")
    pickers.engine_chosen.emit(EngineChoice.AUTO)
    pickers.camera_chosen.emit("fake:")
    tuning = Tuning(controls=Controls(smile=-0.5))
    desk.window.tuning.tuning_changed.emit(tuning)
    desk.settle()
    assert len(changes) == 6
    stream = desk.settings.stream
    assert (stream.fps, stream.size, stream.output) == (15.0, (320, 240), "vcam")
    assert (stream.engine, stream.camera_id) == (EngineChoice.AUTO, "fake:")
    assert desk.backstage.studio.tunings[-1] == tuning


def test_a_hotkey_shows_in_the_panels(desk: Desk) -> None:
    window = desk.window
    window.hotkeys.triggered.emit(Action.MIRROR)
    assert window.transport.buttons[Action.MIRROR].isChecked()
    window.hotkeys.triggered.emit(Action.SHOW_STATISTICS)
    assert window.statistics.isVisible()
    assert window.menus._bound[Action.SHOW_STATISTICS].isChecked()
    window.hotkeys.triggered.emit(Action.SHOW_STATISTICS)
    assert not window.statistics.isVisible()
    window.tuning.tuning_changed.emit(Tuning(controls=Controls(smile=1.0)))
    window.hotkeys.triggered.emit(Action.RESET_TUNING)
    assert window.tuning.parts[0].rows["smile"].value == 0


def test_the_menu_and_the_key_flip_the_same_switch(desk: Desk) -> None:
    entry = desk.window.menus._bound[Action.SHOW_LANDMARKS]
    entry.trigger()
    assert desk.settings.interface.show_landmarks
    assert entry.isChecked()
    desk.window.hotkeys.triggered.emit(Action.SHOW_LANDMARKS)
    assert not entry.isChecked()


@pytest.mark.parametrize("source", ["transport", "hotkeys", "tray", "menus"])
def test_every_button_of_start_starts_and_stops(desk: Desk, source: str) -> None:
    panel = getattr(desk.window, source)
    panel.triggered.emit(Action.START_STOP)
    desk.settle()
    assert desk.window.preview.is_live
    assert desk.window.transport.buttons[Action.PANIC].isEnabled()
    assert desk.window.menus._bound[Action.PANIC].isEnabled()
    panel.triggered.emit(Action.START_STOP)
    desk.settle()
    assert not desk.window.preview.is_live
    assert not desk.window.transport.buttons[Action.PANIC].isEnabled()
    assert not desk.window.menus._bound[Action.PANIC].isEnabled()


def test_a_recording_locks_size_and_rate(desk: Desk) -> None:
    desk.go_live()
    desk.record()
    assert desk.window.pickers.locked_hint.isVisible()
    assert desk.window.transport.buttons[Action.RECORD].isChecked()


def test_another_rate_is_another_pace_of_the_preview(desk: Desk) -> None:
    desk.go_live()
    before = desk.window.preview._timer.interval()
    desk.controller.choose_fps(60)
    assert desk.window.preview._timer.interval() < before


def test_the_panel_follows_the_engine_that_draws(desk: Desk) -> None:
    part = desk.window.tuning.action_units
    desk.go_live()
    for engine, only in (("mesh", False), ("liveportrait", True), ("mesh", False)):
        desk.backstage.studio.now = replace(desk.backstage.studio.now, engine=engine)
        desk.settle()
        assert part.units[ActionUnit.CHEEK_RAISER].isEnabled() is not only
        assert desk.window.tuning.motion.eyes.isEnabled() is only


def test_meters_move_while_live_and_open_alone(desk: Desk) -> None:
    panel, studio, timer = desk.window.tuning, desk.backstage.studio, desk.window._wiring.meters.timer
    meter = panel.action_units.units[ActionUnit.BLINK].meter
    desk.go_live()
    assert not timer.isActive(), "nobody sees them in a folded section"
    panel.action_units_section.set_expanded(True)
    assert timer.isActive()
    assert studio.watches_units
    studio.action_units = dict.fromkeys(ActionUnit, 2.0)
    timer.timeout.emit()
    assert meter.text == "2.0"
    panel.action_units_section.set_expanded(False)
    assert not timer.isActive()
    assert not studio.watches_units
    panel.action_units_section.set_expanded(True)
    timer.timeout.emit()
    desk.controller.stream.stop()
    desk.settle()
    assert not timer.isActive()
    assert meter.text == "\N{EN DASH}"


# Portraits.


def test_tiles_and_thumbnails_come_to_the_gallery(desk: Desk) -> None:
    window = desk.window
    assert [choice.id for choice in window.gallery.model.choices] == ["default", "anna", "bert"]
    desk.backstage.thumbnails.make("anna", FaceVerdict.NONE)
    desk.settle()
    assert list(window.thumbnails) == ["anna"]
    assert window.gallery.model.choices[1].verdict.value == "none"


def test_the_portrait_in_use_is_marked_and_on_air_while_live(desk: Desk) -> None:
    model = desk.window.gallery.model
    desk.window.gallery.chosen.emit("anna")
    assert (model._current, model._on_air) == ("anna", False)
    desk.go_live()
    assert (model._current, model._on_air) == ("anna", True)
    desk.controller.do(Action.NEXT_PORTRAIT)
    assert model._current == "bert"
    desk.window.gallery.removed.emit("bert")
    desk.settle()
    assert model._current == "anna"
    assert desk.settings.stream.portrait == item("anna").path


def test_pictures_dropped_on_the_preview_are_portraits(desk: Desk) -> None:
    desk.window.preview.files_dropped.emit([Path("carl.png")])
    desk.settle()
    assert desk.settings.stream.portrait == item("carl").path
    desk.window.preview.image_dropped.emit(b"png")
    desk.settle()
    assert len(desk.backstage.gallery.list) == 5


def test_the_still_is_shown_while_stopped_and_fits_the_window(desk: Desk) -> None:
    preview = desk.window.preview
    desk.backstage.studio.picture = MonitorPicture(np.full((60, 80, 3), 200, np.uint8), 1)
    desk.settle()
    assert preview._still is not None
    before = preview._still.width()
    desk.window.resize(desk.window.width() + 200, desk.window.height() + 200)
    desk.settle()
    assert preview._still.width() > before


# The inset.


def with_inset(*, landmarks: bool, camera: bool) -> AppSettings:
    return replace(READY, interface=InterfaceSettings(show_landmarks=landmarks, show_camera=camera))


def test_the_camera_in_the_inset_needs_the_inset_and_gets_it(desk: Desk) -> None:
    entry = desk.window.menus._camera_inset
    entry.trigger()
    assert desk.settings.interface.show_camera
    assert desk.settings.interface.show_landmarks
    assert desk.backstage.studio.keeps_frames
    entry.trigger()
    assert not desk.settings.interface.show_camera
    assert desk.settings.interface.show_landmarks
    assert not desk.backstage.studio.keeps_frames


def test_the_menu_tells_what_the_inset_shows_and_brings_it_back(sit_down: SitDown) -> None:
    desk = sit_down(with_inset(landmarks=False, camera=True))
    entry = desk.window.menus._camera_inset
    assert not entry.isChecked()
    entry.trigger()
    assert desk.settings.interface.shows_camera
    desk.controller.do(Action.SHOW_LANDMARKS)
    assert not entry.isChecked()


def test_what_needs_a_stream_cannot_be_chosen_without_one(desk: Desk) -> None:
    entries, buttons = desk.window.menus._bound, desk.window.transport.buttons
    needing = {Action.RECENTER, Action.PANIC, Action.FREEZE, Action.RECORD, Action.SNAPSHOT}
    assert not any(entries[action].isEnabled() or buttons[action].isEnabled() for action in needing)
    desk.go_live()
    assert all(entries[action].isEnabled() and buttons[action].isEnabled() for action in needing)


def test_the_raw_face_is_not_kept_where_nobody_sees_it(sit_down: SitDown) -> None:
    desk = sit_down(with_inset(landmarks=False, camera=True))
    desk.go_live()
    assert not desk.backstage.studio.keeps_frames
    desk.controller.do(Action.SHOW_LANDMARKS)
    assert desk.backstage.studio.keeps_frames


def test_the_inset_is_drawn_while_live_alone_and_forgotten_after(sit_down: SitDown) -> None:
    desk = sit_down(with_inset(landmarks=True, camera=True))
    inset, preview = desk.window._wiring._inset, desk.window.preview
    assert not inset.isActive(), "an idle window has nothing to draw"
    desk.go_live()
    assert inset.isActive()
    desk.backstage.studio.frame = Frame(np.full((60, 80, 3), 9, np.uint8), 0, 0.0)
    inset.timeout.emit()
    assert preview._camera is not None
    desk.controller.stream.stop()
    desk.settle()
    assert not inset.isActive()
    assert preview._camera is None


# Banners.


def test_a_problem_is_a_banner_until_it_is_solved(desk: Desk) -> None:
    desk.backstage.studio.complain((Part.CAMERA, 1))
    desk.settle()
    assert banners(desk) == ["camera"]
    desk.backstage.studio.complain()
    desk.settle()
    assert banners(desk) == []


def test_a_dismissed_banner_is_dismissed_everywhere(desk: Desk) -> None:
    desk.controller.notices.say("hello", "Hello")
    [banner] = desk.window.banners.banners
    banner.close_button.click()
    assert desk.controller.notices.notices == ()
    assert banners(desk) == []


def test_other_words_are_no_second_time_and_the_same_are(desk: Desk) -> None:
    notices = desk.controller.notices
    notices.say("diagnostics", "Gathering…")
    notices.say("diagnostics", "Done")
    assert [notice.count for notice in desk.window.banners.notices] == [1]
    notices.say("diagnostics", "Done")
    assert [(notice.what, notice.count) for notice in desk.window.banners.notices] == [("Done", 2)]


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was shown in the file manager."""
    shown: list[Path] = []

    def open_url(url: QUrl) -> bool:
        shown.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return shown


def press(desk: Desk, remedy: Remedy, *, key: str = "camera", path: Path | None = None) -> None:
    desk.controller.notices.post(Notice(key, Severity.WARNING, "What", "Why", "sudo mend-it", remedy, path))
    stack: BannerStack = desk.window.banners
    stack.banners[0].action.click()
    desk.settle()


def test_the_remedies_do_what_they_say(
    desk: Desk, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(type(desk.window.gallery), "add_from_dialog", lambda _: asked.append("portraits"))
    desk.window.desk.portraits_wanted.connect(lambda: asked.append("portraits"))
    checks: list[Callable[[], object]] = [
        lambda: press(desk, Remedy.RETRY),
        lambda: press(desk, Remedy.OPEN_FOLDER, path=Path("/videos")),
        lambda: press(desk, Remedy.OPEN_LOGS),
        lambda: press(desk, Remedy.COPY_FIX),
        lambda: press(desk, Remedy.CHOOSE_PORTRAIT),
        lambda: press(desk, Remedy.VIRTUAL_CAMERA_HELP),
        lambda: press(desk, Remedy.DOWNLOAD_WEIGHTS),
        lambda: press(desk, Remedy.CHOOSE_CAMERA),
    ]
    for check in checks:
        check()
    assert desk.backstage.studio.retried == [Part.CAMERA]
    assert folders == [Path("/videos"), desk.folders.logs]
    assert QGuiApplication.clipboard().text() == "sudo mend-it"
    assert asked
    assert len(desk.dialogs(OutputHelpDialog)) == 1
    assert len(desk.dialogs(DownloadDialog)) == 1


def test_a_stream_that_ended_is_started_again_by_its_banner(desk: Desk) -> None:
    press(desk, Remedy.RETRY, key="stream")
    assert desk.backstage.studio.told == ["start"]


# Figures.


def test_resetting_the_figures_reaches_the_stream(desk: Desk) -> None:
    desk.go_live()
    desk.window.statistics.reset_asked.emit()
    assert desk.backstage.studio.told[-1] == "reset"
