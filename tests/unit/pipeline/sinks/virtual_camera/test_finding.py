from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.errors import SinkError
from app.pipeline.sinks.virtual_camera.finding import find_candidates, refusal
from app.pipeline.sinks.virtual_camera.messages import CameraBackend
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout

LABEL = "LivePortrait Cam"


@pytest.fixture
def sysfs(tmp_path: Path) -> Path:
    folder = tmp_path / "sysfs"
    folder.mkdir()
    return folder


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    folder = tmp_path / "dev"
    folder.mkdir()
    return folder


def add_node(sysfs: Path, dev: Path, number: int, name: str, *, loopback: bool = True) -> Path:
    entry = sysfs / f"video{number}"
    entry.mkdir()
    (entry / "name").write_text(f"{name}\n")
    if loopback:
        (entry / "max_openers").write_text("10\n")
    node = dev / entry.name
    node.touch()
    return node


def test_on_linux_the_node_is_found_by_its_label_and_never_another_program_s(sysfs: Path, dev: Path) -> None:
    for number, name in ((0, "OBS Virtual Camera"), (1, "LivePortrait Cam 2"), (10, LABEL), (11, LABEL)):
        add_node(sysfs, dev, number, name)
    add_node(sysfs, dev, 2, LABEL, loopback=False)
    (candidate,) = find_candidates(LABEL, platform="linux", sysfs=sysfs, dev=dev)
    assert candidate.device == str(dev / "video10")
    assert (candidate.backend, candidate.layout) == (CameraBackend.V4L2LOOPBACK, PixelLayout.I420)
    assert candidate.name == LABEL


def test_an_absent_device_gives_the_command_that_makes_it(sysfs: Path, dev: Path) -> None:
    add_node(sysfs, dev, 0, "OBS Virtual Camera")
    with pytest.raises(SinkError, match="there is no such device") as caught:
        find_candidates("My Cam", platform="linux", sysfs=sysfs, dev=dev)
    assert 'card_label="My Cam"' in caught.value.fix or '-n "My Cam"' in caught.value.fix
    assert "camera install" not in caught.value.fix
    with pytest.raises(SinkError) as caught:
        find_candidates(LABEL, platform="linux", sysfs=sysfs, dev=dev)
    assert "liveportrait-cam camera install" in caught.value.fix


def test_missing_rights_are_named(sysfs: Path, dev: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_node(sysfs, dev, 4, LABEL)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SinkError, match=r"may not write to .*video4") as caught:
        find_candidates(LABEL, platform="linux", sysfs=sysfs, dev=dev)
    assert "usermod -aG video" in caught.value.fix


def test_windows_prefers_unity_capture_under_our_name() -> None:
    unity, obs = find_candidates(LABEL, platform="win32")
    assert (unity.backend, unity.device, unity.layout) == (
        CameraBackend.UNITY_CAPTURE,
        LABEL,
        PixelLayout.RGB,
    )
    assert (obs.backend, obs.name) == (CameraBackend.OBS, "OBS Virtual Camera")


def test_macos_has_only_obs() -> None:
    assert [c.name for c in find_candidates(LABEL, platform="darwin")] == ["OBS Virtual Camera"]


def test_windows_errors_are_joined_with_the_fix() -> None:
    candidates = find_candidates(LABEL, platform="win32")
    error = refusal(LABEL, candidates, ("not registered", "in use"), platform="win32")
    assert "unitycapture: not registered; obs: in use" in error.why
    assert f"UnityCaptureName={LABEL}" in error.fix
    error = refusal(LABEL, find_candidates(LABEL, platform="darwin"), ("no extension",), platform="darwin")
    assert (error.why, "OBS Studio 30" in error.fix) == ("no extension", True)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("'v4l2loopback' backend: Device /dev/video9 is not a video output device.", "another program"),
        ("Device or resource busy", "another program"),
        ("a program reads it at 640 x 480, which fixes its size", "a program reads it"),
        ("Invalid argument", "does not open"),
    ],
)
def test_a_busy_loopback_says_so(sysfs: Path, dev: Path, said: str, why: str) -> None:
    add_node(sysfs, dev, 9, LABEL)
    candidates = find_candidates(LABEL, platform="linux", sysfs=sysfs, dev=dev)
    error = refusal(LABEL, candidates, (said,), platform="linux")
    assert why in error.why
    assert said in error.why
    assert error.fix
