from __future__ import annotations

import io
import os
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from app.pipeline.weights.checkpoint import read_checkpoint
from app.pipeline.weights.manifest import Network
from app.pipeline.weights.tensors import BadTensorsError
from tests.unit.pipeline.weights.samples import GROUPS, saved, tensors


class _Evil:
    """Makes a folder when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.mkdir, (str(self.mark),)


def _zipped_pickle(payload: bytes) -> bytes:
    """A checkpoint archive whose pickle is the payload."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved({"a": torch.ones(2)}))) as good,
        zipfile.ZipFile(buffer, "w") as bad,
    ):
        for name in good.namelist():
            bad.writestr(name, payload if name.endswith("data.pkl") else good.read(name))
    return buffer.getvalue()


def test_a_plain_checkpoint_keeps_its_keys_and_types() -> None:
    read = read_checkpoint(saved(OrderedDict(tensors(Network.MOTION))), Network.MOTION)
    assert {key: one.dtype for key, one in read.items()} == {
        "first.weight": torch.float32,
        "first.half": torch.float16,
        "norm.num_batches_tracked": torch.int64,
    }
    assert torch.equal(read["first.weight"], torch.arange(12.0).reshape(3, 4) + 1)


def test_the_old_format_and_parameters_are_read_too() -> None:
    values = {"a.weight": torch.nn.Parameter(torch.ones(3))}
    read = read_checkpoint(saved(values, legacy=True), Network.MOTION)
    assert torch.equal(read["a.weight"], torch.ones(3))
    assert not read["a.weight"].requires_grad


def test_the_stitching_networks_become_flat_without_their_wrapper() -> None:
    read = read_checkpoint(saved(tensors(Network.STITCHING)), Network.STITCHING)
    assert set(read) == {f"{group}.mlp.0.{part}" for group in GROUPS for part in ("weight", "bias")}
    assert read["retarget_eye.mlp.0.weight"].eq(2).all()


@pytest.mark.parametrize("pack", ["zip", "legacy", "raw", "archive"])
def test_a_pickle_that_would_run_code_runs_none(tmp_path: Path, pack: str) -> None:
    mark = tmp_path / "ran"
    evil = {"first.weight": torch.ones(2), "x": _Evil(mark)}
    data = {
        "zip": lambda: saved(evil),
        "legacy": lambda: saved(evil, legacy=True),
        "raw": lambda: pickle.dumps(_Evil(mark)),
        "archive": lambda: _zipped_pickle(pickle.dumps(_Evil(mark))),
    }[pack]()
    with pytest.raises(BadTensorsError, match="refuses"):
        read_checkpoint(data, Network.MOTION)
    assert not mark.exists()
    pickle.loads(pickle.dumps(_Evil(mark)))  # noqa: S301 - the payload does work where it is not refused
    assert mark.exists()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([torch.ones(2)], "does not hold a state dict"),
        ({}, "does not hold a state dict"),
        ({"a": 3}, "'a' is not a tensor but int"),
        ({"a": {"b": torch.ones(1)}}, "'a' is not a tensor but dict"),
        ({1: torch.ones(1)}, "a key that no network has"),
        ({"a\n": torch.ones(1)}, "a key that no network has"),
        ({"a" * 201: torch.ones(1)}, "a key that no network has"),
        ({"a": torch.ones(2, dtype=torch.float64)}, "the type float64"),
        ({"a": torch.ones(2, dtype=torch.complex64)}, "the type complex64"),
        ({"a": torch.ones(2, dtype=torch.bool)}, "the type bool"),
        ({"a": torch.tensor([1.0, float("nan")])}, "not finite"),
        ({"a": torch.tensor([float("-inf"), 1.0])}, "not finite"),
        ({"a": torch.tensor([1.0, float("inf")], dtype=torch.bfloat16)}, "not finite"),
        ({"a": torch.ones(1).expand(10**12)}, "larger than the file"),
        ({"a": torch.ones(3, 3).to_sparse()}, "(not a plain tensor|refuses)"),
        ({"a": torch.ones(3, device="meta")}, "(not a plain tensor|refuses)"),
    ],
)
def test_what_is_no_state_dict_is_refused(values: object, why: str) -> None:
    with pytest.raises(BadTensorsError, match=why):
        read_checkpoint(saved(values), Network.MOTION)


@pytest.mark.parametrize("change", ["missing", "flat", "number"])
def test_another_set_of_stitching_networks_is_refused(change: str) -> None:
    values = tensors(Network.STITCHING)
    if change == "missing":
        del values["retarget_eye"]
    else:
        values["retarget_eye"] = {3: torch.ones(1)} if change == "number" else torch.ones(1)
    with pytest.raises(BadTensorsError):
        read_checkpoint(saved(values), Network.STITCHING)


def test_what_else_a_stitching_file_holds_is_left_out() -> None:
    more = {"retarget_nose": {"module.mlp.0.weight": torch.ones(3)}, "epoch": 7}
    read = read_checkpoint(saved(tensors(Network.STITCHING) | more), Network.STITCHING)
    assert {key.split(".")[0] for key in read} == set(GROUPS)


@pytest.mark.parametrize("length", [0, 1, 100, -1])
def test_a_cut_archive_is_refused(length: int) -> None:
    with pytest.raises(BadTensorsError, match="refuses"):
        read_checkpoint(saved(tensors(Network.MOTION))[:length], Network.MOTION)


def test_tensors_that_share_memory_get_their_own() -> None:
    whole = torch.arange(8.0)
    read = read_checkpoint(
        saved({"a": whole[:4], "b": whole[2:6], "c": whole.reshape(2, 4).T}), Network.MOTION
    )
    assert len({one.untyped_storage().data_ptr() for one in read.values()}) == 3
    assert all(one.is_contiguous() for one in read.values())
    assert torch.equal(read["b"], torch.arange(2.0, 6.0))
