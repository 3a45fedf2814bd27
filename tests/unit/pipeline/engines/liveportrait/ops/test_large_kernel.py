from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.large_kernel import (
    FourierConvolution,
    TapConvolution,
    large_kernel_convolution,
)
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target
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
    quick,
    random_layer,
    random_map,
    relative_error,
    seeded,
)

SIXTEENS = st.sampled_from([16, 32])
TAPS = st.sampled_from([1, 3, 5, 7])
TARGETS = pytest.mark.parametrize("target", [FULL, FLOAT16, BFLOAT16], ids=["float32", "float16", "bfloat16"])


def convolved(x: Tensor, layer: Layer) -> Tensor:
    """The definition, in double precision."""
    reach = layer.weight.shape[-1] // 2
    y = F.conv3d(as_volume(x).double(), layer.weight.double(), layer.bias.double(), padding=reach)
    return as_depths(y)


@quick
@given(
    seed=SEEDS,
    inputs=st.integers(1, 4),
    outputs=st.integers(1, 4),
    taps=TAPS,
    depth=SIXTEENS,
    height=SIXTEENS,
    width=SIXTEENS,
    sliced=st.booleans(),
)
def test_by_fourier_transform(
    seed: int, inputs: int, outputs: int, taps: int, depth: int, height: int, width: int, sliced: bool
) -> None:
    generator = seeded(seed)
    layer = random_layer(generator, outputs, inputs, taps, taps, taps)
    x = random_map(generator, depth, inputs, height, width, sliced=sliced)
    y = FourierConvolution(layer.weight, layer.bias, Scratch())(x)
    assert relative_error(y, convolved(x, layer)) < 1e-5


@TARGETS
@quick
@given(seed=SEEDS, inputs=CHANNELS, outputs=CHANNELS, taps=TAPS, more=st.integers(0, 9), sliced=st.booleans())
def test_by_depth_taps(
    target: Target, seed: int, inputs: int, outputs: int, taps: int, more: int, sliced: bool
) -> None:
    generator = seeded(seed)
    layer = random_layer(generator, outputs, inputs, taps, taps, taps)
    x = random_map(generator, taps + more, inputs, 6, 9, dtype=target.dtype, sliced=sliced)
    y = TapConvolution(layer.weight, layer.bias, target)(x)
    assert y.dtype is torch.float32
    assert relative_error(y, convolved(x, layer)) < TOLERANCES[target.dtype]


@TARGETS
def test_whichever_way_is_chosen_it_is_a_convolution(target: Target) -> None:
    generator = seeded(2)
    layer = random_layer(generator, 3, 5, 7, 7, 7)
    x = random_map(generator, 16, 5, 32, 16, dtype=target.dtype)
    y = large_kernel_convolution(layer.weight, layer.bias, target, Scratch())(x)
    assert y.dtype is torch.float32
    assert relative_error(y, convolved(x, layer)) < TOLERANCES[target.dtype]
