from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.engines.liveportrait.ops.convolution import Convolution
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.winograd import WinogradConvolution
from tests.unit.pipeline.engines.liveportrait.ops.maps import FULL, quick, random_layer, random_map, seeded

DTYPES = st.sampled_from([torch.float32, torch.float16, torch.bfloat16])
SHAPES = st.lists(st.integers(0, 5), min_size=1, max_size=4).map(tuple)


@quick
@given(wishes=st.lists(st.tuples(st.sampled_from(["a", "b"]), SHAPES, DTYPES), min_size=1, max_size=9))
def test_a_buffer_has_the_wanted_shape(wishes: list[tuple[str, tuple[int, ...], torch.dtype]]) -> None:
    scratch = Scratch()
    for name, shape, dtype in wishes:
        buffer = scratch.take(name, shape, dtype)
        assert (tuple(buffer.shape), buffer.dtype) == (shape, dtype)
        assert buffer.is_contiguous()


def test_a_name_is_the_same_memory_and_another_name_is_not() -> None:
    scratch = Scratch()
    first, other = scratch.take("a", (4, 6)), scratch.take("b", (4, 6))
    again = scratch.take("a", (3, 2))
    assert again.data_ptr() == first.data_ptr()
    assert other.data_ptr() != first.data_ptr()


def test_one_name_in_two_types_is_two_buffers() -> None:
    scratch = Scratch()
    full, half = scratch.take("a", (8,)), scratch.take("a", (8,), torch.bfloat16)
    full.fill_(1)
    half.fill_(2)
    assert full.tolist() == [1] * 8


def test_a_buffer_made_in_inference_mode_can_be_used_outside() -> None:
    scratch = Scratch()
    with torch.inference_mode():
        scratch.take("a", (8,))
    assert scratch.take("a", (8,)).fill_(1).tolist() == [1] * 8


@pytest.mark.parametrize("taps", [(3, 3), (3, 3, 3)], ids=["maps", "volumes"])
def test_layers_that_share_memory_leave_each_others_results_alone(taps: tuple[int, ...]) -> None:
    generator, scratch = seeded(1), Scratch()
    first, second = (random_layer(generator, 6, 4, *taps) for _ in range(2))
    a = WinogradConvolution(first.weight, first.bias, FULL, scratch)
    b = WinogradConvolution(second.weight, second.bias, FULL, scratch)
    x, other = random_map(generator, 3, 4, 16, 16), random_map(generator, 3, 4, 32, 24)
    result = a(x)
    kept = result.clone()
    b(other)
    b(x)
    assert result.equal(kept)
    assert a(x).equal(kept)


def test_a_layer_called_on_another_size_in_between_gives_the_same() -> None:
    generator = seeded(2)
    layer = random_layer(generator, 6, 4, 3, 3)
    ours: Convolution = WinogradConvolution(layer.weight, layer.bias, FULL, Scratch())
    small, large = random_map(generator, 1, 4, 8, 8), random_map(generator, 1, 4, 40, 64)
    before = ours(small)
    ours(large.fill_(torch.nan))
    assert ours(small).equal(before)
    assert torch.cat([band.clone() for _, band in ours.bands(small)], dim=2).equal(before)
