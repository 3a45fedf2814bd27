from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from app.errors import SourceError
from app.pipeline.clock import ManualClock
from app.pipeline.sources import camera as camera_module
from app.pipeline.sources.devices import CameraDevice, find_camera, linux_cameras, list_cameras
from app.pipeline.sources.spec import CameraByName, CameraByPath, open_source, parse_source
from tests.unit.pipeline.video4linux import FakeVideo4Linux

CAMERAS = [
    CameraDevice(0, "Integrated Camera: Front", "/dev/video0", 200, "/dev/video0"),
    CameraDevice(2, "HD Pro Webcam C920", "/dev/video2", 200, "/dev/v4l/by-id/usb-C920"),
    CameraDevice(4, "HD Pro Webcam C922", "/dev/video4", 200, "/dev/video4"),
    CameraDevice(6, "HD Pro", "/dev/video6", 200, "/dev/video6"),
]

USB_PATH = "\\\\?\\usb#vid_046d&pid_082d&mi_00#7&1a3e&0&0000#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\\global"
MAC_IDS = ("0x14100000046d0825", "3F45E80A-0176-46F7-B185-BB9E2C0E82E3")


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("hd pro webcam c920", 2),
        ("integrated", 0),
        ("HD Pro Webcam C922", 4),
        ("hd pro", 6),
        ("/dev/v4l/by-id/usb-C920", 2),
        ("/dev/video4", 4),
    ],
)
def test_a_camera_is_found_by_its_name_its_beginning_or_its_id(name: str, index: int) -> None:
    assert find_camera(name, CAMERAS).index == index


def test_an_unclear_beginning_names_the_candidates() -> None:
    with pytest.raises(SourceError, match=r"2 \(HD Pro Webcam C920\), 4 \(HD Pro Webcam C922\)"):
        find_camera("HD Pro Web", CAMERAS)


def test_an_absent_camera_names_those_that_are_there() -> None:
    with pytest.raises(SourceError, match=r"0 \(Integrated Camera: Front\)"):
        find_camera("Logitech", CAMERAS)
    with pytest.raises(SourceError, match="the cameras here are: none"):
        find_camera("Logitech", [])


def test_listing_works_on_any_machine() -> None:
    cameras = list_cameras()
    assert [camera.index for camera in cameras] == sorted(camera.index for camera in cameras)


@pytest.mark.skipif(sys.platform == "win32", reason="Linux only")
def test_linux_tells_cameras_from_outputs(tmp_path: Path) -> None:
    machine = FakeVideo4Linux(tmp_path)
    machine.plug(0, "Webcam", serial="usb-webcam")
    machine.plug(2, "LivePortrait Cam", loopback=True)
    machine.plug(3, "Somebody's loopback", loopback=True)
    machine.plug(4, "OBS Virtual Camera")
    machine.plug(5, "DroidCam", loopback=True)
    cameras = linux_cameras(machine.sysfs, machine.dev)
    assert [camera.name for camera in cameras if not camera.virtual] == ["Webcam", "DroidCam"]
    assert cameras[0].id == str(machine.dev / "v4l/by-id/usb-webcam")
    assert len(cameras) == 5


def elsewhere(monkeypatch: pytest.MonkeyPatch, platform: str, *cameras: tuple[int, str, str | None]) -> None:
    """Another system, with these cameras: number, name, path."""
    package = ModuleType("cv2_enumerate_cameras")
    listed = [SimpleNamespace(index=index, name=name, path=path) for index, name, path in cameras]
    package.enumerate_cameras = lambda _backend: listed  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "cv2_enumerate_cameras", package)
    monkeypatch.setattr(sys, "platform", platform)


def test_windows_and_macos_offer_no_outputs_and_give_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere(
        monkeypatch,
        "win32",
        (1, "C920", USB_PATH),
        (0, "OBS Virtual Camera", None),
        (2, "LivePortrait Cam", ""),
        (3, "Unity Video Capture #2", None),
        (4, "IP camera", None),
        (5, "Twin", None),
        (6, "Twin", None),
    )
    offered = list_cameras()
    assert [camera.name for camera in offered] == ["C920", "IP camera", "Twin", "Twin"]
    assert [camera.id for camera in offered] == [USB_PATH, "IP camera", "5", "6"]


@pytest.mark.parametrize("wanted", [USB_PATH, USB_PATH.upper(), *MAC_IDS])
def test_an_id_opens_the_camera_wherever_it_is_in_the_list_now(
    monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    spec = parse_source(wanted)
    assert isinstance(spec, CameraByPath | CameraByName)
    opened: list[tuple[object, str | None]] = []

    def open_camera(device: object, *_clock: object, name: str | None = None, **_rest: object) -> object:
        opened.append((device, name))
        return SimpleNamespace(name=name)

    monkeypatch.setattr(camera_module, "CameraSource", open_camera)
    others = ((0, "Front", "path-of-front"), (1, "Other", "path-of-other"))
    elsewhere(monkeypatch, "darwin", *others, (2, "Mine", wanted.lower()))
    open_source(spec, clock=ManualClock())
    assert opened == [(2, "Mine")]


def test_a_missing_id_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere(monkeypatch, "win32", (0, "Front", "path-of-front"))
    with pytest.raises(SourceError, match="no such camera") as caught:
        open_source(parse_source(USB_PATH), clock=ManualClock())
    assert caught.value.fix
