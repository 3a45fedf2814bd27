from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.pipeline.sinks.virtual_camera import loopback
from app.pipeline.sinks.virtual_camera.loopback import (
    LoopbackTakenError,
    is_written_to,
    prepare_loopback,
    restore_output,
)
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nodes of POSIX systems")


class Device:
    """A named pipe in place of a device: what is written to it waits to be read."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "video9"
        os.mkfifo(self.path)
        self.node = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)
        self.sysfs = folder / "sysfs"
        (self.sysfs / "video9").mkdir(parents=True)
        self.now = 0.0

    def hold(self, text: str) -> None:
        (self.sysfs / "video9/format").write_text(text)

    def picture(self) -> None:
        os.write(self.node, b"x")

    def is_written_to(self, every_s: float | None) -> bool:
        """On a clock of its own, while pictures come as often as that."""

        def sleep(seconds: float) -> None:
            before, self.now = self.now, self.now + seconds
            if every_s is not None and self.now // every_s > before // every_s:
                self.picture()

        return is_written_to(self.path, now=lambda: self.now, sleep=sleep)


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path)


@pytest.mark.parametrize("waiting", [0, 2, 9])
@pytest.mark.parametrize(("every_s", "expected"), [(None, False), (1 / 30, True), (0.3, True)])
def test_only_pictures_that_keep_coming_tell_of_a_writer(
    device: Device, waiting: int, every_s: float | None, expected: bool
) -> None:
    for _ in range(waiting):
        device.picture()
    assert device.is_written_to(every_s) == expected
    os.close(device.node)


def test_a_device_that_is_not_there_is_written_to_by_nobody(tmp_path: Path) -> None:
    assert not is_written_to(tmp_path / "video9")


def test_a_writer_is_never_robbed_of_its_device(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def look(path: Path) -> bool:
        written.append(path)
        return True

    monkeypatch.setattr(loopback, "is_written_to", look)
    device.hold("")
    restore_output(device.path, ours=False, sysfs=device.sysfs)
    device.hold("YU12:64x48@30\n")
    restore_output(device.path, ours=True, sysfs=device.sysfs)
    assert written == []
    with pytest.raises(LoopbackTakenError, match="not a video output device"):
        restore_output(device.path, ours=False, sysfs=device.sysfs)
    assert written == [device.path]
    os.close(device.node)


@pytest.mark.parametrize(
    ("held", "taken"),
    [("", False), ("YU12:64x48@30\n", False), ("YU12:640x480@1000/30\n", True), ("nonsense", False)],
)
def test_a_reader_fixes_the_size(device: Device, held: str, taken: bool) -> None:
    device.hold(held)
    candidate = Candidate(CameraBackend.V4L2LOOPBACK, str(device.path), PixelLayout.I420, "Cam")
    if taken:
        with pytest.raises(LoopbackTakenError, match="640 x 480"):
            prepare_loopback(candidate, (64, 48), device.sysfs)
    else:
        prepare_loopback(candidate, (64, 48), device.sysfs)
    os.close(device.node)
