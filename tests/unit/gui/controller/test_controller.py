from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.config import EngineChoice, StreamConfig
from app.errors import AppError
from app.gui.controller import Controller, Folders
from app.gui.controller.stream_wish import stream_config
from app.gui.views import OnAir, StreamState
from app.pipeline.backstage import Backstage
from app.pipeline.portrait.library import default_portrait
from app.pipeline.studio.status import Part, Phase
from app.settings.hotkeys import PORTRAIT_ACTIONS, Action
from app.settings.model import AppSettings, InterfaceSettings, StreamSettings
from app.settings.store import load
from app.tuning import Tuning
from tests.unit.gui.controller.fakes import FakeBackstage, finish, item

READY = AppSettings(
    stream=StreamSettings(camera_id="demo:", engine=EngineChoice.MESH),
    first_run_done=True,
    consent_given=True,
)
CALM = Tuning(smoothing=0.9)


class Program:
    """A controller over a fake pipeline, polled by hand."""

    def __init__(self, home: Path, settings: AppSettings = READY, *, keep: bool = True) -> None:
        self.backstage = FakeBackstage()
        self.error: Exception | None = None
        self.opened: list[StreamConfig] = []
        self.gate: threading.Event | None = None
        self.folders = Folders(home / "settings.json", home / "presets", home / "portraits", home / "logs")
        self.controller = Controller(settings, self.folders, keep=keep, open_backstage=self._open)
        self.controller._timer.timeout.disconnect()
        self.closed = 0
        self.controller.closed.connect(self._count)

    def _open(self, config: StreamConfig, _tuning: Tuning, _portraits: Path) -> Backstage:
        self.opened.append(config)
        if self.gate is not None:
            self.gate.wait(10)
        if self.error is not None:
            raise self.error
        return self.backstage.real

    def _count(self) -> None:
        self.closed += 1

    def open(self) -> None:
        self.controller.open()
        self.settle()

    def settle(self) -> None:
        """Lets everything that was begun be done, and looks at what came of it."""
        for chores in (self.controller._opening, self.controller._chores, self.controller.weights._chores):
            finish(chores)
        self.controller._poll()

    @property
    def studio(self):  # type: ignore[no-untyped-def]
        return self.backstage.studio

    @property
    def settings(self) -> AppSettings:
        return self.controller.settings

    @property
    def told(self) -> list[str]:
        return [notice.key for notice in self.controller.notices.notices]

    def close(self, qtbot: QtBot) -> None:
        if self.gate is not None:
            self.gate.set()
        self.controller.close()
        while not self.closed:
            self.controller._opening._pool.submit(int).result(10) if not self.closed else None
            self.controller._poll()
            qtbot.wait(1)


@pytest.fixture
def program(tmp_path: Path, qtbot: QtBot) -> Iterator[Program]:
    program = Program(tmp_path)
    yield program
    program.close(qtbot)
    timers = [timer for timer in program.controller.findChildren(QTimer) if timer.isActive()]
    assert timers == []


@pytest.fixture
def ready(program: Program) -> Program:
    program.open()
    assert program.controller.is_open
    return program


# Opening.


def test_the_pipeline_is_opened_elsewhere_with_what_the_settings_say(program: Program, qtbot: QtBot) -> None:
    with qtbot.waitSignal(program.controller.ready):
        program.open()
    assert program.opened == [stream_config(READY)]
    assert program.controller.gallery.portraits
    assert program.told == []


def test_what_changed_meanwhile_is_used(program: Program) -> None:
    program.controller.open()
    program.controller.choose_fps(25)
    program.controller.tune(CALM)
    program.settle()
    assert program.studio.configs[-1].fps == 25
    assert program.studio.tunings[-1] == CALM


