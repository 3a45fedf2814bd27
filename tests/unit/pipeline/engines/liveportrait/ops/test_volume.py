from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.convolution import (
    StackedConvolution,
    VolumeConvolution,
    WinogradVolumeConvolution,
    volume_convolution,
)
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target
from app.pipeline.engines.liveportrait.ops.volume import depth_taps, stack_depth
from tests.unit.pipeline.engines.liveportrait.ops.maps import (
    BFLOAT16,
    CHANNELS,
    FLOAT16,
    FULL,
    SEEDS,
    TOLERANCES,
    Layer,
    as_depths,
    as_volume,
    is_channels_last,
    quick,
    random_layer,
    random_map,
    relative_error,
    seeded,
)

DEPTHS = st.integers(1, 6)
FOURS = st.integers(1, 5).map(lambda n: 4 * n)
TARGETS = pytest.mark.parametrize("target", [FULL, FLOAT16, BFLOAT16], ids=["float32", "float16", "bfloat16"])


def convolved(x: Tensor, layer: Layer) -> Tensor:
    """The definition, in double precision."""
    y = F.conv3d(as_volume(x).double(), layer.weight.double(), layer.bias.double(), padding=1)
    return as_depths(y)


def both_ways(layer: Layer, target: Target) -> list[VolumeConvolution]:
    return [
        StackedConvolution(layer.weight, layer.bias, target),
        WinogradVolumeConvolution(layer.weight, layer.bias, target, Scratch()),
    ]


@TARGETS
@quick
@given(seed=SEEDS, depth=DEPTHS, inputs=CHANNELS, outputs=CHANNELS, height=FOURS, width=FOURS)
def test_a_volume_is_convolved(
    target: Target, seed: int, depth: int, inputs: int, outputs: int, height: int, width: int
) -> None:
    generator = seeded(seed)
    layer = random_layer(generator, outputs, inputs, 3, 3, 3)
    x = random_map(generator, depth, inputs, height, width, dtype=target.dtype)
    for ours in both_ways(layer, target):
        y = ours(x)
        assert y.dtype is target.dtype
        assert is_channels_last(y)
        assert relative_error(y, convolved(x, layer)) < TOLERANCES[target.dtype]


@quick
@given(
    seed=SEEDS,
    depth=DEPTHS,
    channels=st.lists(CHANNELS, min_size=2, max_size=3),
    height=FOURS,
    width=FOURS,
    sliced=st.booleans(),
)
def test_parts_are_joined_channel_by_channel(
    seed: int, depth: int, channels: list[int], height: int, width: int, sliced: bool
) -> None:
    generator = seeded(seed)
    layer = random_layer(generator, 4, sum(channels), 3, 3, 3)
    parts = [random_map(generator, depth, each, height, width, sliced=sliced) for each in channels]
    for ours in both_ways(layer, FULL):
        assert relative_error(ours(*parts), convolved(torch.cat(parts, dim=1), layer)) < 1e-5


def test_bands_of_rows_do_not_mix_up_the_depths() -> None:
    generator = seeded(3)
    layer = random_layer(generator, 5, 4, 3, 3, 3)
    x = random_map(generator, 7, 4, 64, 128)  # more cells than a band holds
    for ours in both_ways(layer, FULL):
        assert relative_error(ours(x), convolved(x, layer)) < 1e-5


def test_the_activation_comes_after_the_bias() -> None:
    generator = seeded(4)
    layer = random_layer(generator, 8, 3, 3, 3, 3)
    x = random_map(generator, 5, 3, 8, 12)
    expected = convolved(x, layer).relu()
    stacked = StackedConvolution(layer.weight, layer.bias, FULL, torch.relu_)
    winograd = WinogradVolumeConvolution(layer.weight, layer.bias, FULL, Scratch(), torch.relu_)
    assert relative_error(stacked(x), expected) < 1e-5
    assert relative_error(winograd(x), expected) < 1e-5


@TARGETS
@pytest.mark.parametrize(("inputs", "outputs", "side"), [(48, 50, 16), (48, 50, 10), (3, 60, 16)])
def test_whichever_way_is_chosen_it_is_a_convolution(
    target: Target, inputs: int, outputs: int, side: int
) -> None:
    generator = seeded(side)
    layer = random_layer(generator, outputs, inputs, 3, 3, 3)
    chosen = volume_convolution(layer.weight, layer.bias, target, Scratch(), side=side)
    x = random_map(generator, 4, inputs, side, side, dtype=target.dtype)
    assert relative_error(chosen(x), convolved(x, layer)) < TOLERANCES[target.dtype]


@quick
@given(depth=DEPTHS)
def test_every_depth_is_joined_with_its_neighbours(depth: int) -> None:
    x = torch.arange(1.0, depth + 1)[:, None, None, None].expand(depth, 2, 1, 1)
    stacked = stack_depth(x)[:, :, 0, 0]
    for here in range(depth):
        before, after = float(here), float(here + 2 if here + 1 < depth else 0)
        assert stacked[here].tolist() == [before] * 2 + [here + 1.0] * 2 + [after] * 2


@quick
@given(depths=st.integers(1, 20), reach=st.integers(0, 4), data=st.data())
def test_a_kernel_meets_the_depths_inside(depths: int, reach: int, data: st.DataObject) -> None:
    depth = data.draw(st.integers(0, depths - 1))
    expected = {depth + tap - reach: tap for tap in range(2 * reach + 1) if 0 <= depth + tap - reach < depths}
    assert depth_taps(depth, depths, reach) == expected
