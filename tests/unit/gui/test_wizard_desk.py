from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.gui.dialogs.output_help import OutputCheck
from app.gui.views import DownloadView
from app.gui.wizard.guide import Guide
from app.gui.wizard_desk import WizardDesk, output_check
from app.pipeline.sinks.devices import VirtualCameraCheck
from app.pipeline.types import Frame
from tests.unit.gui.controller.fakes import item
from tests.unit.gui.desk import Desk

ABSENT = VirtualCameraCheck(False, "no module", "Load it", ("sudo modprobe v4l2loopback", "echo done"))


@pytest.fixture
def services(desk: Desk) -> WizardDesk:
    return WizardDesk(desk.controller, desk.window.thumbnails, desk.window)


@pytest.fixture
def changes(services: WizardDesk) -> list[int]:
    told: list[int] = []
    services.changed.connect(lambda: told.append(1))
    return told


def test_the_guide_sees_what_the_window_sees(desk: Desk, services: WizardDesk) -> None:
    desk.backstage.devices.plug(["front"])
    desk.backstage.thumbnails.make("anna")
    desk.settle()
    assert services.cameras == desk.controller.devices.cameras
    assert services.camera == "demo:"
    assert [choice.id for choice in services.portraits] == ["default", "anna", "bert"]
    assert services.portrait == "default"
    assert services.thumbnail("anna") is not None
    assert services.thumbnail("bert") is None
    assert services.camera_problem == ""


def test_what_is_chosen_there_applies_at_once(desk: Desk, services: WizardDesk, changes: list[int]) -> None:
    services.choose_camera("fake:")
    services.choose_portrait("bert")
    assert desk.settings.stream.camera_id == "fake:"
    assert desk.settings.stream.portrait == item("bert").path
    assert services.portrait == "bert"
    assert len(changes) == 2
    services.add_portraits([Path("carl.png")])
    desk.settle()
    assert services.portraits[-1].id == "carl"


def test_it_is_told_of_everything_that_may_change(
    desk: Desk, services: WizardDesk, changes: list[int]
) -> None:
    desk.backstage.devices.plug(["front"])
    desk.settle()
    assert changes
    changes.clear()
    desk.controller.weights.changed.emit(DownloadView(running=True))
    assert changes
    changes.clear()
    desk.controller.virtual_camera_checked.emit(ABSENT)
    assert changes
    assert services.output.problem == "no module"


def test_a_check_is_under_way_until_it_is_answered(desk: Desk, services: WizardDesk) -> None:
    desk.settle()
    services.check_output()
    assert services.output.checking
    assert desk.backstage.devices.refreshed == 1
    desk.settle()
    assert not services.output.checking


def test_the_answer_in_the_words_of_the_dialogs() -> None:
    absent = output_check(ABSENT)
    assert absent == OutputCheck(
        problem="no module", fix="Load it", commands="sudo modprobe v4l2loopback\necho done"
    )
    assert output_check(VirtualCameraCheck(True, "LivePortrait Cam")) == OutputCheck(ready=True)


def test_the_download_is_the_controllers(
    desk: Desk, services: WizardDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    weights = desk.controller.weights
    monkeypatch.setattr(weights, "download", lambda: told.append("start"))
    monkeypatch.setattr(weights, "cancel", lambda: told.append("cancel"))
    services.start_download()
    services.cancel_download()
    monkeypatch.undo()
    assert told == ["start", "cancel"]
    assert services.download is weights.view


def test_over_a_live_stream_the_guide_sees_the_streams_camera(desk: Desk, services: WizardDesk) -> None:
    desk.go_live()
    services.watch_camera(True)
    studio = desk.backstage.studio
    assert studio.keeps_frames
    studio.frame = Frame(np.zeros((12, 16, 3), np.uint8), 0, 0.0)
    assert services.pull_camera(8, 8, -1) is not None
    services.watch_camera(False)
    assert not studio.keeps_frames


def test_finishing_the_guide_with_start_goes_live(desk: Desk) -> None:
    desk.controller.change(replace(desk.settings, consent_given=False, first_run_done=False))
    desk.window.desk.open_guide()
    [guide] = desk.dialogs(Guide)
    assert isinstance(guide, Guide)
    guide.consent_changed.emit(True)
    assert desk.settings.consent_given
    guide.done_page.start.setChecked(True)
    guide.accept()
    desk.settle()
    assert desk.settings.first_run_done
    assert desk.backstage.studio.told == ["start"]
    assert desk.dialogs() == []