@pytest.mark.parametrize("error", [AppError("no", "the disk is gone", "Mend it"), ImportError("no numpy")])
def test_a_pipeline_that_cannot_be_opened_is_told_and_the_next_start_tries_again(
    program: Program, error: Exception
) -> None:
    program.error = error
    program.controller.open()
    program.controller.start()
    assert program.controller.stream.view.state.value == "starting"
    program.settle()
    assert program.told == ["start"]
    assert program.controller.stream.view.state is StreamState.STOPPED
    assert not program.controller.is_open
    program.error = None
    program.controller.start()
    program.settle()
    assert program.controller.is_open
    assert "start" in program.studio.told
    assert program.told == []
    assert len(program.opened) == 2


def test_start_while_it_is_opened_opens_it_once(program: Program) -> None:
    program.controller.open()
    program.controller.start()
    program.controller.start()
    program.settle()
    assert len(program.opened) == 1
    assert program.controller.stream.view.state is StreamState.LIVE


def test_start_and_start_again_while_it_is_opened_is_stop(program: Program) -> None:
    program.controller.open()
    program.controller.do(Action.START_STOP)
    program.controller.do(Action.START_STOP)
    program.settle()
    assert program.studio.told == []


# Settings.


def test_only_differences_reach_the_studio(ready: Program) -> None:
    ready.studio.configs.clear()
    ready.studio.tunings.clear()
    ready.controller.change(replace(READY, interface=InterfaceSettings(show_landmarks=True)))
    ready.controller.change(ready.settings)
    assert ready.studio.configs == []
    assert ready.studio.tunings == []
    ready.controller.tune(CALM)
    assert (len(ready.studio.configs), ready.studio.tunings) == (0, [CALM])
    ready.controller.choose_size((640, 360))
    assert [config.size for config in ready.studio.configs] == [(640, 360)]
    assert len(ready.studio.tunings) == 1


def test_the_name_of_a_camera_alone_opens_nothing_anew(ready: Program) -> None:
    ready.studio.configs.clear()
    stream = replace(READY.stream, camera_name="The same one, with a name")
    ready.controller.change(replace(READY, stream=stream))
    assert ready.studio.configs == []


def test_every_picker_is_a_change_of_the_stream(ready: Program) -> None:
    ready.backstage.devices.plug(["front"], [("vcam", True)])
    ready.controller.choose_camera("/dev/front")
    ready.controller.choose_output("null")
    ready.controller.choose_engine(EngineChoice.AUTO)
    ready.controller.choose_fps(24)
    stream = ready.settings.stream
    assert (stream.camera_id, stream.camera_name) == ("/dev/front", "Front")
    config = ready.studio.configs[-1]
    assert (config.camera, config.outputs, config.engine) == ("/dev/front", (), EngineChoice.AUTO)
    ready.controller.choose_output("vcam:OBS")
    assert ready.studio.configs[-1].outputs == ("vcam:OBS",)


def test_changes_are_told_once_and_kept(ready: Program, qtbot: QtBot) -> None:
    told: list[AppSettings] = []
    ready.controller.settings_changed.connect(told.append)
    ready.controller.tune(CALM)
    ready.controller.tune(CALM)
    assert told == [ready.settings]
    ready.close(qtbot)
    assert load(ready.folders.settings).settings.tuning == CALM


def test_in_safe_mode_nothing_is_kept(tmp_path: Path, qtbot: QtBot) -> None:
    program = Program(tmp_path, keep=False)
    program.open()
    program.controller.tune(CALM)
    program.close(qtbot)
    assert not program.folders.settings.exists()


def test_settings_that_cannot_be_kept_are_told_and_do_not_stop_the_end(ready: Program, qtbot: QtBot) -> None:
    ready.folders.settings.mkdir()
    (ready.folders.settings / "x").touch()
    ready.folders.settings.parent.chmod(0o500)
    try:
        ready.controller.tune(CALM)
        ready.close(qtbot)
    finally:
        ready.folders.settings.parent.chmod(0o700)
    assert ready.closed == 1


