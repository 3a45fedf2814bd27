from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.target import Target
from app.pipeline.engines.liveportrait.ops.upsampled import RepeatedRowsConvolution, UpsampledConvolution
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

SIDES = st.integers(1, 12)
TARGETS = pytest.mark.parametrize("target", [FULL, FLOAT16, BFLOAT16], ids=["float32", "float16", "bfloat16"])


def enlarged_then_convolved(x: Tensor, layer: Layer, factor: int) -> Tensor:
    """The definition, in double precision."""
    large = F.interpolate(x.double(), scale_factor=factor)
    return F.conv2d(large, layer.weight.double(), layer.bias.double(), padding=1)


@TARGETS
@pytest.mark.parametrize("factor", [2, 3, 4])
@quick
@given(
    seed=SEEDS,
    count=COUNTS,
    inputs=CHANNELS,
    outputs=CHANNELS,
    height=SIDES,
    width=SIDES,
    sliced=st.booleans(),
)
def test_equal_to_enlarging_first(
    target: Target,
    factor: int,
    seed: int,
    count: int,
    inputs: int,
    outputs: int,
    height: int,
    width: int,
    sliced: bool,
) -> None:
    generator = seeded(seed)
    layer = random_layer(generator, outputs, inputs, 3, 3)
    x = random_map(generator, count, inputs, height, width, dtype=target.dtype, sliced=sliced)
    y = UpsampledConvolution(layer.weight, layer.bias, factor, target)(x)
    assert y.dtype is target.dtype
    assert is_channels_last(y)
    assert relative_error(y, enlarged_then_convolved(x, layer, factor)) < TOLERANCES[target.dtype]


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_the_activation_comes_after_the_bias(factor: int) -> None:
    generator = seeded(factor)
    layer = random_layer(generator, 6, 5, 3, 3)
    x = random_map(generator, 2, 5, 7, 4)
    y = UpsampledConvolution(layer.weight, layer.bias, factor, FULL, torch.relu_)(x)
    assert relative_error(y, enlarged_then_convolved(x, layer, factor).relu()) < 1e-5


@TARGETS
@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 5), (6, 2), (9, 9)])
def test_a_convolution_after_it_needs_no_repeated_rows(target: Target, height: int, width: int) -> None:
    generator = seeded(height)
    first, second = random_layer(generator, 8, 5, 3, 3), random_layer(generator, 7, 8, 3, 3)
    x = random_map(generator, 1, 5, height, width, dtype=target.dtype)
    few = UpsampledConvolution(first.weight, first.bias, 4, target, torch.relu_, repeat_rows=False)(x)
    assert few.shape == (1, 8, 3 * height, 4 * width)
    y = torch.full((1, 7, 4 * height, 4 * width), torch.nan, dtype=target.dtype)
    for rows, band in RepeatedRowsConvolution(second.weight, second.bias, target).bands(few):
        y[:, :, rows] = band
    large = enlarged_then_convolved(x, first, 4).relu()
    expected = F.conv2d(large, second.weight.double(), second.bias.double(), padding=1)
    assert relative_error(y, expected) < TOLERANCES[target.dtype]
