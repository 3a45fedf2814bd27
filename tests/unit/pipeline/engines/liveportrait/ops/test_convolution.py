from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.convolution import Convolution, DirectConvolution, convolution
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target
from app.pipeline.engines.liveportrait.ops.winograd import WinogradConvolution
from tests.unit.pipeline.engines.liveportrait.ops.maps import (
    BFLOAT16,
    CHANNELS,
    COUNTS,
    FLOAT16,
    FULL,
    SEEDS,
    TOLERANCES,
    Layer,
    is_channels_last,
    quick,
    random_layer,
    random_map,
    relative_error,
    seeded,
)

FOURS = st.integers(1, 8).map(lambda n: 4 * n)
"""Sides that both tile sizes of Winograd's algorithm divide."""


def convolved(x: Tensor, layer: Layer) -> Tensor:
    """The definition, in double precision."""
    reach = layer.weight.shape[-1] // 2
    return F.conv2d(x.double(), layer.weight.double(), layer.bias.double(), padding=reach)


def winograd(layer: Layer, target: Target = FULL) -> WinogradConvolution:
    return WinogradConvolution(layer.weight, layer.bias, target, Scratch())


def banded(convolution: Convolution, x: Tensor) -> tuple[Tensor, list[slice]]:
    """All bands put together, each copied before the next is asked for, and where they lay."""
    rows, parts = [], []
    for where, band in convolution.bands(x):
        rows.append(where)
        parts.append(band.clone())
    return torch.cat(parts, dim=2), rows


@quick
@given(seed=SEEDS, count=COUNTS, inputs=CHANNELS, outputs=CHANNELS, height=FOURS, width=FOURS)
def test_winograd_is_a_convolution(
    seed: int, count: int, inputs: int, outputs: int, height: int, width: int
) -> None:
    generator = seeded(seed)
    layer = random_layer(generator, outputs, inputs, 3, 3)
    x = random_map(generator, count, inputs, height, width)
    y = winograd(layer)(x)
    assert is_channels_last(y)
    assert relative_error(y, convolved(x, layer)) < 1e-5


@pytest.mark.parametrize("target", [FLOAT16, BFLOAT16], ids=["float16", "bfloat16"])
@quick
@given(seed=SEEDS, inputs=st.integers(4, 20), height=FOURS, width=FOURS)
def test_winograd_in_half_precision(target: Target, seed: int, inputs: int, height: int, width: int) -> None:
    generator = seeded(seed)
    layer = random_layer(generator, 6, inputs, 3, 3)
    x = random_map(generator, 1, inputs, height, width, dtype=target.dtype)
    y = winograd(layer, target)(x)
    assert y.dtype is target.dtype
    assert relative_error(y, convolved(x, layer)) < TOLERANCES[target.dtype]


@pytest.mark.parametrize("target", [FULL, BFLOAT16], ids=["float32", "bfloat16"])
@pytest.mark.parametrize(("height", "width"), [(64, 128), (128, 64), (36, 256), (4, 1024)])
def test_winograds_bands_are_the_whole(target: Target, height: int, width: int) -> None:
    generator = seeded(height)
    layer = random_layer(generator, 5, 3, 3, 3)
    x = random_map(generator, 1, 3, height, width, dtype=target.dtype)
    together, rows = banded(winograd(layer, target), x)
    assert together.equal(winograd(layer, target)(x))
    assert [i for where in rows for i in range(where.start, where.stop)] == list(range(height))


def test_a_large_map_comes_in_several_bands() -> None:
    generator = seeded(1)
    layer = random_layer(generator, 256, 2, 3, 3)
    x = random_map(generator, 1, 2, 100, 96)
    for ours in (winograd(layer), DirectConvolution(layer.weight, layer.bias, FULL)):
        together, rows = banded(ours, x)
        assert len(rows) > 1
        assert relative_error(together, convolved(x, layer)) < 1e-5


