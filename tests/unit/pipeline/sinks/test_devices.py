from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.pipeline.sinks import devices
from app.pipeline.sinks.devices import (
    VirtualCameraDevice,
    check_loopback,
    check_virtual_camera,
    linux_outputs,
    list_virtual_cameras,
    macos_outputs,
    windows_outputs,
)
from app.pipeline.sinks.loopback_setup import LinuxSystem
from app.pipeline.sinks.spec import parse_sink
from app.pipeline.sinks.windows_cameras import WindowsCamera, WindowsMaker, maker_of, registered_cameras
from tests.unit.pipeline.video4linux import FakeVideo4Linux

UNITY, OBS = WindowsMaker.UNITY_CAPTURE, WindowsMaker.OBS
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="Linux only")


@pytest.fixture
def machine(tmp_path: Path) -> FakeVideo4Linux:
    return FakeVideo4Linux(tmp_path)


@on_posix
def test_ours_comes_first_then_other_loopbacks_and_no_cameras(machine: FakeVideo4Linux) -> None:
    machine.plug(0, "Webcam")
    machine.plug(1, "OBS Virtual Camera", loopback=True)
    machine.plug(2, "DroidCam", loopback=True)
    machine.plug(9, "LivePortrait Cam", loopback=True)
    assert linux_outputs(machine.sysfs, machine.dev) == (
        VirtualCameraDevice("vcam", "LivePortrait Cam", True),
        VirtualCameraDevice("vcam:OBS Virtual Camera", "OBS Virtual Camera", True),
    )
    assert check_loopback(machine.sysfs, machine.dev).ok


@on_posix
def test_ours_is_listed_with_its_fix_where_it_is_missing(machine: FakeVideo4Linux) -> None:
    (ours,) = linux_outputs(machine.sysfs, machine.dev)
    assert not ours.available
    assert "liveportrait-cam camera install" in ours.fix


@on_posix
def test_missing_rights_are_no_missing_device(
    machine: FakeVideo4Linux, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.plug(0, "LivePortrait Cam", loopback=True)
    monkeypatch.setattr(os, "access", lambda *_: False)
    (ours,) = linux_outputs(machine.sysfs, machine.dev)
    check = check_loopback(machine.sysfs, machine.dev)
    assert not ours.available
    assert not check.ok
    assert "group 'video'" in check.fix
    assert ours.fix == check.fix


@on_posix
def test_the_check_hands_out_the_commands(machine: FakeVideo4Linux) -> None:
    check = check_loopback(machine.sysfs, machine.dev, LinuxSystem(("arch",)))
    assert not check.ok
    assert check.commands[0].startswith("sudo pacman")
    assert all(command in check.fix for command in check.commands)


def test_windows_shows_unity_capture_by_name_and_obs() -> None:
    registered = (
        WindowsCamera("Unity Video Capture", UNITY),
        WindowsCamera("LivePortrait Cam", UNITY),
        WindowsCamera("OBS Virtual Camera", OBS),
    )
    assert windows_outputs(registered) == (
        VirtualCameraDevice("vcam", "LivePortrait Cam", True),
        VirtualCameraDevice("vcam:Unity Video Capture", "Unity Video Capture", True),
        VirtualCameraDevice("vcam:OBS Virtual Camera", "OBS Virtual Camera", True),
    )


def test_windows_without_any_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    (ours,) = windows_outputs(())
    assert not ours.available
    assert "regsvr32" in ours.fix
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(devices, "registered_cameras", tuple)
    assert check_virtual_camera().fix == ours.fix


def test_on_windows_obs_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(devices, "registered_cameras", lambda: (WindowsCamera("OBS Virtual Camera", OBS),))
    check = check_virtual_camera()
    assert (check.ok, check.detail) == (True, "OBS Virtual Camera")


def test_macos_has_obs_or_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert macos_outputs(lambda: True) == (VirtualCameraDevice("vcam", "OBS Virtual Camera", True),)
    (missing,) = macos_outputs(lambda: False)
    assert "OBS Studio" in missing.fix
    monkeypatch.setattr(sys, "platform", "darwin")
    assert len(list_virtual_cameras()) == 1


@pytest.mark.parametrize(
    ("class_id", "maker"),
    [
        ("{5c2cd55c-92ad-4999-8666-912bd3e70010}", UNITY),
        ("{5C2CD55D-92AD-4999-8666-912BD3E70010}", UNITY),
        ("{5C2CD55C-92AD-4999-8666-912BD3E70020}", None),  # its 32-bit filter
        ("{A3FCE0F5-3493-419F-958A-ABA1250EC20B}", OBS),
        ("{860BB310-5D01-11D0-BD3B-00A0C911CE86}", None),
        ("", None),
    ],
)
def test_makers_are_told_by_class(class_id: str, maker: WindowsMaker | None) -> None:
    assert maker_of(class_id) is maker


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a registry")
def test_without_a_registry_nothing_is_registered() -> None:
    assert registered_cameras() == ()


def test_this_machine_answers_and_every_id_is_an_output() -> None:
    outputs = list_virtual_cameras()
    assert outputs[0].id == "vcam"
    for output in outputs:
        parse_sink(output.id)
        assert output.available or output.fix
    check = check_virtual_camera()
    assert check.detail
    assert check.ok or check.fix