def test_the_first_camera_is_adopted_by_its_name_once(tmp_path: Path, qtbot: QtBot) -> None:
    program = Program(tmp_path, replace(READY, stream=StreamSettings()))
    program.open()
    program.settle()
    assert program.settings.stream.camera_id == "0"
    assert program.settings.stream.camera_name == ""
    program.backstage.devices.plug(["front", "back"])
    program.settle()
    assert program.settings.stream.camera_id == "/dev/front"
    program.backstage.devices.plug(["another", "front"])
    program.settle()
    assert program.settings.stream.camera_id == "/dev/front"
    program.close(qtbot)


# Actions.


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("opened", [True, False])
def test_every_action_does_something_or_nothing_but_never_fails(
    program: Program, action: Action, opened: bool
) -> None:
    if opened:
        program.open()
    program.controller.do(action)
    program.settle()
    program.controller.do(action)
    program.settle()
    assert "fault" not in program.told


def test_the_switches_of_the_settings_flip_and_flip_back(ready: Program) -> None:
    reads: dict[Action, Callable[[AppSettings], bool]] = {
        Action.MIRROR: lambda settings: settings.stream.mirror_output,
        Action.SHOW_LANDMARKS: lambda settings: settings.interface.show_landmarks,
        Action.SHOW_STATISTICS: lambda settings: settings.interface.show_statistics,
    }
    for action, read in reads.items():
        ready.controller.do(action)
        assert read(ready.settings)
        ready.controller.do(action)
        assert not read(ready.settings)
    assert ready.settings == READY


def test_start_stop_panic_and_freeze(ready: Program) -> None:
    controller = ready.controller
    controller.do(Action.START_STOP)
    assert controller.stream.view.state.value == "live"
    controller.do(Action.PANIC)
    assert controller.stream.view.on_air.value == OnAir.PLACEHOLDER.value
    controller.do(Action.FREEZE)
    assert controller.stream.view.on_air is OnAir.FROZEN
    controller.do(Action.START_STOP)
    assert controller.stream.view.state is StreamState.STOPPED
    assert ready.studio.told == ["start", "show placeholder", "show frozen", "stop"]


def test_portraits_by_place_and_in_turn(ready: Program) -> None:
    ready.controller.do(PORTRAIT_ACTIONS[1])
    assert ready.settings.stream.portrait == item("anna").path
    ready.controller.do(PORTRAIT_ACTIONS[8])
    assert ready.settings.stream.portrait == item("anna").path
    ready.controller.do(Action.NEXT_PORTRAIT)
    assert ready.settings.stream.portrait == item("bert").path
    ready.controller.do(Action.NEXT_PORTRAIT)
    assert ready.settings.stream.portrait == default_portrait()
    ready.controller.do(Action.PREVIOUS_PORTRAIT)
    assert ready.studio.configs[-1].portrait == item("bert").path


def test_resetting_forgets_the_preset_too(ready: Program) -> None:
    ready.controller.change(replace(READY, tuning=CALM, preset="Quiet"))
    ready.controller.do(Action.RESET_TUNING)
    assert (ready.settings.tuning, ready.settings.preset) == (Tuning(), "")


# Consent.


def test_without_consent_nothing_starts_but_the_question_is_put(tmp_path: Path, qtbot: QtBot) -> None:
    program = Program(tmp_path, replace(READY, consent_given=False))
    asked: list[int] = []
    program.controller.consent_wanted.connect(lambda: asked.append(1))
    program.open()
    program.controller.do(Action.START_STOP)
    assert len(asked) == 1
    assert program.studio.told == []
    program.controller.give_consent()
    program.controller.start()
    assert program.studio.told == ["start"]
    program.controller.give_consent(False)
    assert not program.settings.consent_given
    program.close(qtbot)


# Portraits and presets.


def test_the_portrait_on_air_gives_way_to_its_neighbour_when_it_is_removed(ready: Program) -> None:
    ready.controller.gallery.choose("anna")
    ready.controller.gallery.remove("bert")
    ready.settle()
    assert ready.settings.stream.portrait == item("anna").path
    ready.controller.gallery.remove("anna")
    ready.settle()
    assert ready.settings.stream.portrait == default_portrait()
    assert ready.studio.configs[-1].portrait == default_portrait()
    ready.controller.gallery.remove("default")
    ready.settle()
    assert ready.settings.stream.portrait is None


