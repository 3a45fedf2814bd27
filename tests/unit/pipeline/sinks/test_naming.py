from __future__ import annotations

from datetime import datetime
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SinkError
from app.pipeline.sinks.naming import FileKind, default_folder, next_file

NOW = datetime(2026, 11, 20, 18, 30, 5)


def test_the_name_tells_program_and_time(tmp_path: Path) -> None:
    path = next_file(tmp_path, FileKind.RECORDING, NOW, ".mp4")
    assert path == tmp_path / "LivePortrait Cam 2026-11-20 18-30-05.mp4"


def test_no_name_is_given_twice(tmp_path: Path) -> None:
    given_out = []
    for _ in range(4):
        path = next_file(tmp_path, FileKind.SNAPSHOT, NOW, ".png")
        assert not path.exists()
        path.touch()
        given_out.append(path.name)
    assert len(set(given_out)) == 4
    assert given_out[1].endswith("18-30-05 (2).png")


def test_a_link_to_nowhere_is_not_written_through(tmp_path: Path) -> None:
    taken = next_file(tmp_path, FileKind.SNAPSHOT, NOW, ".png")
    try:
        taken.symlink_to(tmp_path / "elsewhere.png")
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert next_file(tmp_path, FileKind.SNAPSHOT, NOW, ".png") != taken


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "videos" / "mine"
    assert next_file(folder, FileKind.RECORDING, NOW, ".mp4").parent == folder
    assert folder.is_dir()


def test_without_a_folder_it_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_videos_dir", lambda: str(tmp_path / "Videos"))
    monkeypatch.setattr(platformdirs, "user_pictures_dir", lambda: str(tmp_path / "Pictures"))
    assert default_folder(FileKind.RECORDING) == tmp_path / "Videos" / "LivePortrait Cam"
    snapshot = next_file(None, FileKind.SNAPSHOT, NOW, ".png")
    assert snapshot.parent == tmp_path / "Pictures" / "LivePortrait Cam"


@pytest.mark.parametrize("name", ["a file", "nul\0byte"])
def test_a_folder_that_cannot_be_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(SinkError, match="cannot keep a recording") as caught:
        next_file(tmp_path / name / "inner", FileKind.RECORDING, NOW, ".mp4")
    assert caught.value.fix


@given(st.datetimes())
def test_every_time_gives_a_name_windows_takes(now: datetime) -> None:
    name = next_file(Path(), FileKind.RECORDING, now, ".mp4").name
    assert not set(name) & set('<>:"/\\|?*')
