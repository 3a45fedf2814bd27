from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from app.errors import WeightsError
from app.files import replacing
from app.pipeline.weights.faults import DamagedFileError, MissingFileError, storage_error
from app.pipeline.weights.files import read_verified, verify_file
from app.pipeline.weights.manifest import Digest

CONTENT = bytes(range(200)) * 7
DIGEST = Digest(len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


def _refused(path: Path) -> str:
    """Why both readers refuse a file; they must agree."""
    reasons = []
    for reader in (read_verified, verify_file):
        with pytest.raises(WeightsError) as caught:
            reader(path, DIGEST)
        reasons.append(f"{type(caught.value).__name__}: {caught.value.why}")
    assert reasons[0] == reasons[1]
    return reasons[0]


def test_the_right_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(CONTENT)
    assert read_verified(tmp_path / "x", DIGEST) == CONTENT
    verify_file(tmp_path / "x", DIGEST)


@pytest.mark.parametrize("content", [b"", CONTENT[:-1], CONTENT + b"x"], ids=["empty", "truncated", "longer"])
def test_another_size_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    assert _refused(tmp_path / "x") == f"DamagedFileError: it has {len(content):,} bytes instead of 1,400"


@pytest.mark.parametrize("bit", [0, 1, 5555, 1400 * 8 - 1])
def test_one_flipped_bit_is_refused(tmp_path: Path, bit: int) -> None:
    content = bytearray(CONTENT)
    content[bit // 8] ^= 1 << (bit % 8)
    (tmp_path / "x").write_bytes(content)
    assert "damaged or swapped" in _refused(tmp_path / "x")


def test_a_huge_file_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        file.truncate(1 << 40)  # reading or hashing this would outlast the test
    assert "bytes instead of" in _refused(tmp_path / "x")


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    assert _refused(tmp_path / "nothing").startswith("MissingFileError")
    (tmp_path / "x").write_bytes(CONTENT)
    assert _refused(tmp_path / "x" / "y").startswith("MissingFileError")
    assert "MissingFileError" not in _refused(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_and_devices_neither_block_nor_pass(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not a plain file" in _refused(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    assert "not a plain file" in _refused(tmp_path / "link")


def test_a_written_file_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "x"
    with replacing(target) as file:
        file.write(b"old")
        assert not target.exists()
    with pytest.raises(ZeroDivisionError), replacing(target) as file:
        file.write(b"half of the new" + bytes(1 // 0))
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_several_writers_at_once_do_not_touch_each_others_files(tmp_path: Path) -> None:
    target = tmp_path / "x"
    with replacing(target) as first:
        first.write(b"first, in par")
        with replacing(target) as second:
            second.write(b"second")
        assert target.read_bytes() == b"second"
        first.write(b"ts")
    assert target.read_bytes() == b"first, in parts"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"), replacing(tmp_path / "x") as file:
        file.write(b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_left_over_link_is_replaced_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    for name in ("x", "x.new"):
        (tmp_path / name).symlink_to(victim)
    with replacing(tmp_path / "x") as file:
        file.write(b"new")
    assert victim.read_bytes() == b"mine"
    assert (tmp_path / "x").read_bytes() == b"new"
    assert not (tmp_path / "x").is_symlink()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "there is no permission"),
        (errno.EROFS, "there is no permission"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_faults_of_the_disk_are_told_in_words_with_a_way_out(number: int, words: str) -> None:
    error = storage_error("cannot write 'x'", OSError(number, os.strerror(number)))
    assert error.why == words
    assert "LIVEPORTRAIT_CAM_MODELS" in error.fix


def test_missing_and_damaged_are_weights_errors() -> None:
    assert issubclass(DamagedFileError, WeightsError)
    assert issubclass(MissingFileError, WeightsError)
