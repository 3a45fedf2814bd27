from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.errors import AppError, Reason
from app.gui.controller.chores import Chores
from app.gui.controller.notices import NoticeBoard
from app.gui.controller.stream_control import StreamControl
from app.gui.controller.wording import problem_title, task_text
from app.gui.views import OnAir, Remedy, Severity, StreamState, StreamView
from app.pipeline.programme import OnAir as Programme
from app.pipeline.studio.monitor import DriverLook, MonitorPicture
from app.pipeline.studio.status import Part, Phase, Problem, RecordingStatus, Saved, SavedKind, Task
from app.settings.model import AppSettings, InterfaceSettings
from tests.unit.gui.controller.fakes import FakeBackstage, finish, measured


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def stream(home: Path, notices: NoticeBoard, chores: Chores) -> Iterator[StreamControl]:
    interface = InterfaceSettings(recordings_folder=home, snapshots_folder=home)
    settings = AppSettings(interface=interface)
    stream = StreamControl(lambda: settings, notices, chores)
    yield stream
    stream.call_off_recenter()


@pytest.fixture
def live(stream: StreamControl, backstage: FakeBackstage) -> StreamControl:
    stream.attach(backstage.real)
    stream.start()
    assert stream.view.state is StreamState.LIVE
    return stream


def picture(serial: int) -> MonitorPicture:
    return MonitorPicture(np.zeros((12, 16, 3), np.uint8), serial)


# Before there is a pipeline.


def test_start_before_the_pipeline_is_there_shows_at_once_and_is_done_when_it_is(
    stream: StreamControl, backstage: FakeBackstage
) -> None:
    stream.start()
    assert stream.view.state.value == "starting"
    assert stream.view.busy
    stream.attach(backstage.real)
    assert backstage.studio.told == ["start"]
    assert stream.view.state is StreamState.LIVE


def test_start_and_stop_before_the_pipeline_is_there_is_no_start(
    stream: StreamControl, backstage: FakeBackstage
) -> None:
    stream.start()
    stream.stop()
    assert stream.view == StreamView()
    stream.attach(backstage.real)
    assert backstage.studio.told == []


def test_without_a_pipeline_every_button_does_nothing(stream: StreamControl) -> None:
    stream.start()
    for press in (
        stream.toggle_panic,
        stream.toggle_freeze,
        stream.recenter,
        stream.toggle_recording,
        stream.snapshot,
        stream.reset_statistics,
        stream.poll,
    ):
        press()
    stream.retry("camera")
    assert stream.countdown == 0
    assert stream.view.on_air is OnAir.PORTRAIT
    assert stream.pull_preview(100, 100, -1) is None


# What the window is told.


def test_the_view_is_told_when_it_is_another_one(live: StreamControl, backstage: FakeBackstage) -> None:
    told: list[StreamView] = []
    live.view_changed.connect(told.append)
    for _ in range(3):
        live.poll()
    assert told == []
    backstage.studio.now = replace(backstage.studio.now, face_seen=True)
    live.poll()
    live.poll()
    assert [view.face_seen for view in told] == [True]


@pytest.mark.parametrize("task", list(Task))
def test_every_task_has_words(task: Task) -> None:
    assert task_text(task.value)


@pytest.mark.parametrize("part", list(Part))
def test_every_problem_has_a_title(part: Part) -> None:
    assert problem_title(part.value)


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("on_air", list(Programme))
def test_every_state_of_the_studio_can_be_shown(
    stream: StreamControl, backstage: FakeBackstage, phase: Phase, on_air: Programme
) -> None:
    backstage.studio.now = replace(backstage.studio.now, phase=phase, on_air=on_air, outputs=("a", "b"))
    stream.attach(backstage.real)
    stream.poll()
    assert stream.view.state.value == phase.value
    assert stream.view.on_air.value == on_air.value
    assert stream.view.output == "a, b"


def test_figures_come_with_the_stream_and_go_with_it(live: StreamControl, backstage: FakeBackstage) -> None:
    backstage.studio.now = replace(backstage.studio.now, metrics=measured())
    live.poll()
    assert live.view.statistics is not None
    assert live.view.statistics.target_fps == 30
    backstage.studio.now = replace(backstage.studio.now, metrics=None)
    live.poll()
    assert live.view.statistics is None


