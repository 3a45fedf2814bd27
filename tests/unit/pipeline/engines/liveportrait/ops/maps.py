"""Random maps and kernels, and how far results are apart."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from hypothesis import settings
from hypothesis import strategies as st
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.target import Target

FULL = Target(torch.device("cpu"), torch.float32)
FLOAT16 = Target(torch.device("cpu"), torch.float16)
BFLOAT16 = Target(torch.device("cpu"), torch.bfloat16)

TOLERANCES = {torch.float32: 1e-5, torch.float16: 2e-3, torch.bfloat16: 2e-2}
"""Relative, by the type of the results."""

SEEDS = st.integers(0, 2**31 - 1)
COUNTS = st.integers(1, 3)
CHANNELS = st.integers(1, 9)

quick = settings(max_examples=20, deadline=None)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A kernel, and a bias in keeping with it."""

    weight: Tensor
    bias: Tensor


def random_layer(generator: torch.Generator, outputs: int, inputs: int, *taps: int) -> Layer:
    weight = torch.randn(outputs, inputs, *taps, generator=generator)
    weight /= weight[0].numel() ** 0.5
    return Layer(weight, torch.randn(outputs, generator=generator))


def random_map(
    generator: torch.Generator, *shape: int, dtype: torch.dtype = torch.float32, sliced: bool = False
) -> Tensor:
    """A map (N, C, H, W), channels_last; ``sliced`` out of one with more channels."""
    count, channels, height, width = shape
    more = 3 if sliced else 0
    rows = torch.randn(count, height, width, channels + more, generator=generator).to(dtype)
    return rows[..., more // 2 : more // 2 + channels].permute(0, 3, 1, 2)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def relative_error(computed: Tensor, expected: Tensor) -> float:
    """Norm of the difference over the norm; shapes must agree."""
    if computed.shape != expected.shape:
        raise ValueError(f"{tuple(computed.shape)} is not {tuple(expected.shape)}")
    return float((computed.double() - expected.double()).norm() / expected.double().norm())


def is_channels_last(x: Tensor) -> bool:
    return x.permute(0, 2, 3, 1).is_contiguous()


def as_volume(x: Tensor) -> Tensor:
    """A batch of depths (D, C, H, W) as (1, C, D, H, W)."""
    return x.transpose(0, 1)[None]


def as_depths(x: Tensor) -> Tensor:
    """The inverse of ``as_volume``."""
    return x[0].transpose(0, 1)
