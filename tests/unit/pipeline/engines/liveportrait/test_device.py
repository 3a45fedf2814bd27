from __future__ import annotations

import pytest
import torch

from app.config import Precision
from app.errors import EngineError
from app.pipeline.engines.liveportrait.device import choose_placement
from tests.unit.pipeline.engines.liveportrait.fake_gpu import NAME, add_gpus


def add_apple_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    add_gpus(monkeypatch, 0)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)


def test_an_nvidia_gpu_comes_first_and_computes_in_half_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    add_gpus(monkeypatch, 1)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    placement = choose_placement()
    assert placement.device == torch.device("cuda", 0)
    assert placement.dtype is torch.float16
    assert str(placement) == f"{NAME}, float16"


def test_an_apple_gpu_comes_next_and_computes_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    add_apple_gpu(monkeypatch)
    assert str(choose_placement()) == "Apple GPU, float32"
    assert choose_placement("mps").device.type == "mps"


def test_the_processor_is_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    add_gpus(monkeypatch, 0)
    assert str(choose_placement()) == "processor, float32"


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda", "cuda:1"])
@pytest.mark.parametrize("precision", Precision)
def test_every_precision_of_the_command_line_is_known(
    precision: Precision, device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_gpus(monkeypatch, 2)
    placement = choose_placement(device, precision.value)
    if precision is Precision.AUTO:
        assert placement.dtype is (torch.float32 if device == "cpu" else torch.float16)
    else:
        assert placement.dtype is getattr(torch, precision.value)


def test_one_of_several_gpus_is_chosen_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    add_gpus(monkeypatch, 2)
    assert choose_placement("cuda:1").device.index == 1
    assert choose_placement("cpu").device.type == "cpu"


@pytest.mark.parametrize("count", [0, 2])
@pytest.mark.parametrize("name", ["cuda:2", "cuda:127", "cuda:999"])
def test_a_gpu_that_is_not_there_is_an_error_that_says_what_to_do(
    name: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_gpus(monkeypatch, count)
    with pytest.raises(EngineError, match=f"cannot use the device '{name}'") as caught:
        choose_placement(name)
    assert "--device cpu" in caught.value.fix


@pytest.mark.parametrize("name", ["cuda", "mps"])
def test_asking_for_a_kind_of_gpu_that_is_not_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_gpus(monkeypatch, 0)
    with pytest.raises(EngineError, match="torch finds no") as caught:
        choose_placement(name)
    assert "--device cpu" in caught.value.fix


@pytest.mark.parametrize("name", ["", "gpu", "CUDA", "cuda:-1", "cuda:one", "meta", "xpu", "cuda:0:0"])
def test_names_of_nothing_that_could_be_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_gpus(monkeypatch, 1)
    with pytest.raises(EngineError, match=f"cannot use the device '{name}'") as caught:
        choose_placement(name)
    assert caught.value.fix == "Use cuda, mps or cpu"
