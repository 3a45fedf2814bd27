from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
import torch

from app.errors import WeightsError
from app.pipeline.weights.faults import DamagedFileError, MissingFileError
from app.pipeline.weights.loading import load_stored
from app.pipeline.weights.manifest import Network, WeightFile
from app.pipeline.weights.records import record_path
from app.pipeline.weights.settle import is_ready, settle
from app.pipeline.weights.state import Presence, file_state
from tests.unit.pipeline.weights.samples import TASK, Sample, make_sample, saved, weight_file

SAMPLE = make_sample()
MOTION = SAMPLE.file(Network.MOTION)
LANDMARKER = next(file for file in SAMPLE.files if file.name == TASK)


def _presence(file: WeightFile, folder: Path) -> Presence:
    return file_state(file, folder).presence


def _ready(folder: Path, file: WeightFile = MOTION, sample: Sample = SAMPLE) -> Path:
    sample.put(folder, file.name)
    settle(file, folder)
    return folder / file.stored_name


def test_a_checkpoint_is_kept_once_and_as_safetensors(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path, MOTION.name)
    assert _presence(MOTION, tmp_path) is Presence.PRESENT
    assert is_ready(MOTION, tmp_path)
    assert _presence(MOTION, tmp_path) is Presence.VERIFIED
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "motion_extractor.safetensors",
        "motion_extractor.safetensors.json",
    ]


def test_other_files_are_kept_as_they_are(tmp_path: Path) -> None:
    stored = _ready(tmp_path, LANDMARKER)
    assert stored.read_bytes() == SAMPLE.data[TASK]
    assert _presence(LANDMARKER, tmp_path) is Presence.VERIFIED


@pytest.mark.parametrize("file", [MOTION, LANDMARKER], ids=["network", "task"])
def test_what_changed_after_the_check_is_not_verified_any_more(tmp_path: Path, file: WeightFile) -> None:
    stored = _ready(tmp_path, file)
    os.utime(stored, ns=(1, 1))
    assert _presence(file, tmp_path) is Presence.PRESENT
    assert is_ready(file, tmp_path)
    assert _presence(file, tmp_path) is Presence.VERIFIED


def test_rot_that_keeps_size_and_date_is_found_by_settling_and_remembered(tmp_path: Path) -> None:
    stored = _ready(tmp_path)
    date = stored.stat().st_mtime_ns
    content = bytearray(stored.read_bytes())
    content[-1] ^= 1
    stored.write_bytes(content)
    os.utime(stored, ns=(date, date))
    assert _presence(MOTION, tmp_path) is Presence.VERIFIED  # nobody hashed it
    with pytest.raises(DamagedFileError):
        settle(MOTION, tmp_path)
    assert _presence(MOTION, tmp_path) is Presence.DAMAGED
    SAMPLE.put(tmp_path, MOTION.name)
    assert is_ready(MOTION, tmp_path)


def test_a_file_under_another_one_s_name_is_refused(tmp_path: Path) -> None:
    warping = SAMPLE.file(Network.WARPING)
    assert warping.digest.size == MOTION.digest.size
    (tmp_path / MOTION.name).write_bytes(SAMPLE.data[warping.name])
    assert not is_ready(MOTION, tmp_path)
    with pytest.raises(DamagedFileError, match="swapped"):
        settle(MOTION, tmp_path)


def test_a_converted_file_under_another_one_s_name_is_refused(tmp_path: Path) -> None:
    stored, other = _ready(tmp_path), _ready(tmp_path, SAMPLE.file(Network.WARPING))
    os.replace(other, stored)
    os.replace(record_path(other), record_path(stored))
    assert _presence(MOTION, tmp_path) is Presence.DAMAGED
    with pytest.raises(DamagedFileError):
        load_stored(MOTION, stored)


def test_nothing_is_missing_and_a_stray_file_is_damaged(tmp_path: Path) -> None:
    assert _presence(MOTION, tmp_path / "nowhere") is Presence.MISSING
    with pytest.raises(MissingFileError):
        settle(MOTION, tmp_path)
    (tmp_path / MOTION.stored_name).write_bytes(b"who wrote this?")
    assert _presence(MOTION, tmp_path) is Presence.DAMAGED
    with pytest.raises(DamagedFileError, match="nothing tells"):
        settle(MOTION, tmp_path)


@pytest.mark.parametrize(
    "record", [b"", b"{", b"[]", b"{}", b"\xff", b"[" * 5000, b'{"format": 1, "sha256": 3}', b" " * 5000]
)
def test_a_record_that_cannot_be_believed_counts_for_nothing(tmp_path: Path, record: bytes) -> None:
    stored = _ready(tmp_path)
    record_path(stored).write_bytes(record)
    assert _presence(MOTION, tmp_path) is Presence.DAMAGED


def test_a_record_of_an_absurdly_large_file_counts_for_nothing(tmp_path: Path) -> None:
    stored = _ready(tmp_path)
    size = stored.stat().st_size
    text = record_path(stored).read_text()
    record_path(stored).write_text(text.replace(f'"bytes": {size}', f'"bytes": {1 << 40}'))
    with stored.open("r+b") as file:
        file.truncate(1 << 40)
    assert _presence(MOTION, tmp_path) is Presence.DAMAGED


def test_a_killed_conversion_is_done_again(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path, MOTION.name)
    (tmp_path / (MOTION.stored_name + ".new")).write_bytes(b"half")
    (tmp_path / MOTION.stored_name).write_bytes(b"whole, but without its record")
    assert is_ready(MOTION, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    assert "first.weight" in load_stored(MOTION, tmp_path / MOTION.stored_name)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_refuses_leaves_the_checkpoint_and_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    SAMPLE.put(tmp_path, MOTION.name)
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(WeightsError, match=r"the disk is full|no permission"):
        settle(MOTION, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [MOTION.name]


def test_a_pickle_with_the_right_hash_still_runs_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "ran"

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(mark),)

    data = saved({"first.weight": Evil()})
    file = weight_file(MOTION.name, data)
    (tmp_path / MOTION.name).write_bytes(data)
    with pytest.raises(DamagedFileError, match="safe loader refuses"):
        settle(file, tmp_path)
    assert not mark.exists()
    assert not (tmp_path / MOTION.stored_name).exists()


def test_values_survive_the_way(tmp_path: Path) -> None:
    loaded = load_stored(MOTION, _ready(tmp_path))
    assert torch.equal(loaded["first.weight"], torch.arange(12.0).reshape(3, 4) + 1)
    assert loaded["first.half"].dtype is torch.float32
    assert loaded["norm.num_batches_tracked"].dtype is torch.int64
