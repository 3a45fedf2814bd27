from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.pipeline.sinks.virtual_camera.cameras import Camera, RefusedError, open_first, open_loopback
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout, Pixels

UNITY = Candidate(CameraBackend.UNITY_CAPTURE, "Cam", PixelLayout.RGB, "Cam")
OBS = Candidate(CameraBackend.OBS, None, PixelLayout.I420, "OBS Virtual Camera")


class NoCamera:
    def send(self, frame: Pixels) -> None: ...

    def close(self) -> None: ...


class Opener:
    """Opens only some back ends, and notes what was asked for."""

    def __init__(self, *installed: CameraBackend) -> None:
        self._installed = installed
        self.asked: list[Candidate] = []

    def __call__(self, candidate: Candidate, size: tuple[int, int], fps: float) -> Camera:
        assert (size, fps) == ((64, 48), 30)
        self.asked.append(candidate)
        if candidate.backend not in self._installed:
            raise RuntimeError(f"{candidate.backend.value}\nis not installed")
        return NoCamera()


def test_the_first_that_opens_is_taken() -> None:
    opener = Opener(*CameraBackend)
    assert open_first((UNITY, OBS), (64, 48), 30, opener)[0] == 0
    assert opener.asked == [UNITY]
    assert open_first((UNITY, OBS), (64, 48), 30, Opener(CameraBackend.OBS))[0] == 1


def test_all_errors_are_told_on_one_line_each() -> None:
    with pytest.raises(RefusedError) as caught:
        open_first((UNITY, OBS), (64, 48), 30, Opener())
    assert caught.value.errors == ("unitycapture is not installed", "obs is not installed")


@pytest.mark.skipif(sys.platform == "win32", reason="fcntl is not there")
def test_a_loopback_that_lost_its_output_side_is_opened_again(tmp_path: Path) -> None:
    node = tmp_path / "video9"
    node.touch()
    loopback = Candidate(CameraBackend.V4L2LOOPBACK, str(node), PixelLayout.I420, "Cam")
    failures = [RuntimeError(f"{node} is not a video output device")]
    working = Opener(CameraBackend.V4L2LOOPBACK)

    def opener(candidate: Candidate, size: tuple[int, int], fps: float) -> Camera:
        if failures:
            raise failures.pop()
        return working(candidate, size, fps)

    open_loopback(loopback, (64, 48), 30, opener, ours=False)
    assert working.asked == [loopback]
    failures.append(RuntimeError("something else"))
    with pytest.raises(RuntimeError, match="something else"):
        open_loopback(loopback, (64, 48), 30, opener, ours=True)