def test_removing_the_default_counts_as_in_use_while_nobody_chose(ready: Program) -> None:
    ready.controller.gallery.remove("default")
    ready.settle()
    assert ready.settings.stream.portrait == item("anna").path


def test_the_presets_name_follows_what_becomes_of_it(ready: Program) -> None:
    presets = ready.controller.presets
    ready.controller.tune(CALM)
    presets.save("Quiet", CALM)
    ready.settle()
    assert ready.settings.preset == "Quiet"
    moved = replace(CALM, strength=1.5)
    ready.controller.tune(moved)
    presets.rename("Quiet", "Evening")
    ready.settle()
    assert ready.settings.preset == "Evening"
    assert ready.settings.tuning == moved, "a rename moves no slider"
    presets.apply("Evening")
    ready.settle()
    assert ready.settings.tuning == CALM
    presets.delete("Evening")
    ready.settle()
    assert ready.settings.preset == ""
    assert ready.settings.tuning == CALM


def test_what_becomes_of_another_preset_changes_nothing(ready: Program) -> None:
    presets = ready.controller.presets
    for name in ("One", "Two"):
        presets.save(name, CALM)
    ready.settle()
    assert ready.settings.preset == "Two"
    presets.rename("One", "Three")
    presets.delete("Three")
    ready.settle()
    assert ready.settings.preset == "Two"


# Weights, devices, the camera.


@pytest.mark.parametrize(
    ("engine", "retried"),
    [(EngineChoice.AUTO, [Part.ENGINE]), (EngineChoice.LIVEPORTRAIT, [Part.ENGINE]), (EngineChoice.MESH, [])],
)
def test_weights_that_arrive_are_used_by_whoever_wants_them(
    ready: Program, engine: EngineChoice, retried: list[Part]
) -> None:
    ready.controller.choose_engine(engine)
    ready.controller.start()
    ready.controller.weights.installed.emit()
    assert ready.studio.retried == retried


def test_a_virtual_camera_that_appears_is_tried(ready: Program) -> None:
    ready.backstage.devices.plug(outputs=[("vcam", False)])
    ready.settle()
    assert ready.studio.retried == []
    ready.backstage.devices.plug(outputs=[("vcam", True)])
    ready.settle()
    assert ready.studio.retried == [Part.OUTPUT]


def test_a_live_stream_keeps_its_frames_for_the_guide(ready: Program) -> None:
    ready.controller.start()
    ready.controller.camera.watch(True)
    assert ready.studio.keeps_frames
    ready.controller.camera.watch(False)
    assert not ready.studio.keeps_frames


def test_polls_are_quicker_while_something_is_live(ready: Program) -> None:
    idle = ready.controller._timer.interval()
    ready.controller.start()
    live = ready.controller._timer.interval()
    ready.controller.stream.stop()
    assert live < idle == ready.controller._timer.interval()


