"""The commonest failures say of which kind they are, so that they can be told in another language."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.errors import AppError, Reason
from app.pipeline.clock import ManualClock
from app.pipeline.portrait.loading import load_image, load_portrait
from app.pipeline.sinks.target import TargetFile, write_error
from app.pipeline.sinks.virtual_camera.finding import refusal
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout
from app.pipeline.sources.camera import CameraSource
from app.pipeline.sources.container import open_container
from app.pipeline.sources.devices import find_camera
from app.pipeline.weights.advice import missing_error
from app.pipeline.weights.faults import storage_error


class ShutCapture:
    """A device that does not open."""

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return False

    def release(self) -> None:
        pass


def camera(path: Path) -> None:
    CameraSource(str(path), ManualClock(), open_capture=lambda *_: ShutCapture())  # type: ignore[arg-type]


def raised(action: Callable[[], object]) -> Reason | None:
    with pytest.raises(AppError) as caught:
        action()
    return caught.value.reason


@pytest.mark.skipif(os.name != "posix" or not Path("/dev").is_dir(), reason="devices are told by their files")
def test_cameras(tmp_path: Path) -> None:
    there = tmp_path / "video7"
    there.touch()
    assert raised(lambda: camera(tmp_path / "video8")) is Reason.CAMERA_MISSING
    assert raised(lambda: camera(there)) is Reason.CAMERA_BUSY
    assert raised(lambda: find_camera("front", [])) is Reason.CAMERA_MISSING
    assert raised(lambda: open_container(tmp_path / "film.mp4")) is Reason.VIDEO_UNREADABLE


def test_pictures(tmp_path: Path) -> None:
    def picture(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    plain, tiny = tmp_path / "plain.png", tmp_path / "tiny.png"
    Image.fromarray(np.full((200, 200, 3), 90, np.uint8)).save(plain)
    Image.fromarray(np.full((2, 2, 3), 90, np.uint8)).save(tiny)
    assert raised(lambda: load_image(tmp_path / "gone.png")) is Reason.FILE_MISSING
    assert raised(lambda: load_image(picture("empty.png", b""))) is Reason.FILE_DAMAGED
    assert raised(lambda: load_image(picture("cut.png", plain.read_bytes()[:60]))) is Reason.FILE_DAMAGED
    assert raised(lambda: load_image(picture("text.png", b"hello"))) is Reason.NO_PICTURE
    assert raised(lambda: load_image(tiny)) is Reason.PICTURE_TOO_SMALL
    assert raised(lambda: load_portrait(plain, finder=lambda _: [])) is Reason.NO_FACE


def test_files_to_write(tmp_path: Path) -> None:
    assert raised(lambda: TargetFile(tmp_path / "no" / "film.mp4")) is Reason.FOLDER_MISSING
    assert write_error(tmp_path, OSError(errno.ENOSPC, "full")).reason is Reason.DISK_FULL
    assert write_error(tmp_path, OSError(errno.EACCES, "no")).reason is Reason.PLACE_FORBIDDEN
    assert write_error(tmp_path, OSError(errno.EIO, "odd")).reason is None
    assert storage_error("cannot keep it", OSError(errno.ENOSPC, "full")).reason is Reason.DISK_FULL


def test_weights(tmp_path: Path) -> None:
    assert missing_error([], [], tmp_path).reason is Reason.WEIGHTS_MISSING


def test_a_virtual_camera_in_use() -> None:
    candidate = Candidate(CameraBackend.V4L2LOOPBACK, "/dev/video9", PixelLayout.I420, "mine")
    error = refusal("mine", [candidate], ["Device or resource busy"], platform="linux")
    assert error.reason is Reason.OUTPUT_BUSY
    assert refusal("mine", [], [], platform="win32").reason is Reason.OUTPUT_MISSING
