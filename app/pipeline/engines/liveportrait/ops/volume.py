"""3-D convolutions as 2-D ones: a volume is a batch of maps, one for each depth."""

from __future__ import annotations

import torch
from torch import Tensor


def stack_depth(*parts: Tensor) -> Tensor:
    """Joins every depth with its neighbours, so that a 2-D convolution sees three depths.

    Args:
        parts: (D, C, H, W) each, channels_last; their channels are concatenated first.

    Returns:
        (D, 3 C, H, W), channels_last: depth d - 1, d and d + 1, zero outside.
    """
    depth, _, height, width = parts[0].shape
    channels = sum(part.shape[1] for part in parts)
    y = parts[0].new_empty((depth, height, width, 3, channels))
    y[0, :, :, 0] = 0
    y[-1, :, :, 2] = 0
    start = 0
    for part in parts:
        rows = part.permute(0, 2, 3, 1)  # D, H, W, C
        end = start + rows.shape[-1]
        y[1:, :, :, 0, start:end] = rows[:-1]
        y[:, :, :, 1, start:end] = rows
        y[:-1, :, :, 2, start:end] = rows[1:]
        start = end
    return y.view(depth, height, width, 3 * channels).permute(0, 3, 1, 2)


def stacked_kernel(weight: Tensor) -> Tensor:
    """The 2-D kernel (O, 3 C, k, k) for ``stack_depth``, from a 3-D one (O, C, 3, k, k)."""
    return torch.cat(weight.unbind(dim=2), dim=1)


def depth_taps(depth: int, depths: int, reach: int) -> dict[int, int]:
    """The depths that a kernel at ``depth`` meets inside a volume, and with which of its taps."""
    near = range(max(depth - reach, 0), min(depth + reach + 1, depths))
    return {place: place - depth + reach for place in near}
