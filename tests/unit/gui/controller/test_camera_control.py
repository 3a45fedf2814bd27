from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from app.errors import AppError, SourceError
from app.gui.controller.camera_control import CameraControl
from app.gui.controller.chores import Chores
from app.pipeline.studio.camera_look import CameraLook
from app.pipeline.studio.monitor import DriverLook
from app.pipeline.studio.status import Phase
from app.pipeline.types import Frame, Landmarks
from app.settings.model import AppSettings, StreamSettings
from tests.unit.gui.controller.fakes import FakeBackstage, finish


class FakeLook:
    """A look that never opens anything; which are open at once is counted."""

    def __init__(self, camera: str, rig: Rig) -> None:
        self.camera = camera
        self.frame: Frame | None = None
        self.face: Landmarks | None = None
        self.problem: AppError | None = None
        self.asked_to_end = False
        self._rig = rig
        rig.open.append(camera)
        assert rig.open == [camera], "two looks at once"

    def ask_to_end(self) -> None:
        self.asked_to_end = True

    def close(self) -> bool:
        if self.camera in self._rig.open:
            self._rig.open.remove(self.camera)
        return True


class Rig:
    """A camera control with a person before it."""

    def __init__(self, chores: Chores, backstage: FakeBackstage) -> None:
        self.chores = chores
        self.backstage = backstage
        self.settings = AppSettings()
        self.now = 100.0
        self.open: list[str] = []
        self.looks: list[FakeLook] = []
        self.camera = CameraControl(lambda: self.settings, chores, open_look=self._look, now=lambda: self.now)

    def _look(self, camera: str) -> CameraLook:
        self.looks.append(FakeLook(camera, self))
        return cast(CameraLook, self.looks[-1])

    def attach(self) -> None:
        self.camera.attach(self.backstage.real)

    def choose(self, camera: str) -> None:
        self.settings = replace(self.settings, stream=StreamSettings(camera_id=camera))

    def live(self, phase: Phase = Phase.LIVE) -> None:
        self.backstage.studio.now = replace(self.backstage.studio.now, phase=phase)

    def poll(self) -> None:
        """What the controller's timer does, with all the patience of the world."""
        finish(self.chores)
        self.camera.poll()

    @property
    def cameras(self) -> list[str]:
        return [look.camera for look in self.looks]


@pytest.fixture
def rig(chores: Chores, backstage: FakeBackstage) -> Rig:
    return Rig(chores, backstage)


@pytest.fixture
def watched(rig: Rig) -> Rig:
    rig.attach()
    rig.camera.watch(True)
    assert rig.open == ["0"]
    return rig


def frame(index: int = 0) -> Frame:
    return Frame(np.zeros((12, 16, 3), np.uint8), index, 0.0)


def test_no_camera_is_opened_while_nobody_looks(rig: Rig) -> None:
    rig.camera.poll()
    rig.attach()
    rig.poll()
    assert rig.looks == []
    assert rig.camera.pull(8, 8, -1) is None
    assert rig.camera.problem == ""


def test_a_look_asked_for_before_the_pipeline_is_there_begins_with_it(rig: Rig) -> None:
    rig.camera.watch(True)
    assert rig.looks == []
    rig.attach()
    assert rig.cameras == ["0"]


def test_it_ends_when_nobody_looks_any_more(watched: Rig) -> None:
    watched.camera.watch(False)
    assert watched.looks[0].asked_to_end
    watched.poll()
    assert watched.open == []
    assert watched.cameras == ["0"]


def test_another_camera_is_opened_when_the_one_before_was_let_go(watched: Rig) -> None:
    watched.choose("1")
    watched.camera.poll()
    assert watched.looks[0].asked_to_end
    assert watched.cameras == ["0"]
    watched.camera.poll()
    watched.poll()
    watched.poll()
    assert watched.cameras == ["0", "1"]
    assert watched.open == ["1"]


def test_looking_away_and_back_opens_it_again_in_turn(watched: Rig) -> None:
    watched.camera.watch(False)
    watched.camera.watch(True)
    watched.poll()
    watched.poll()
    assert watched.cameras == ["0", "0"]
    assert watched.open == ["0"]


