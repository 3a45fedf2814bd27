"""Counts multiplications: of convolutions, matrix products and Fourier transforms, 2 per multiply-add."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode


def count_gflop(step: Callable[[], object]) -> float:
    """Billions of floating point operations of one call.

    Matrix products and convolutions are counted as torch does it, by their shapes, products with
    padding included; a Fourier transform of N values as 5 N log2 N (half of it for real ones).
    What is done element by element is not counted.
    """
    counter = FlopCounterMode(
        display=False,
        custom_mapping={
            torch.ops.aten._fft_r2c: _real_transform,
            torch.ops.aten._fft_c2r: _inverse_transform,
        },
    )
    # Not in inference mode: there, convolutions reach the counter under names it does not know.
    with torch.inference_mode(False), torch.no_grad(), counter:
        step()
    return float(counter.get_total_flops()) / 1e9


def _real_transform(shape: list[int], dims: list[int], *_: Any, **__: Any) -> int:
    return _transform(shape, dims)


def _inverse_transform(shape: list[int], dims: list[int], _: Any, last: int, **__: Any) -> int:
    return _transform([*shape[:-1], last], dims)


def _transform(shape: list[int], dims: list[int]) -> int:
    cells = math.prod(shape[dim] for dim in dims)
    return int(math.prod(shape) * 2.5 * math.log2(cells))