def test_figures_are_read_now_and_then_and_anew_after_a_reset(
    live: StreamControl, backstage: FakeBackstage
) -> None:
    backstage.studio.now = replace(backstage.studio.now, metrics=replace(measured(), frames_out=7))
    live.poll()
    backstage.studio.now = replace(backstage.studio.now, metrics=replace(measured(), frames_out=8))
    live.poll()
    assert live.view.statistics is not None
    assert live.view.statistics.frames_out == 7
    live.reset_statistics()
    live.poll()
    assert live.view.statistics.frames_out == 8
    assert "reset" in backstage.studio.told


def test_a_recording_shows_its_size_even_before_its_file_is_there(
    live: StreamControl, backstage: FakeBackstage, tmp_path: Path
) -> None:
    path = tmp_path / "r.mp4"
    backstage.studio.now = replace(backstage.studio.now, recording=RecordingStatus(path, 1.5))
    live.poll()
    assert live.view.recording is not None
    assert live.view.recording.size_bytes == 0
    path.write_bytes(b"12345")
    live.poll()
    assert live.view.recording.size_bytes == 5


def test_the_still_is_told_once_for_every_picture_while_stopped(
    stream: StreamControl, backstage: FakeBackstage
) -> None:
    told: list[int] = []
    stream.still_came.connect(lambda: told.append(1))
    stream.attach(backstage.real)
    stream.poll()
    assert told == []
    backstage.studio.picture = picture(1)
    stream.poll()
    stream.poll()
    assert len(told) == 1
    stream.start()
    backstage.studio.picture = picture(2)
    stream.poll()
    assert len(told) == 1
    stream.stop()
    stream.poll()
    assert len(told) == 2


def test_a_picture_is_pulled_once_and_fits(live: StreamControl, backstage: FakeBackstage) -> None:
    backstage.studio.picture = picture(3)
    pulled = live.pull_preview(8, 8, 2)
    assert pulled is not None
    assert pulled.pixels.shape == (6, 8, 4)
    assert pulled.landmarks is None
    assert live.pull_preview(8, 8, pulled.serial) is None
    backstage.studio.driver = DriverLook(np.zeros((478, 2), np.float32), 16 / 9)
    looked = live.pull_preview(0, 0, -1)  # a window that was squeezed to nothing
    assert looked is not None
    assert looked.landmarks is not None
    assert looked.aspect == 16 / 9


# Panic and freeze.


def test_panic_and_freeze_are_switches_and_give_way_to_each_other(
    live: StreamControl, backstage: FakeBackstage
) -> None:
    live.toggle_panic()
    assert live.view.on_air.value == "placeholder"
    live.toggle_freeze()
    assert live.view.on_air.value == "frozen"
    live.toggle_panic()
    live.toggle_panic()
    assert live.view.on_air is OnAir.PORTRAIT
    assert backstage.studio.told[1:] == [
        "show placeholder",
        "show frozen",
        "show placeholder",
        "show portrait",
    ]


def test_a_stopped_stream_cannot_be_put_into_panic(stream: StreamControl, backstage: FakeBackstage) -> None:
    stream.attach(backstage.real)
    stream.toggle_panic()
    stream.toggle_freeze()
    assert backstage.studio.told == []


def test_a_starting_stream_can(stream: StreamControl, backstage: FakeBackstage) -> None:
    backstage.studio.first_phase = Phase.STARTING
    stream.attach(backstage.real)
    stream.start()
    stream.toggle_panic()
    assert backstage.studio.told == ["start", "show placeholder"]


# The countdown.


