"""A 3 x 3 convolution of an enlarged map, done on the small map.

In a map enlarged by repeating every cell f times, most of a kernel's nine cells are copies of each
other. Where a row of the enlarged map lies first, between or last in its cell decides which of the
kernel's rows meet, and their weights can be added up beforehand; columns alike. That leaves 16 of 36
products a cell at f = 2, and 25 of 144 at f = 4, where all rows in between are the same as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.convolution import Activation
from app.pipeline.engines.liveportrait.ops.target import Target


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row lies in its cell, told by what it meets.

    Attributes:
        rows: Rows of the enlarged map inside each cell that lie so.
        taps: For each neighbouring cell met, which of the kernel's three rows meet it.
        start: The first of these cells: 0 is the one before, 1 the cell itself.
    """

    rows: slice
    taps: tuple[tuple[int, ...], ...]
    start: int


def _places(factor: int) -> list[_Place]:
    first = _Place(slice(0, 1), ((0,), (1, 2)), 0)
    last = _Place(slice(factor - 1, factor), ((0, 1), (2,)), 1)
    between = _Place(slice(1, factor - 1), ((0, 1, 2),), 1)
    return [first, last] if factor == 2 else [first, between, last]


class UpsampledConvolution:
    """Equal to enlarging by nearest neighbour, then convolving with padding 1.

    Args:
        weight: (O, C, 3, 3).
        bias: (O).
        factor: How many times larger the result is, 2 or more.
        target: Where and how it runs.
        activation: Applied in place to the result.
    """

    def __init__(
        self,
        weight: Tensor,
        bias: Tensor,
        factor: int,
        target: Target,
        activation: Activation | None = None,
    ) -> None:
        self._factor = factor
        self._places = _places(factor)
        self._kernels = [
            [_merged(weight, y.taps, x.taps).to(target.device, target.dtype) for x in self._places]
            for y in self._places
        ]
        self._bias = bias.to(target.device, target.dtype)
        self._activation = activation

    def __call__(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, O, factor H, factor W), channels_last."""
        count, _, height, width = x.shape
        outputs, factor = self._bias.shape[0], self._factor
        y = torch.empty(
            (count, height, factor, width, factor, outputs), dtype=self._bias.dtype, device=x.device
        )
        padded = F.pad(x, (1, 1, 1, 1))
        for across, kernels in zip(self._places, self._kernels, strict=True):
            for along, kernel in zip(self._places, kernels, strict=True):
                rows, columns = kernel.shape[2:]
                met = padded[
                    :,
                    :,
                    across.start : across.start + height + rows - 1,
                    along.start : along.start + width + columns - 1,
                ]
                part = F.conv2d(met, kernel, self._bias)  # N, O, H, W
                if self._activation:
                    part = self._activation(part)
                y[:, :, across.rows, :, along.rows] = part.permute(0, 2, 3, 1)[:, :, None, :, None]
        return y.view(count, height * factor, width * factor, outputs).permute(0, 3, 1, 2)


def _merged(
    weight: Tensor, rows: tuple[tuple[int, ...], ...], columns: tuple[tuple[int, ...], ...]
) -> Tensor:
    """The kernel (O, C, len(rows), len(columns)) that meets whole cells."""
    wide = weight.double()
    by_row = torch.stack([wide[:, :, list(taps)].sum(dim=2) for taps in rows], dim=2)
    both = torch.stack([by_row[:, :, :, list(taps)].sum(dim=3) for taps in columns], dim=3)
    return both.float().contiguous(memory_format=torch.channels_last)
