from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.pipeline.engines import speed
from app.pipeline.engines.speed import remembered_seconds


class Stopwatch:
    """A measurement that counts how often it was made."""

    def __init__(self, seconds: float = 0.02) -> None:
        self.seconds = seconds
        self.runs = 0

    def __call__(self) -> float:
        self.runs += 1
        return self.seconds


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "not there yet" / "speed.json"


def test_a_speed_is_measured_once(file: Path) -> None:
    watch = Stopwatch()
    assert [remembered_seconds("gpu", watch, file) for _ in range(3)] == [0.02] * 3
    assert watch.runs == 1


def test_each_device_and_version_has_its_own(file: Path) -> None:
    remembered_seconds("gpu, torch 1", Stopwatch(0.5), file)
    watch = Stopwatch(0.25)
    assert remembered_seconds("gpu, torch 2", watch, file) == 0.25
    assert watch.runs == 1
    assert remembered_seconds("gpu, torch 1", watch, file) == 0.5
    assert remembered_seconds("gpu, torch 2", watch, file) == 0.25
    assert watch.runs == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"gpu": 0.0',
        b"[0.5]",
        b"null",
        b"\xff\xfe\x00",
        b'{"gpu": "0.5"}',
        b'{"gpu": true}',
        b'{"gpu": -0.5}',
        b'{"gpu": 0.0}',
        b'{"gpu": NaN}',
        b'{"gpu": Infinity}',
        b'{"gpu": 1' + b"0" * 400 + b"}",
        b'{"gpu": 1' + b"0" * 9000 + b"}",
        b"[" * 50_000,
        b'{"gpu": 0.5, "padding": "' + b"x" * 100_000 + b'"}',
    ],
    ids=lambda content: content[:20].decode("latin-1"),
)
def test_a_damaged_file_is_measured_over(content: bytes, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    watch = Stopwatch()
    assert remembered_seconds("gpu", watch, file) == 0.02
    assert remembered_seconds("gpu", watch, file) == 0.02
    assert watch.runs == 1
    assert json.loads(file.read_text())["gpu"] == 0.02


def test_what_is_sound_in_a_damaged_file_stays(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('{"old gpu": 0.5, "other": []}')
    remembered_seconds("gpu", Stopwatch(), file)
    watch = Stopwatch()
    assert remembered_seconds("old gpu", watch, file) == 0.5
    assert watch.runs == 0


def test_where_nothing_can_be_kept_it_is_measured_every_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    watch = Stopwatch()
    for _ in range(2):
        assert remembered_seconds("gpu", watch, tmp_path / "file" / "speed.json") == 0.02
        assert remembered_seconds("gpu", watch, tmp_path) == 0.02  # a folder
    assert watch.runs == 4


def test_a_measurement_that_fails_is_not_remembered(file: Path) -> None:
    def fail() -> float:
        raise RuntimeError("lost")

    with pytest.raises(RuntimeError, match="lost"):
        remembered_seconds("gpu", fail, file)
    assert remembered_seconds("gpu", Stopwatch(), file) == 0.02


def test_it_is_kept_in_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "cache_dir", lambda: tmp_path)
    remembered_seconds("gpu", Stopwatch())
    assert (tmp_path / "speed.json").is_file()
