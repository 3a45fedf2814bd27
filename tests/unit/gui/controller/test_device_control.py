from __future__ import annotations

from dataclasses import replace

import pytest

from app.gui.controller.device_control import DeviceControl
from app.gui.views import DeviceChoice
from app.settings.model import AppSettings, StreamSettings
from tests.unit.gui.controller.fakes import FakeBackstage


class Person:
    """Whose settings are asked for."""

    def __init__(self) -> None:
        self.settings = AppSettings()

    def use(self, **stream: object) -> None:
        self.settings = replace(self.settings, stream=StreamSettings(**stream))  # type: ignore[arg-type]


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def closed(person: Person) -> DeviceControl:
    return DeviceControl(lambda: person.settings)


@pytest.fixture
def devices(closed: DeviceControl, backstage: FakeBackstage) -> DeviceControl:
    backstage.devices.plug(["front", "back"], [("vcam", True)])
    closed.attach(backstage.real)
    return closed


def row(rows: tuple[DeviceChoice, ...], key: str) -> DeviceChoice:
    return next(row for row in rows if row.id == key)


def ids(rows: tuple[DeviceChoice, ...]) -> list[str]:
    return [row.id for row in rows]


# Cameras.


def test_cameras_come_in_order_and_the_performer_after_them(devices: DeviceControl, person: Person) -> None:
    person.use(camera_id="/dev/back")
    assert ids(devices.cameras) == ["/dev/front", "/dev/back", "demo:"]
    assert all(row.connected for row in devices.cameras)


def test_a_saved_camera_that_is_missing_stays_with_its_name(devices: DeviceControl, person: Person) -> None:
    person.use(camera_id="/dev/side", camera_name="Side camera")
    assert devices.cameras[0] == DeviceChoice("/dev/side", "Side camera", connected=False)
    person.use(camera_id="/dev/side")
    assert devices.cameras[0].name == "/dev/side"


def test_it_is_as_it_was_when_it_is_plugged_in_again(
    devices: DeviceControl, person: Person, backstage: FakeBackstage
) -> None:
    person.use(camera_id="/dev/side", camera_name="Side camera")
    backstage.devices.plug(["side"], [("vcam", True)])
    assert devices.cameras[0] == DeviceChoice("/dev/side", "Side")


@pytest.mark.parametrize(
    "camera",
    [
        "/home/me/clip.mp4",
        "/home/me/a clip without an ending",
        "clip.webm",
        r"C:\Users\me\clip.mp4",
        r"\\server\share\clip.mkv",
        "fake:",
        "fake:freeze=2-4",
        "fake:fps=29.97",
        "demo:",
    ],
)
def test_what_is_no_device_is_never_disconnected(devices: DeviceControl, person: Person, camera: str) -> None:
    person.use(camera_id=camera)
    assert row(devices.cameras, camera).connected


@pytest.mark.parametrize(
    "camera", ["/dev/v4l/by-id/usb-1.2.3", r"\\?\usb#vid_046d.1", "HD Camera v2.0", "7", "0x1420000005ac8600"]
)
def test_a_device_with_a_dot_in_its_name_is_still_a_device(
    devices: DeviceControl, person: Person, camera: str
) -> None:
    person.use(camera_id=camera)
    assert not row(devices.cameras, camera).connected


def test_a_name_that_is_no_name_at_all_breaks_nothing(devices: DeviceControl, person: Person) -> None:
    person.use(camera_id="fake:nonsense")
    assert not row(devices.cameras, "fake:nonsense").connected


def test_before_the_first_look_nothing_is_called_disconnected(
    closed: DeviceControl, person: Person, backstage: FakeBackstage
) -> None:
    person.use(camera_id="/dev/front", camera_name="Front", output="vcam:Other")
    for _ in range(2):  # without a pipeline, and before its first look
        assert closed.cameras[0] == DeviceChoice("/dev/front", "Front")
        assert all(row.connected for row in closed.outputs)
        assert closed.first_camera is None
        closed.attach(backstage.real)
    backstage.devices.plug()
    assert not closed.cameras[0].connected


def test_the_first_camera_is_a_real_one(
    devices: DeviceControl, person: Person, backstage: FakeBackstage
) -> None:
    person.use(camera_id="/home/me/clip.mp4")
    assert devices.first_camera == DeviceChoice("/dev/front", "Front")
    backstage.devices.plug()
    assert devices.first_camera is None


# Outputs.


def test_outputs_with_ours_first_and_none_last(
    devices: DeviceControl, person: Person, backstage: FakeBackstage
) -> None:
    person.use(output="null")
    backstage.devices.plug(outputs=[("vcam", False), ("vcam:OBS", True)])
    assert ids(devices.outputs) == ["vcam", "vcam:OBS", "null"]
    assert devices.outputs[0].fix
    assert devices.outputs[1].fix == ""


def test_a_saved_output_that_is_missing_stays(devices: DeviceControl, person: Person) -> None:
    person.use(output="vcam:Other")
    assert devices.outputs[1] == DeviceChoice("vcam:Other", "Other", connected=False)
    assert devices.outputs[-1].id == "null"


def test_there_is_always_ours_to_choose(devices: DeviceControl, backstage: FakeBackstage) -> None:
    backstage.devices.plug()
    assert ids(devices.outputs) == ["vcam", "null"]


# Plugging and unplugging.


def test_a_change_is_told_once(devices: DeviceControl, backstage: FakeBackstage) -> None:
    told: list[int] = []
    devices.changed.connect(lambda: told.append(1))
    devices.poll()
    assert told == []
    backstage.devices.plug(["front"])
    devices.poll()
    devices.poll()
    assert len(told) == 1


def test_a_virtual_camera_that_appears_later_is_told(
    devices: DeviceControl, backstage: FakeBackstage
) -> None:
    told: list[int] = []
    devices.outputs_came.connect(lambda: told.append(1))
    for outputs in ([], [("vcam", False)], [("vcam", True)], [("vcam", True), ("vcam:OBS", False)]):
        backstage.devices.plug(outputs=outputs)
        devices.poll()
    assert len(told) == 1
    backstage.devices.plug(outputs=[("vcam", True), ("vcam:OBS", True)])
    devices.poll()
    assert len(told) == 2


@pytest.mark.parametrize("looked_before", [True, False])
def test_those_that_are_there_from_the_beginning_have_not_come(
    closed: DeviceControl, backstage: FakeBackstage, looked_before: bool
) -> None:
    told: list[int] = []
    closed.outputs_came.connect(lambda: told.append(1))
    if not looked_before:
        closed.attach(backstage.real)
    backstage.devices.plug(outputs=[("vcam", True)])
    closed.attach(backstage.real)
    closed.poll()
    assert told == []


def test_looking_again_is_asked_of_the_watch(closed: DeviceControl, backstage: FakeBackstage) -> None:
    closed.refresh()
    closed.poll()
    closed.attach(backstage.real)
    closed.refresh()
    assert backstage.devices.refreshed == 1


def test_pipewires_camera_names_its_packages_and_keeps_its_name_while_it_is_away(
    devices: DeviceControl, person: Person, backstage: FakeBackstage
) -> None:
    person.use(output="pipewire")
    away = row(devices.outputs, "pipewire")
    assert away == DeviceChoice("pipewire", "LivePortrait Cam (PipeWire)", connected=False)
    backstage.devices.plug([], [("vcam", True), ("pipewire", False)])
    there = row(devices.outputs, "pipewire")
    assert there.connected
    assert "GStreamer" in there.fix
    backstage.devices.plug([], [("vcam", True), ("pipewire", True)])
    assert not row(devices.outputs, "pipewire").fix
