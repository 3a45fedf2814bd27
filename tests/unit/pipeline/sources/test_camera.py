from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from app.errors import SourceError
from app.pipeline.clock import Clock, ManualClock, SystemClock
from app.pipeline.sources.camera import CameraSource

BLUE_BGR = np.full((48, 64, 3), (250, 20, 10), dtype=np.uint8)


class ScriptedCapture:
    """Gives out pictures one by one when allowed to; False stands for a failed read."""

    def __init__(self, pictures: list[Any], *, opens: bool = True, hangs: bool = False) -> None:
        self._pictures: Iterator[Any] = iter(pictures)
        self._opens = opens
        self.proceed = threading.Event()
        if not hangs:
            self.proceed.set()
        self.released = threading.Event()

    def isOpened(self) -> bool:  # noqa: N802
        return self._opens

    def read(self) -> tuple[bool, Any]:
        self.proceed.wait(10)
        picture = next(self._pictures, False)
        if picture is False:
            return False, None
        return True, picture

    def get(self, propId: int) -> float:  # noqa: N803
        return {cv2.CAP_PROP_FRAME_WIDTH: 64, cv2.CAP_PROP_FRAME_HEIGHT: 48, cv2.CAP_PROP_FPS: 0}[propId]

    def set(self, propId: int, value: float) -> bool:  # noqa: ARG002, N803
        return False

    def release(self) -> None:
        self.released.set()


def open_camera(capture: ScriptedCapture, clock: Clock | None = None, device: int | str = 0) -> CameraSource:
    return CameraSource(device, clock or SystemClock(), open_capture=lambda *_: capture)


def test_pictures_come_as_rgb_with_the_size_the_camera_really_has() -> None:
    capture = ScriptedCapture([BLUE_BGR], hangs=True)
    camera = open_camera(capture)
    capture.proceed.set()
    frame = camera.read()
    camera.close()
    assert camera.size == (64, 48)
    assert camera.fps == 30.0
    assert frame is not None
    assert frame.image[0, 0].tolist() == [10, 20, 250]


def test_a_grey_camera_gives_rgb() -> None:
    camera = open_camera(ScriptedCapture([np.full((48, 64), 90, dtype=np.uint8)]))
    frame = camera.read()
    camera.close()
    assert frame is not None
    assert frame.image.shape == (48, 64, 3)


def test_repeated_failures_are_an_error() -> None:
    camera = open_camera(ScriptedCapture([False] * 20), ManualClock())
    camera._thread.join(5)
    with pytest.raises(SourceError, match="unplugged"):
        camera.read()
    camera.close()


def test_single_failures_are_overlooked() -> None:
    camera = open_camera(ScriptedCapture([False, False, BLUE_BGR]))
    assert camera.read() is not None
    camera.close()


def test_a_driver_that_hangs_cannot_hang_the_reader() -> None:
    capture = ScriptedCapture([], hangs=True)
    camera = open_camera(capture, ManualClock())
    with pytest.raises(SourceError, match="stopped answering"):
        camera.read()
    capture.proceed.set()
    camera.close()
    assert capture.released.wait(5)


def test_close_ends_a_waiting_read_and_only_the_grabber_releases() -> None:
    capture = ScriptedCapture([], hangs=True)
    camera = open_camera(capture)
    results: list[Any] = []
    reader = threading.Thread(target=lambda: results.append(camera.read()))
    reader.start()
    closer = threading.Thread(target=camera.close)
    closer.start()
    reader.join(5)
    assert results == [None]
    assert not capture.released.is_set()
    capture.proceed.set()
    closer.join(5)
    camera.close()
    assert capture.released.wait(5)


def test_an_absent_device_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(SourceError, match="is not there"):
        open_camera(ScriptedCapture([], opens=False), device="/dev/video98765")


def test_a_device_that_is_there_but_does_not_open_may_be_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    node = tmp_path / "video0"
    node.touch()
    with pytest.raises(SourceError, match="another program is using it"):
        open_camera(ScriptedCapture([], opens=False), device=str(node))
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(SourceError, match="may not use"):
        open_camera(ScriptedCapture([], opens=False), device=str(node))


def test_other_systems_name_all_causes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(SourceError, match="privacy"):
        open_camera(ScriptedCapture([], opens=False))


def test_the_terminal_stays_clean(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SourceError):
        CameraSource(987, ManualClock())
    assert capfd.readouterr() == ("", "")