@pytest.mark.parametrize("phase", [Phase.STARTING, Phase.LIVE, Phase.STOPPING])
def test_the_stream_has_the_camera_to_itself(watched: Rig, phase: Phase) -> None:
    watched.live(phase)
    for _ in range(3):
        watched.poll()
    assert watched.open == []
    watched.live(Phase.STOPPED)
    watched.poll()
    assert watched.open == ["0"]


def test_whoever_wants_to_go_live_waits_until_the_camera_is_free(watched: Rig) -> None:
    found: list[list[str]] = []
    watched.camera.make_way(lambda: found.append(list(watched.open)))
    assert found == [], "it is still being closed"
    finish(watched.chores)
    assert found == [[]]


def test_where_no_camera_is_open_nobody_waits(rig: Rig) -> None:
    done: list[str] = []
    rig.attach()
    rig.camera.make_way(lambda: done.append("at once"))
    assert done == ["at once"]


def test_nor_is_one_opened_while_it_is_being_let_go(watched: Rig) -> None:
    done: list[str] = []
    watched.camera.watch(False)
    watched.camera.make_way(lambda: done.append(str(watched.open)))
    finish(watched.chores)
    assert done == ["[]"]


def test_somebody_looks_is_told_once_for_the_stream_to_keep_its_frames(rig: Rig) -> None:
    told: list[bool] = []
    rig.camera.watched.connect(told.append)
    for watching in (False, True, True, False, False):
        rig.camera.watch(watching)
    assert told == [True, False]


# What is seen.


def test_each_frame_is_pulled_once_with_the_face_in_it(watched: Rig) -> None:
    look = watched.looks[0]
    assert watched.camera.pull(8, 8, -1) is None
    look.frame = frame()
    first = watched.camera.pull(8, 8, -1)
    assert first is not None
    assert first.pixels.shape == (6, 8, 4)
    assert first.landmarks is None
    assert first.aspect == pytest.approx(4 / 3)
    assert watched.camera.pull(8, 8, first.serial) is None
    look.frame, look.face = frame(1), np.full((478, 3), (8, 3, 1), np.float32)
    second = watched.camera.pull(0, 0, first.serial)
    assert second is not None
    assert second.landmarks is not None
    assert second.landmarks[0] == pytest.approx([0.5, 0.25])


def test_while_live_the_streams_own_picture_is_seen(watched: Rig) -> None:
    watched.live()
    watched.poll()
    assert watched.camera.pull(8, 8, -1) is None
    studio = watched.backstage.studio
    studio.frame, studio.driver = frame(), DriverLook(np.zeros((478, 2), np.float32), 4 / 3)
    pulled = watched.camera.pull(8, 8, -1)
    assert pulled is not None
    assert pulled.landmarks is not None
    studio.driver = None
    studio.frame = frame(1)
    again = watched.camera.pull(8, 8, pulled.serial)
    assert again is not None
    assert again.landmarks is None


# What goes wrong.


def busy(look: FakeLook) -> None:
    look.problem = SourceError("cannot open the camera", "it is busy", "Close the other program")


def test_a_problem_is_said_until_there_is_a_picture(watched: Rig) -> None:
    busy(watched.looks[0])
    assert "it is busy" in watched.camera.problem
    watched.now += 5
    watched.poll()
    assert "it is busy" in watched.camera.problem, "said also while it is tried again"
    watched.poll()
    assert watched.cameras == ["0", "0"]
    assert "it is busy" in watched.camera.problem
    watched.looks[1].frame = frame()
    assert watched.camera.problem == ""


def test_it_is_not_tried_again_and_again_without_a_pause(watched: Rig) -> None:
    busy(watched.looks[0])
    for _ in range(5):
        watched.poll()
    assert len(watched.looks) == 1


@pytest.mark.parametrize("away", ["another camera", "live"])
def test_the_problem_of_one_camera_is_not_anothers(watched: Rig, away: str) -> None:
    busy(watched.looks[0])
    if away == "live":
        watched.live()
    else:
        watched.choose("1")
    for _ in range(3):
        watched.poll()
    assert watched.camera.problem == ""


def test_close_lets_the_camera_go_and_may_be_called_twice(watched: Rig) -> None:
    watched.camera.close()
    watched.camera.close()
    assert watched.open == []
    watched.poll()
    assert len(watched.looks) == 1