@pytest.mark.parametrize("target", [FULL, FLOAT16, BFLOAT16], ids=["float32", "float16", "bfloat16"])
@quick
@given(
    seed=SEEDS,
    count=COUNTS,
    inputs=CHANNELS,
    size=st.sampled_from([1, 3, 7]),
    height=st.integers(1, 20),
    width=st.integers(1, 20),
)
def test_a_direct_convolution_is_one(
    target: Target, seed: int, count: int, inputs: int, size: int, height: int, width: int
) -> None:
    generator = seeded(seed)
    layer = random_layer(generator, 4, inputs, size, size)
    x = random_map(generator, count, inputs, height, width, dtype=target.dtype)
    y = DirectConvolution(layer.weight, layer.bias, target)(x)
    assert y.dtype is target.dtype
    assert relative_error(y, convolved(x, layer)) < TOLERANCES[target.dtype]


@pytest.mark.parametrize("size", [1, 3, 5])
@pytest.mark.parametrize(("height", "width"), [(65, 64), (3, 2000), (2000, 3), (1, 1)])
def test_direct_bands_are_the_whole(size: int, height: int, width: int) -> None:
    generator = seeded(size)
    layer = random_layer(generator, 300, 1, size, size)
    direct = DirectConvolution(layer.weight, layer.bias, FULL, torch.relu_)
    x = random_map(generator, 1, 1, height, width)
    together, rows = banded(direct, x)
    assert relative_error(together, direct(x)) < 1e-6
    assert [i for where in rows for i in range(where.start, where.stop)] == list(range(height))


def _winograd_with_relu(layer: Layer) -> Convolution:
    return WinogradConvolution(layer.weight, layer.bias, FULL, Scratch(), torch.relu_)


def _direct_with_relu(layer: Layer) -> Convolution:
    return DirectConvolution(layer.weight, layer.bias, FULL, torch.relu_)


@pytest.mark.parametrize("make", [_winograd_with_relu, _direct_with_relu], ids=["winograd", "direct"])
def test_the_activation_comes_after_the_bias(make: Callable[[Layer], Convolution]) -> None:
    generator = seeded(5)
    layer = random_layer(generator, 8, 4, 3, 3)
    x = random_map(generator, 1, 4, 16, 16)
    ours = make(layer)
    expected = convolved(x, layer).relu()
    assert relative_error(ours(x), expected) < 1e-5
    assert relative_error(banded(ours, x)[0], expected) < 1e-5


@pytest.mark.parametrize("target", [FULL, BFLOAT16], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("layout", ["channel slice", "rows first", "window", "enlarged"])
def test_any_layout_of_the_input_will_do(target: Target, layout: str) -> None:
    generator = seeded(9)
    layer = random_layer(generator, 8, 4, 3, 3)
    x = {
        "channel slice": lambda: random_map(generator, 2, 4, 16, 20, sliced=True),
        "rows first": lambda: torch.randn(2, 4, 16, 20, generator=generator),
        "window": lambda: random_map(generator, 2, 4, 24, 24)[:, :, 3:19, 2:22],
        "enlarged": lambda: random_map(generator, 2, 4, 1, 1).expand(2, 4, 16, 20),
    }[layout]().to(target.dtype)
    before = x.clone()
    for ours in (winograd(layer, target), DirectConvolution(layer.weight, layer.bias, target)):
        tolerance = TOLERANCES[target.dtype]
        assert relative_error(ours(x), convolved(x, layer)) < tolerance
        assert relative_error(banded(ours, x[:1])[0], convolved(x[:1], layer)) < tolerance
        assert x.equal(before)


@pytest.mark.parametrize("target", [FULL, FLOAT16, BFLOAT16], ids=["float32", "float16", "bfloat16"])
@pytest.mark.parametrize("delicate", [True, False])
@pytest.mark.parametrize(("inputs", "outputs"), [(3, 64), (64, 48), (50, 70)])
@pytest.mark.parametrize("side", [10, 16, 20])
def test_whichever_way_is_chosen_it_is_a_convolution(
    target: Target, delicate: bool, inputs: int, outputs: int, side: int
) -> None:
    generator = seeded(side)
    layer = random_layer(generator, outputs, inputs, 3, 3)
    chosen = convolution(layer.weight, layer.bias, target, Scratch(), side=side, delicate=delicate)
    x = random_map(generator, 1, inputs, side, side, dtype=target.dtype)
    assert relative_error(chosen(x), convolved(x, layer)) < TOLERANCES[target.dtype]
    assert relative_error(banded(chosen, x)[0], convolved(x, layer)) < TOLERANCES[target.dtype]
