from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from app.errors import WeightsError
from app.pipeline.weights.loading import load_state_dicts
from app.pipeline.weights.manifest import Manifest, Network
from app.pipeline.weights.settle import settle
from app.pipeline.weights.state import Presence, weights_state
from tests.unit.pipeline.weights.samples import GROUPS, REVISION, make_sample

SAMPLE = make_sample()


def test_files_dropped_into_the_folder_just_work(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path)
    state = weights_state(tmp_path, SAMPLE.manifest)
    assert (state.complete, state.verified, state.problem) == (True, False, None)
    loaded = load_state_dicts(tmp_path, SAMPLE.manifest)
    assert list(loaded) == [
        "appearance_feature_extractor",
        "motion_extractor",
        "warping_module",
        "spade_generator",
        "stitching_retargeting_module",
    ]
    assert torch.equal(loaded["spade_generator"]["first.half"], torch.ones(5))
    assert set(loaded["stitching_retargeting_module"]) == set(GROUPS)
    assert set(loaded["stitching_retargeting_module"]["retarget_eye"]) == {"mlp.0.weight", "mlp.0.bias"}
    assert weights_state(tmp_path, SAMPLE.manifest).verified


def test_a_second_start_needs_no_checkpoint_and_writes_nothing(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path)
    load_state_dicts(tmp_path, SAMPLE.manifest)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    load_state_dicts(tmp_path, SAMPLE.manifest)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert not [path for path in before if path.suffix == ".pth"]


def test_what_is_missing_is_named_with_the_folder_the_page_and_the_way_out(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path)
    (tmp_path / "warping_module.pth").unlink()
    problem = weights_state(tmp_path, SAMPLE.manifest).problem
    assert problem is not None
    line = str(problem)
    assert "\n" not in line
    for word in (
        "missing: warping_module",
        f"/owner/repo/tree/{REVISION}/folder",
        str(tmp_path),
        "models download",
        "models import DIR",
    ):
        assert word in line
    assert "motion_extractor" not in line
    assert "damaged" not in line
    with pytest.raises(WeightsError, match="warping_module"):
        load_state_dicts(tmp_path, SAMPLE.manifest)


def test_rot_is_found_before_anything_is_parsed_and_known_afterwards(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path)
    load_state_dicts(tmp_path, SAMPLE.manifest)
    stored = tmp_path / "spade_generator.safetensors"
    date = stored.stat().st_mtime_ns
    content = bytearray(stored.read_bytes())
    content[-3] ^= 4
    stored.write_bytes(content)
    os.utime(stored, ns=(date, date))
    with pytest.raises(WeightsError, match=r"spade_generator.*models download"):
        load_state_dicts(tmp_path, SAMPLE.manifest)
    assert [one.presence for one in weights_state(tmp_path, SAMPLE.manifest).lacking] == [Presence.DAMAGED]


def test_a_manifest_without_a_network_loads_nothing(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path)
    less = Manifest(tuple(file for file in SAMPLE.files if file.network is not Network.MOTION))
    with pytest.raises(WeightsError, match="motion_extractor"):
        load_state_dicts(tmp_path, less)


def test_the_user_s_folder_is_the_default_and_can_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVEPORTRAIT_CAM_MODELS", str(tmp_path))
    assert weights_state().folder == tmp_path
    SAMPLE.put(tmp_path)
    for file in SAMPLE.manifest.networks:
        settle(file, tmp_path)
    assert weights_state(manifest=SAMPLE.manifest).verified
    monkeypatch.delenv("LIVEPORTRAIT_CAM_MODELS")
    assert weights_state().folder.name == "models"
