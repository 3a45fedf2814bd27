from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.sampling import (
    gather_volume,
    identity_axis,
    identity_grid,
    sample_volume,
    shifted_volumes,
)
from tests.unit.pipeline.engines.liveportrait.ops.maps import SEEDS, quick, relative_error, seeded

Sampler: TypeAlias = Callable[[Tensor, Tensor], Tensor]

CELLS = st.integers(2, 9)
SPREADS = st.sampled_from([0.01, 0.3, 1.0, 3.0])


def expected_samples(volume: Tensor, grid: Tensor) -> Tensor:
    return F.grid_sample(volume.double(), grid.double(), align_corners=False)


def distance(computed: Tensor, expected: Tensor) -> float:
    """The largest, as far outside all samples are zero and have no norm."""
    assert computed.shape == expected.shape
    return float((computed.double() - expected).abs().max())


@quick
@given(cells=st.integers(2, 300))
def test_an_axis_goes_from_end_to_end(cells: int) -> None:
    axis = identity_axis(cells, torch.empty(0))
    assert (axis.shape, axis.dtype) == ((cells,), torch.float32)
    assert (float(axis[0]), float(axis[-1])) == (-1, 1)
    torch.testing.assert_close(axis.diff(), torch.full((cells - 1,), 2 / (cells - 1)))


def test_a_grid_tells_x_y_and_z() -> None:
    grid = identity_grid(2, 3, 4, torch.empty(0))
    assert grid.shape == (2, 3, 4, 3)
    assert grid[0, 0, 3].tolist() == [1, -1, -1]
    assert grid[0, 2, 0].tolist() == [-1, 1, -1]
    assert grid[1, 0, 0].tolist() == [-1, -1, 1]


@pytest.mark.parametrize("sample", [gather_volume, sample_volume])
@quick
@given(seed=SEEDS, channels=st.integers(1, 5), sides=st.tuples(CELLS, CELLS, CELLS), spread=SPREADS)
def test_a_volume_is_sampled_as_grid_sample_does(
    sample: Sampler, seed: int, channels: int, sides: tuple[int, int, int], spread: float
) -> None:
    generator = seeded(seed)
    volume = torch.randn(1, channels, *sides, generator=generator)
    grid = spread * torch.randn(1, 3, 4, 5, 3, generator=generator)
    assert distance(sample(volume, grid), expected_samples(volume, grid)) < 1e-5


@pytest.mark.parametrize("sample", [gather_volume, sample_volume])
@pytest.mark.parametrize("coordinate", [1e4, -1e4, 1e9, -1e9])
def test_far_outside_is_zero(sample: Sampler, coordinate: float) -> None:
    samples = sample(torch.ones(1, 2, 4, 4, 4), torch.full((1, 1, 1, 1, 3), coordinate))
    assert samples.flatten().tolist() == [0, 0]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_a_half_precision_volume_is_gathered_at_exact_places(dtype: torch.dtype) -> None:
    generator = seeded(1)
    volume = torch.randn(1, 3, 8, 32, 32, generator=generator).to(dtype)
    grid = torch.rand(1, 4, 8, 8, 3, generator=generator) * 2 - 1
    samples = gather_volume(volume, grid)
    assert samples.dtype is dtype
    assert relative_error(samples, expected_samples(volume, grid)) < 4e-3


@quick
@given(
    seed=SEEDS,
    channels=st.integers(1, 4),
    sides=st.tuples(CELLS, CELLS, CELLS),
    count=st.integers(1, 4),
    spread=SPREADS,
)
def test_a_shifted_volume_is_one_sampled_off_its_grid(
    seed: int, channels: int, sides: tuple[int, int, int], count: int, spread: float
) -> None:
    generator = seeded(seed)
    volume = torch.randn(channels, *sides, generator=generator)
    shifts = spread * torch.randn(count, 3, generator=generator)
    moved = shifted_volumes(volume, shifts).permute(0, 4, 1, 2, 3)  # K, C, D, H, W
    grids = identity_grid(*sides, volume) + shifts[:, None, None, None]
    assert distance(moved, expected_samples(volume[None].expand(count, -1, -1, -1, -1), grids)) < 1e-5


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("shift", [5.0, -5.0, 1e6, -1e6])
def test_shifted_out_of_sight_nothing_is_left(axis: int, shift: float) -> None:
    shifts = torch.zeros(2, 3)
    shifts[1, axis] = shift
    still, gone = shifted_volumes(torch.ones(2, 4, 6, 8), shifts)
    assert float(still.max()) == pytest.approx(1)
    assert not gone.any()
