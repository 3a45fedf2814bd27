from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.errors import Reason, SinkError
from app.pipeline.sinks.file_watch import FileWatch, WatchedEncoder
from app.pipeline.sinks.recorder import open_recorder
from app.pipeline.types import RGBImage
from tests.unit.pipeline.studio.stage import until

PICTURE: RGBImage = np.zeros((4, 4, 3), np.uint8)


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    assert not [thread for thread in threading.enumerate() if thread.name == "file-watch"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"first")
    return path


def test_what_was_written_is_forced_to_the_disk(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced: list[int] = []
    monkeypatch.setattr(os, "fsync", forced.append)
    watch = FileWatch(file, every_s=0.001)
    until(lambda: len(forced) >= 3)
    watch.check()
    watch.close()


def test_a_removed_file_is_said(file: Path) -> None:
    watch = FileWatch(file, every_s=60)
    watch.look()
    watch.check()
    file.unlink()
    watch.look()
    with pytest.raises(FileNotFoundError, match=r"somebody removed film\.mp4"):
        watch.check()
    watch.close()


def test_a_file_that_was_moved_is_still_a_recording(file: Path) -> None:
    watch = FileWatch(file, every_s=60)
    file.rename(file.with_name("elsewhere.mp4"))
    watch.look()
    watch.check()
    watch.close()


def test_a_disk_that_takes_nothing_more_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    watch = FileWatch(file, every_s=60)
    monkeypatch.setattr(os, "fsync", full)
    watch.look()
    with pytest.raises(OSError, match="No space"):
        watch.check()
    watch.close()
    watch.close()


class _NotedEncoder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.calls: list[str] = []

    def write(self, image: RGBImage, media_time: float | None) -> None:
        del image, media_time
        self.calls.append("write")
        if len(self.calls) == 2:
            self.path.write_bytes(b"header")

    def finish(self) -> None:
        self.calls.append("finish")

    def release(self) -> None:
        self.calls.append("release")


def test_a_file_that_begins_with_a_later_frame_is_looked_after_from_then_on(tmp_path: Path) -> None:
    encoder = _NotedEncoder(tmp_path / "late.mp4")
    watched = WatchedEncoder(encoder, encoder.path)
    assert not encoder.path.exists()
    for _ in range(3):
        watched.write(PICTURE, None)
    watched.finish()
    watched.release()
    assert encoder.calls == ["write"] * 3 + ["finish", "release"]


def test_one_that_never_began_is_released(tmp_path: Path) -> None:
    encoder = _NotedEncoder(tmp_path / "never.mp4")
    WatchedEncoder(encoder, encoder.path).release()
    assert encoder.calls == ["release"]


def test_a_recording_whose_folder_is_removed_ends_with_a_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pipeline.sinks.file_watch.EVERY_S", 0.01)
    folder = tmp_path / "films"
    folder.mkdir()
    recorder = open_recorder(folder / "film.mp4", (64, 48), 30, live=True)
    image: RGBImage = np.zeros((48, 64, 3), np.uint8)

    def is_begun() -> bool:
        recorder.send(image)
        return (folder / "film.mp4").exists()

    until(is_begun)
    (folder / "film.mp4").unlink()
    folder.rmdir()
    with pytest.raises(SinkError, match="somebody removed the folder") as caught:
        until(lambda: recorder.send(image))
    assert caught.value.reason is Reason.FOLDER_MISSING
    recorder.close()
