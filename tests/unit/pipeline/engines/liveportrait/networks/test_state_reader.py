from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn.utils import parametrizations

from app.pipeline.engines.liveportrait.networks.state_reader import StateDictError, StateReader

SEEDS = st.integers(0, 2**31)


def randomized(module: nn.Module) -> nn.Module:
    """In inference, with every parameter and statistic other than as initialized."""
    with torch.no_grad():
        for name, value in module.state_dict().items():
            if value.is_floating_point():
                value.uniform_(0.5, 2) if name.endswith("running_var") else value.normal_()
    return module.eval()


def test_a_tensor_comes_in_float32_whatever_it_was() -> None:
    reader = StateReader({"x": torch.ones(2, 3, dtype=torch.float16, requires_grad=True)}, "some_module")
    tensor = reader.tensor("x", 2, 3)
    assert tensor.dtype is torch.float32
    assert not tensor.requires_grad


def test_nothing_left_over_is_fine() -> None:
    reader = StateReader({"x": torch.ones(2), "y": torch.ones(())}, "some_module")
    reader.tensor("x", 2)
    reader.tensor("y")
    reader.finish()


@pytest.mark.parametrize("shape", [(2,), (3, 2), (2, 3, 1), ()])
def test_another_shape_is_told_with_both(shape: tuple[int, ...]) -> None:
    reader = StateReader({"x": torch.ones(2, 3)}, "some_module")
    with pytest.raises(StateDictError, match=r"some_module: 'x' has the shape \[2, 3\] instead of \["):
        reader.tensor("x", *shape)


def test_a_misshapen_key_does_not_count_as_used() -> None:
    reader = StateReader({"x": torch.ones(2)}, "some_module")
    with pytest.raises(StateDictError):
        reader.tensor("x", 3)
    with pytest.raises(StateDictError, match="'x'"):
        reader.finish()


def test_many_left_over_keys_are_counted_and_a_few_named() -> None:
    reader = StateReader({f"key{index}": torch.ones(1) for index in range(9)}, "some_module")
    reader.tensor("key0", 1)
    with pytest.raises(StateDictError, match=r"some_module: 8 .*'key1', 'key2', 'key3'$"):
        reader.finish()


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, dimensions=st.sampled_from([2, 3]), outputs=st.integers(1, 5), inputs=st.integers(1, 5))
def test_a_batch_norm_folds_into_the_layer_before_it(
    seed: int, dimensions: int, outputs: int, inputs: int
) -> None:
    torch.manual_seed(seed)
    conv = (nn.Conv2d if dimensions == 2 else nn.Conv3d)(inputs, outputs, 3)
    norm = (nn.BatchNorm2d if dimensions == 2 else nn.BatchNorm3d)(outputs)
    both = randomized(nn.Sequential())
    both.add_module("conv", randomized(conv))
    both.add_module("norm", randomized(norm))
    reader = StateReader(both.state_dict(), "some_module")
    weight, bias = reader.normalized_layer("conv", "norm", outputs, inputs, *[3] * dimensions)
    reader.finish()
    x = torch.randn(2, inputs, *[6] * dimensions)
    convolve = torch.conv2d if dimensions == 2 else torch.conv3d
    with torch.no_grad():
        torch.testing.assert_close(convolve(x, weight, bias), both(x), rtol=1e-4, atol=1e-4)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, channels=st.integers(1, 6))
def test_a_batch_norm_alone_is_a_scale_and_a_shift(seed: int, channels: int) -> None:
    torch.manual_seed(seed)
    norm = randomized(nn.BatchNorm2d(channels))
    reader = StateReader({f"norm.{key}": value for key, value in norm.state_dict().items()}, "some_module")
    scale, shift = reader.affine("norm", channels)
    reader.finish()
    x = torch.randn(1, channels, 4, 4)
    expected = x.double() * scale.view(-1, 1, 1) + shift.view(-1, 1, 1)
    with torch.no_grad():
        torch.testing.assert_close(norm(x).double(), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("size", [1, 3])
def test_a_spectral_norm_folds_as_torch_does_it(size: int, bias: bool) -> None:
    torch.manual_seed(size)
    layer = parametrizations.spectral_norm(nn.Conv2d(5, 7, size, bias=bias)).eval()
    reader = StateReader(_as_in_checkpoints(layer), "some_module")
    weight, offset = reader.spectral_layer("conv", 7, 5, size, size, bias=bias)
    reader.finish()
    with torch.no_grad():
        torch.testing.assert_close(weight, layer.weight)
        torch.testing.assert_close(offset, layer.bias if bias else torch.zeros(7))


def _as_in_checkpoints(layer: nn.Module) -> dict[str, Tensor]:
    """The keys that torch's first form of the spectral norm wrote, which the official files have."""
    norm = "parametrizations.weight"
    names = {f"{norm}.original": "weight_orig", f"{norm}.0._u": "weight_u", f"{norm}.0._v": "weight_v"}
    return {f"conv.{names.get(key, key)}": value for key, value in layer.state_dict().items()}