def test_a_check_that_fails_is_an_answer(ready: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("the driver hangs itself")

    monkeypatch.setattr("app.gui.controller.controller.find_virtual_camera", broken)
    answers: list[object] = []
    ready.controller.virtual_camera_checked.connect(lambda check: answers.append((check.ok, check.detail)))
    ready.controller.check_virtual_camera()
    ready.settle()
    assert answers == [(False, "RuntimeError: the driver hangs itself")]


def test_diagnostics_and_licences_are_gathered(ready: Program) -> None:
    texts: list[str] = []
    rows: list[object] = []
    ready.controller.diagnostics_ready.connect(texts.append)
    ready.controller.collect_diagnostics()
    ready.controller.collect_licences(rows.extend)
    ready.settle()
    assert "Python" in texts[0]
    assert rows


# The end.


def test_it_ends_in_order_and_once(ready: Program, qtbot: QtBot) -> None:
    ready.controller.start()
    ready.controller.tune(CALM)
    ready.controller.close()
    ready.controller.close()
    assert ready.studio.told == ["start", "stop"]
    assert load(ready.folders.settings).settings.tuning == CALM, "kept before anything can hang"
    ready.close(qtbot)
    assert ready.backstage.closed == 1
    assert ready.closed == 1
    assert not ready.controller.is_open


def test_it_can_end_before_it_began(program: Program, qtbot: QtBot) -> None:
    program.controller.close()
    assert program.controller._timer.isActive()
    program.close(qtbot)
    assert program.closed == 1


def test_it_can_end_while_it_is_opened(program: Program, qtbot: QtBot) -> None:
    program.gate = threading.Event()
    program.controller.open()
    program.controller.start()
    program.controller.close()
    program.close(qtbot)
    assert program.backstage.closed == 1, "what was opened too late is closed, too"
    assert program.studio.told == []
    assert not program.controller.is_open


def test_it_can_end_when_it_could_not_be_opened(program: Program, qtbot: QtBot) -> None:
    program.error = ImportError("no numpy")
    program.open()
    program.close(qtbot)
    assert program.closed == 1


def test_a_fault_at_the_end_is_still_an_end(
    ready: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> bool:
        raise RuntimeError("a driver")

    monkeypatch.setattr(ready.backstage, "close", broken)
    ready.close(qtbot)
    assert ready.closed == 1


def test_nothing_starts_any_more_once_it_ends(ready: Program, qtbot: QtBot) -> None:
    ready.controller.close()
    ready.controller.start()
    ready.close(qtbot)
    assert ready.studio.told == ["stop"]


def test_what_is_changed_while_it_ends_is_kept(ready: Program, qtbot: QtBot) -> None:
    ready.controller.close()
    ready.controller.change(replace(READY, first_run_done=False))  # a dialog that went with the window
    ready.close(qtbot)
    assert not load(ready.folders.settings).settings.first_run_done


def test_by_its_own_timer(tmp_path: Path, qtbot: QtBot) -> None:
    """The same without a hand that polls."""
    backstage = FakeBackstage()
    folders = Folders(tmp_path / "s.json", tmp_path / "presets", tmp_path / "portraits", tmp_path / "logs")
    controller = Controller(READY, folders, open_backstage=lambda *_: backstage.real)
    with qtbot.waitSignal(controller.ready, timeout=10_000):
        controller.open()
    backstage.studio.first_phase = Phase.LIVE
    controller.do(Action.START_STOP)
    assert controller.stream.view.state is StreamState.LIVE
    with qtbot.waitSignal(controller.closed, timeout=10_000):
        controller.close()
    assert [timer for timer in controller.findChildren(QTimer) if timer.isActive()] == []


class SlowLook:
    """A look through the camera that takes its time to let it go."""

    frame = face = problem = None

    def __init__(self, camera: str) -> None:
        self.camera = camera
        self.gate = threading.Event()

    def ask_to_end(self) -> None: ...

    def close(self) -> bool:
        return self.gate.wait(10)


@pytest.mark.parametrize("stopped", [False, True])
def test_a_start_waits_until_the_guide_has_let_the_camera_go(
    ready: Program, monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    looks: list[SlowLook] = []

    def look(camera: str) -> SlowLook:
        looks.append(SlowLook(camera))
        return looks[-1]

    monkeypatch.setattr(ready.controller.camera, "_open_look", look)
    ready.controller.camera.watch(True)
    ready.controller.do(Action.START_STOP)
    for _ in range(2):
        ready.controller._poll()
        assert ready.controller.stream.view.state.value == "starting"
    assert ready.studio.told == []
    if stopped:
        ready.controller.do(Action.START_STOP)
    looks[0].gate.set()
    ready.settle()
    assert ready.studio.told == (["stop"] if stopped else ["start"])
    for look_again in looks:
        look_again.gate.set()
