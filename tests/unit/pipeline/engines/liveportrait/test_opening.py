from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from app.errors import EngineError, WeightsError
from app.pipeline.engines.liveportrait.networks import StateDictError
from app.pipeline.engines.liveportrait.opening import open_networks
from app.pipeline.engines.liveportrait.self_test import draws_pictures, seconds_per_frame
from tests.unit.pipeline.engines.liveportrait.fake_gpu import NAME, add_gpu, add_gpus, build_with
from tests.unit.pipeline.engines.liveportrait.stub_networks import Fault, StubNetworks

NAN = float("nan")


def with_defect(
    dtype: torch.dtype,
    broken: tuple[torch.dtype, ...],
    *,
    draws_only: float | None = None,
    reads_nan: bool = False,
) -> StubNetworks:
    """Networks that are broken in some precisions."""
    stub = StubNetworks(dtype=dtype)
    if dtype in broken:
        stub.draws_only, stub.reads_nan = draws_only, reads_nan
    return stub


DEFECTS: dict[str, dict[str, Any]] = {
    "NaN": {"draws_only": NAN},
    "infinite": {"draws_only": float("inf")},
    "black": {"draws_only": 0.0},
    "grey": {"draws_only": 0.5},
    "keypoints": {"reads_nan": True},
}

every_defect = pytest.mark.parametrize("defect", DEFECTS.values(), ids=DEFECTS)


def test_a_gpu_that_draws_in_half_precision_is_used_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    add_gpu(monkeypatch)
    build_with(monkeypatch, lambda dtype: StubNetworks(dtype=dtype))
    with caplog.at_level(logging.INFO):
        opened = open_networks()
    assert opened.placement.dtype is torch.float16
    assert opened.networks.target.dtype is torch.float16
    assert caplog.messages == [f"the LivePortrait networks run on: {NAME}, float16"]


@every_defect
def test_half_precision_that_draws_nothing_gives_way_to_full(
    defect: dict[str, Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    add_gpu(monkeypatch)
    build_with(monkeypatch, lambda dtype: with_defect(dtype, (torch.float16,), **defect))
    with caplog.at_level(logging.WARNING):
        opened = open_networks()
    assert opened.placement.dtype is torch.float32
    assert opened.networks.target.dtype is torch.float32
    assert ["float32, which is slower" in message for message in caplog.messages] == [True]


@every_defect
@pytest.mark.parametrize("precision", ["auto", "float32"])
def test_a_gpu_that_never_draws_is_not_used(
    precision: str, defect: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_gpu(monkeypatch)
    build_with(monkeypatch, lambda dtype: with_defect(dtype, (torch.float16, torch.float32), **defect))
    with pytest.raises(EngineError, match="nothing but a blank picture") as caught:
        open_networks(precision=precision)
    assert "--device cpu" in caught.value.fix
    assert NAME in caught.value.why


def test_what_was_full_precision_already_is_not_built_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    built: list[torch.dtype] = []

    def build(dtype: torch.dtype) -> StubNetworks:
        built.append(dtype)
        return with_defect(dtype, (torch.float32,), draws_only=0.0)

    add_gpu(monkeypatch)
    build_with(monkeypatch, build)
    with pytest.raises(EngineError, match="blank"):
        open_networks(precision="float32")
    assert built == [torch.float32]
    assert not caplog.messages


def test_the_processor_needs_no_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    add_gpus(monkeypatch, 0)
    build_with(monkeypatch, lambda dtype: with_defect(dtype, (torch.float32,), draws_only=NAN))
    assert str(open_networks().placement) == "processor, float32"


@pytest.mark.parametrize("where", ["appearance", "motion", "generate"])
@pytest.mark.parametrize(
    ("error", "why"), [(torch.OutOfMemoryError, "memory is full"), (RuntimeError, "the device failed")]
)
def test_a_device_that_fails_its_trial_is_told_of(
    error: type[RuntimeError], why: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_gpu(monkeypatch)
    build_with(monkeypatch, lambda dtype: StubNetworks(dtype=dtype, fault=Fault(error, (where,))))
    with pytest.raises(EngineError, match=why):
        open_networks()


def test_a_device_without_room_for_the_networks_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(dtype: torch.dtype) -> StubNetworks:
        raise torch.OutOfMemoryError(f"CUDA out of memory: {dtype}")

    add_gpu(monkeypatch)
    build_with(monkeypatch, build)
    with pytest.raises(EngineError, match=f"cannot load the LivePortrait networks onto {NAME}") as caught:
        open_networks()
    assert "memory is full" in caught.value.why
    assert "--engine mesh" in caught.value.fix


def test_weights_of_another_network_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(dtype: torch.dtype) -> StubNetworks:
        del dtype
        raise StateDictError("motion_extractor: the key 'detector.norm.weight' is missing")

    add_gpus(monkeypatch, 0)
    build_with(monkeypatch, build)
    with pytest.raises(EngineError, match=r"detector\.norm\.weight") as caught:
        open_networks()
    assert "liveportrait-cam models verify" in caught.value.fix


def test_state_dicts_that_are_no_networks_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real reader of checkpoints, with nothing to read."""
    add_gpus(monkeypatch, 0)
    monkeypatch.setattr("app.pipeline.engines.liveportrait.opening.load_state_dicts", lambda _: {})
    with pytest.raises(EngineError, match="'stitching_retargeting_module' is missing"):
        open_networks()


def test_without_weights_it_says_what_to_fetch(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="download"):
        open_networks("cpu", folder=tmp_path)


def test_a_picture_is_told_from_a_plain_colour() -> None:
    stub = StubNetworks()
    assert draws_pictures(stub.networks)

    def red(features: torch.Tensor) -> torch.Tensor:
        del features
        return torch.tensor([1.0, 0.0, 0.0]).view(1, 3, 1, 1).expand(1, 3, 512, 512)

    stub.generate = red  # type: ignore[method-assign]
    assert not draws_pictures(stub.networks)


def test_the_speed_is_that_of_reading_and_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(np.arange(0.0, 100.0, 0.25))
    monkeypatch.setattr("time.perf_counter", lambda: float(next(ticks)))
    stub = StubNetworks()
    assert seconds_per_frame(stub.networks) == pytest.approx(0.25)
