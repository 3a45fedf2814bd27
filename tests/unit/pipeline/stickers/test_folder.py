from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.errors import SinkError
from app.pipeline.stickers.folder import StickerFolder


def test_a_missing_folder_is_made_in_one_that_exists(tmp_path: Path) -> None:
    folder = StickerFolder(tmp_path / "new", ["a.webp"])
    assert folder.write("a.webp", b"whole").read_bytes() == b"whole"
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["a.webp"]


def test_it_vanishes_again_if_nothing_was_written(tmp_path: Path) -> None:
    StickerFolder(tmp_path / "new", ["a.webp"]).forget()
    assert not (tmp_path / "new").exists()


def test_a_folder_with_something_in_it_or_an_older_one_stays(tmp_path: Path) -> None:
    made = StickerFolder(tmp_path / "new", ["a.webp"])
    made.write("a.webp", b"whole")
    made.forget()
    (tmp_path / "old").mkdir()
    StickerFolder(tmp_path / "old", []).forget()
    assert (tmp_path / "new" / "a.webp").exists()
    assert (tmp_path / "old").is_dir()


def test_its_parent_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="there is no folder"):
        StickerFolder(tmp_path / "no" / "where", ["a.webp"])


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SinkError, match="it is a file"):
        StickerFolder(tmp_path / "file", ["a.webp"])


def test_a_folder_in_the_way_of_a_file_is_told_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "a.webp").mkdir()
    with pytest.raises(SinkError, match="it is a folder"):
        StickerFolder(tmp_path, ["a.webp"])


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nobody forbids root to write")
def test_a_write_protected_folder_is_told_before_any_work(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(SinkError, match="may not write"):
            StickerFolder(tmp_path, ["a.webp"])
    finally:
        tmp_path.chmod(0o700)


def test_an_older_file_survives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = StickerFolder(tmp_path, ["a.webp"])
    folder.write("a.webp", b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SinkError, match="disk is full"):
        folder.write("a.webp", b"new")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.webp", b"old")]
