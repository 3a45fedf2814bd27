from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from app.errors import WeightsError
from app.pipeline.weights.importing import import_files
from app.pipeline.weights.loading import load_state_dicts
from app.pipeline.weights.manifest import Network
from app.pipeline.weights.records import record_path
from app.pipeline.weights.settle import settle
from app.pipeline.weights.state import Presence, file_state
from tests.unit.pipeline.weights.samples import GROUPS, TASK, make_sample

SAMPLE = make_sample()
MOTION = SAMPLE.file(Network.MOTION)


def _official_layout(root: Path) -> None:
    SAMPLE.put(root / "liveportrait" / "base_models", *(f"{one.value}.pth" for one in list(Network)[:4]))
    SAMPLE.put(root / "liveportrait" / "retargeting_models", "stitching_retargeting_module.pth")
    SAMPLE.put(root, TASK)


def _problems(source: Path, folder: Path) -> dict[str, str]:
    results = import_files(SAMPLE.files, source, folder)
    return {one.file.name: str(one.problem) for one in results if one.problem is not None}


def _contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("layout", ["official", "flat"])
def test_official_files_are_found_anywhere_and_left_as_they_are(tmp_path: Path, layout: str) -> None:
    source, folder = tmp_path / "theirs", tmp_path / "ours"
    _official_layout(source) if layout == "official" else SAMPLE.put(source)
    before = _contents(source)
    assert _problems(source, folder) == {}
    assert _contents(source) == before
    assert {file_state(file, folder).presence for file in SAMPLE.files} == {Presence.VERIFIED}
    assert set(load_state_dicts(folder, SAMPLE.manifest)["stitching_retargeting_module"]) == set(GROUPS)


def test_another_installation_s_files_are_taken_with_their_record(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path / "first")
    load_state_dicts(tmp_path / "first", SAMPLE.manifest)
    assert _problems(tmp_path / "first", tmp_path / "second") == {}
    assert not list((tmp_path / "second").glob("*.pth"))
    load_state_dicts(tmp_path / "second", SAMPLE.manifest)


def test_converted_files_without_or_with_a_false_record_are_refused(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    SAMPLE.put(theirs, MOTION.name, "warping_module.pth")
    settle(MOTION, theirs)
    settle(SAMPLE.file(Network.WARPING), theirs)
    stored, other = theirs / MOTION.stored_name, theirs / "warping_module.safetensors"
    note = json.loads(record_path(other).read_text()) | {"source_sha256": MOTION.digest.sha256}
    os.replace(other, stored)
    record_path(stored).write_text(json.dumps(note))  # claims that W's tensors were made from M's file
    record_path(other).unlink()
    assert "made from another file" in _problems(theirs, tmp_path / "ours")[MOTION.name]
    record_path(stored).unlink()
    assert "nothing tells" in _problems(theirs, tmp_path / "ours")[MOTION.name]
    assert not list((tmp_path / "ours").glob("*.safetensors*"))


def test_a_wrong_namesake_does_not_hide_the_right_file(tmp_path: Path) -> None:
    (tmp_path / "theirs" / "animals").mkdir(parents=True)
    (tmp_path / "theirs" / "animals" / MOTION.name).write_bytes(b"another network of this name")
    SAMPLE.put(tmp_path / "theirs" / "humans")
    assert _problems(tmp_path / "theirs", tmp_path / "ours") == {}


def test_what_is_not_found_is_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path / "theirs", MOTION.name)
    problems = _problems(tmp_path / "theirs", tmp_path / "ours")
    assert set(problems) == {file.name for file in SAMPLE.files} - {MOTION.name}
    assert SAMPLE.file(Network.WARPING).address.url in problems["warping_module.pth"]
    assert file_state(MOTION, tmp_path / "ours").presence is Presence.VERIFIED


def test_a_damaged_file_does_not_replace_a_good_one(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path / "good")
    assert _problems(tmp_path / "good", tmp_path / "ours") == {}
    shutil.copytree(tmp_path / "good", tmp_path / "bad")
    (tmp_path / "bad" / MOTION.name).write_bytes(b"\0" * MOTION.digest.size)
    assert _problems(tmp_path / "bad", tmp_path / "ours") == {}
    assert "swapped" in _problems(tmp_path / "bad", tmp_path / "new")[MOTION.name]


def test_linked_files_are_read_and_linked_folders_are_not_entered(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path / "blobs")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / MOTION.name).symlink_to(tmp_path / "blobs" / MOTION.name)  # as hub caches lie on the disk
    (theirs / "loop").symlink_to(theirs)
    (theirs / "more").symlink_to(tmp_path / "blobs")
    assert set(_problems(theirs, tmp_path / "ours")) == {file.name for file in SAMPLE.files} - {MOTION.name}
    assert not any(path.is_symlink() for path in (tmp_path / "ours").iterdir())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_devices_and_folders_of_the_right_name_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "motion_extractor.pth")
    (tmp_path / "warping_module.pth").symlink_to("/dev/zero")
    (tmp_path / "spade_generator.pth").symlink_to(tmp_path / "nothing")
    (tmp_path / TASK).mkdir()
    problems = _problems(tmp_path, tmp_path / "ours")
    assert set(problems) == {file.name for file in SAMPLE.files}
    assert "not a plain file" in problems["warping_module.pth"]


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="it is not a folder"):
        import_files(SAMPLE.files, tmp_path / "nowhere", tmp_path / "ours")
    assert not (tmp_path / "ours").exists()


def test_importing_from_the_own_folder_settles_what_was_put_there(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path)
    assert _problems(tmp_path, tmp_path) == {}
    assert file_state(MOTION, tmp_path).presence is Presence.VERIFIED