def test_it_counts_three_two_one_and_recentres(
    live: StreamControl, backstage: FakeBackstage, notices: NoticeBoard, qtbot: QtBot
) -> None:
    told: list[int] = []
    live.countdown_changed.connect(told.append)
    live._second.setInterval(1)
    live.recenter()
    live.recenter()  # a second press while it counts changes nothing
    assert told == [3]
    qtbot.waitUntil(lambda: live.countdown == 0)
    assert told == [3, 2, 1, 0]
    assert backstage.studio.told.count("recenter") == 1
    assert [notice.key for notice in notices.notices] == ["recentred"]
    assert not live._second.isActive()


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_stream_that_ends_calls_it_off(
    live: StreamControl, backstage: FakeBackstage, by_hand: bool
) -> None:
    live.recenter()
    if by_hand:
        live.stop()
    else:
        backstage.studio.now = replace(backstage.studio.now, phase=Phase.STOPPED)
        live.poll()
    assert live.countdown == 0
    assert not live._second.isActive()
    assert "recenter" not in backstage.studio.told


def test_nothing_is_counted_while_nothing_is_live(stream: StreamControl, backstage: FakeBackstage) -> None:
    stream.attach(backstage.real)
    stream.recenter()
    assert stream.countdown == 0
    assert not stream._second.isActive()


# Problems.


def test_a_problem_is_told_once_and_goes_when_it_is_solved(
    live: StreamControl, backstage: FakeBackstage, notices: NoticeBoard
) -> None:
    posted: list[str] = []
    notices.posted.connect(lambda notice: posted.append(notice.key))
    backstage.studio.complain((Part.CAMERA, 1), (Part.OUTPUT, 2))
    for _ in range(3):
        live.poll()
    assert posted == ["camera", "output"]
    backstage.studio.complain((Part.OUTPUT, 2))
    live.poll()
    assert [notice.key for notice in notices.notices] == ["output"]
    backstage.studio.complain((Part.OUTPUT, 2), (Part.CAMERA, 3))
    live.poll()
    assert posted == ["camera", "output", "camera"]


def test_another_problem_of_the_same_part_is_told_in_its_place(
    live: StreamControl, backstage: FakeBackstage, notices: NoticeBoard
) -> None:
    backstage.studio.complain((Part.CAMERA, 1))
    live.poll()
    backstage.studio.complain((Part.CAMERA, 2))
    live.poll()
    [notice] = notices.notices
    assert "reason 2" in notice.why
    assert notice.count == 1


def test_a_dismissed_problem_stays_dismissed_while_it_is_the_same(
    live: StreamControl, backstage: FakeBackstage, notices: NoticeBoard
) -> None:
    backstage.studio.complain((Part.CAMERA, 1))
    live.poll()
    notices.drop("camera")
    live.poll()
    assert notices.notices == ()


def test_a_black_picture_is_not_tried_again_as_the_camera_is_open(
    live: StreamControl, backstage: FakeBackstage, notices: NoticeBoard
) -> None:
    error = AppError("the camera's picture is black", "it is covered", reason=Reason.CAMERA_BLACK)
    backstage.studio.now = replace(backstage.studio.now, problems=(Problem(Part.CAMERA, error, 1),))
    live.poll()
    assert [notice.remedy for notice in notices.notices] == [Remedy.CHOOSE_CAMERA]


def test_only_what_stopped_something_is_an_error(
    live: StreamControl, backstage: FakeBackstage, notices: NoticeBoard
) -> None:
    backstage.studio.complain(*((part, 1) for part in Part))
    live.poll()
    errors = {notice.key for notice in notices.notices if notice.severity is Severity.ERROR}
    assert errors == {"stream", "recording"}
    remedies = {notice.key: notice.remedy for notice in notices.notices}
    assert remedies["camera"] is Remedy.RETRY
    assert remedies["engine"] is Remedy.RETRY
    assert remedies["driver"] is Remedy.RECENTER
    assert remedies["output"] is Remedy.VIRTUAL_CAMERA_HELP
    assert remedies["portrait"] is Remedy.CHOOSE_PORTRAIT


@pytest.mark.parametrize("part", [part for part in Part if part is not Part.STREAM])
def test_a_part_is_tried_again_by_the_key_of_its_notice(
    live: StreamControl, backstage: FakeBackstage, notices: NoticeBoard, part: Part
) -> None:
    backstage.studio.complain((part, 1))
    live.poll()
    live.retry(part.value)
    assert backstage.studio.retried == [part]
    assert notices.notices == ()


