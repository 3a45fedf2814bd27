from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from app.errors import SinkError
from app.pipeline.sinks.virtual_camera import CameraHandle, VirtualCameraSink, find_loopback
from app.pipeline.types import RGBImage

LABEL = "LivePortrait Cam"


class FakeVirtualCamera:
    device = "/dev/video9"

    def __init__(self) -> None:
        self.sent: list[RGBImage] = []
        self.closed = 0

    def send(self, frame: RGBImage) -> None:
        if frame[0, 0, 0] == 13:
            raise RuntimeError("the driver is gone")
        self.sent.append(frame)

    def close(self) -> None:
        self.closed += 1


class Opener:
    """Opens fakes of the back ends that are installed, and notes what was asked for."""

    def __init__(self, *installed: str) -> None:
        self._installed = installed
        self.asked: list[tuple[str | None, str | None]] = []
        self.camera = FakeVirtualCamera()

    def __call__(
        self, size: tuple[int, int], fps: float, device: str | None, backend: str | None
    ) -> CameraHandle:
        assert (size, fps) == ((64, 48), 30)
        self.asked.append((device, backend))
        if backend not in self._installed:
            raise RuntimeError(f"{backend} is not installed")
        return self.camera


def add_node(listing: Path, number: int, name: str) -> None:
    node = listing / f"video{number}"
    node.mkdir()
    (node / "name").write_text(f"{name}\n")


def test_on_linux_the_node_is_found_by_its_label(tmp_path: Path) -> None:
    add_node(tmp_path, 0, "Integrated Camera")
    add_node(tmp_path, 10, LABEL)
    add_node(tmp_path, 2, "OBS")
    opener = Opener("v4l2loopback")
    sink = VirtualCameraSink((64, 48), 30, platform="linux", video4linux=tmp_path, open_camera=opener)
    sink.send(np.zeros((48, 64, 3), dtype=np.uint8))
    sink.close()
    sink.close()
    assert opener.asked == [("/dev/video10", "v4l2loopback")]
    assert len(opener.camera.sent) == 1
    assert opener.camera.closed == 1


def test_the_lowest_of_equal_labels_wins(tmp_path: Path) -> None:
    for number in (10, 9):
        add_node(tmp_path, number, LABEL)
    assert find_loopback(LABEL, tmp_path) == "/dev/video9"


def test_an_absent_device_gives_the_command_that_makes_it(tmp_path: Path) -> None:
    opener = Opener("v4l2loopback")
    with pytest.raises(SinkError) as caught:
        VirtualCameraSink((64, 48), 30, "My Cam", platform="linux", video4linux=tmp_path, open_camera=opener)
    assert 'sudo modprobe v4l2loopback exclusive_caps=1 card_label="My Cam"' in caught.value.fix
    assert not opener.asked


def test_a_busy_device_says_so(tmp_path: Path) -> None:
    add_node(tmp_path, 3, LABEL)
    with pytest.raises(SinkError, match="another program may be writing to it"):
        VirtualCameraSink((64, 48), 30, platform="linux", video4linux=tmp_path, open_camera=Opener())


@pytest.mark.skipif(sys.platform == "win32", reason="fcntl is not there")
def test_a_loopback_that_lost_its_output_side_is_opened_again(tmp_path: Path) -> None:
    add_node(tmp_path, 98765, LABEL)
    working = Opener("v4l2loopback")
    failures = [RuntimeError("/dev/video98765 is not a video output device")]

    def opener(size: tuple[int, int], fps: float, device: str | None, backend: str | None) -> CameraHandle:
        if failures:
            raise failures.pop()
        return working(size, fps, device, backend)

    VirtualCameraSink((64, 48), 30, platform="linux", video4linux=tmp_path, open_camera=opener).close()
    assert working.asked == [("/dev/video98765", "v4l2loopback")]


def test_windows_prefers_unity_capture_under_our_name() -> None:
    opener = Opener("unitycapture", "obs")
    VirtualCameraSink((64, 48), 30, platform="win32", open_camera=opener).close()
    assert opener.asked == [(LABEL, "unitycapture")]


def test_windows_falls_back_to_obs_and_says_its_name() -> None:
    sink = VirtualCameraSink((64, 48), 30, platform="win32", open_camera=Opener("obs"))
    assert "OBS Virtual Camera" in sink.name


@pytest.mark.parametrize(("platform", "fix"), [("win32", "regsvr32"), ("darwin", "OBS Studio")])
def test_without_any_back_end_the_fix_is_named(platform: str, fix: str) -> None:
    with pytest.raises(SinkError) as caught:
        VirtualCameraSink((64, 48), 30, platform=platform, open_camera=Opener())
    assert fix in caught.value.fix


def test_odd_sizes_are_refused() -> None:
    with pytest.raises(SinkError, match="odd"):
        VirtualCameraSink((63, 48), 30, platform="darwin", open_camera=Opener("obs"))


def test_a_broken_device_and_a_closed_sink_raise() -> None:
    sink = VirtualCameraSink((64, 48), 30, platform="darwin", open_camera=Opener("obs"))
    with pytest.raises(SinkError, match="the driver is gone"):
        sink.send(np.full((48, 64, 3), 13, dtype=np.uint8))
    sink.close()
    with pytest.raises(SinkError, match="closed"):
        sink.send(np.zeros((48, 64, 3), dtype=np.uint8))