def test_a_stream_that_ended_is_started_again(stream: StreamControl, backstage: FakeBackstage) -> None:
    stream.attach(backstage.real)
    stream.retry("stream")
    assert backstage.studio.told == ["start"]
    stream.retry("no part of anything")
    assert backstage.studio.retried == []


# Files.


def test_a_recording_and_a_snapshot_go_into_the_chosen_folder(
    live: StreamControl, backstage: FakeBackstage, chores: Chores, home: Path
) -> None:
    backstage.studio.picture = picture(1)
    live.toggle_recording()
    live.snapshot()
    finish(chores)
    [recording], [snapshot] = backstage.studio.recordings, backstage.studio.pictures
    assert recording.parent == snapshot.parent == home
    assert (recording.suffix, snapshot.suffix) == (".mp4", ".png")
    assert home.is_dir()


def test_the_button_ends_the_recording_under_way(live: StreamControl, backstage: FakeBackstage) -> None:
    recording = RecordingStatus(Path("/nowhere/r.mp4"), 1.0)
    backstage.studio.now = replace(backstage.studio.now, recording=recording)
    live.poll()
    live.toggle_recording()
    assert backstage.studio.told[-1] == "stop recording"
    assert backstage.studio.recordings == []


def test_a_second_press_before_the_recording_began_takes_the_first_one_back(
    live: StreamControl, backstage: FakeBackstage, chores: Chores
) -> None:
    live.toggle_recording()
    live.toggle_recording()
    finish(chores)
    assert backstage.studio.recordings == []
    live.toggle_recording()
    finish(chores)
    live.toggle_recording()  # ordered, but not seen yet
    assert len(backstage.studio.recordings) == 1
    assert backstage.studio.told[-1] == "stop recording"


def test_a_recording_that_failed_can_be_tried_again(
    live: StreamControl, backstage: FakeBackstage, chores: Chores
) -> None:
    live.toggle_recording()
    finish(chores)
    backstage.studio.complain((Part.RECORDING, 1))
    live.poll()
    live.toggle_recording()
    finish(chores)
    assert len(backstage.studio.recordings) == 2


def test_a_recording_that_ended_by_itself_can_be_followed_by_another(
    live: StreamControl, backstage: FakeBackstage, chores: Chores
) -> None:
    live.toggle_recording()
    finish(chores)
    for recording in (RecordingStatus(Path("/nowhere/r.mp4"), 1.0), None):
        backstage.studio.now = replace(backstage.studio.now, recording=recording)
        live.poll()
    live.toggle_recording()
    finish(chores)
    assert len(backstage.studio.recordings) == 2


def test_nothing_is_recorded_while_nothing_is_live(
    stream: StreamControl, backstage: FakeBackstage, chores: Chores
) -> None:
    stream.attach(backstage.real)
    stream.toggle_recording()
    stream.snapshot()
    finish(chores)
    assert backstage.studio.recordings == []
    assert backstage.studio.pictures == []


def test_a_folder_that_cannot_be_made_is_told(
    live: StreamControl, backstage: FakeBackstage, chores: Chores, home: Path, notices: NoticeBoard
) -> None:
    home.write_text("a file is in the way")
    backstage.studio.picture = picture(1)
    live.toggle_recording()
    live.snapshot()
    finish(chores)
    assert {notice.key for notice in notices.notices} == {"recording", "snapshot"}
    assert backstage.studio.recordings == []


@pytest.mark.parametrize("kind", list(SavedKind))
def test_what_was_saved_is_told_with_its_folder(
    live: StreamControl, backstage: FakeBackstage, notices: NoticeBoard, kind: SavedKind
) -> None:
    backstage.studio.saved = (Saved(kind, Path("/videos/me.mp4")),)
    live.poll()
    live.poll()
    [notice] = notices.notices
    assert notice.what.startswith(kind.value.title())
    assert notice.why == "me.mp4"
    assert notice.remedy is Remedy.OPEN_FOLDER
    assert notice.path == Path("/videos")
    assert notice.count == 1
