"""A 3 x 3 convolution of an enlarged map, done on the small map.

In a map enlarged by repeating every cell f times, most of a kernel's nine cells are copies of each
other. Where a row of the enlarged map lies first, between or last in its cell decides which of the
kernel's rows meet, and their weights can be added up beforehand; columns alike. That leaves 16 of 36
products a cell at f = 2, and 25 of 144 at f = 4, where all rows in between are the same as well.

What is convolved next may profit in turn: of four rows of such a result two are equal, so a kernel of
three rows meets only two different ones at half of all places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.convolution import Activation, Band
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
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
        repeat_rows: Whether equal rows are written out; else every cell keeps only its different
            ones, three for a factor above 2.
        scratch: Where the result is kept until the next one; None for a tensor of its own.
    """

    def __init__(
        self,
        weight: Tensor,
        bias: Tensor,
        factor: int,
        target: Target,
        activation: Activation | None = None,
        *,
        repeat_rows: bool = True,
        scratch: Scratch | None = None,
    ) -> None:
        self._scratch = scratch
        self._factor = factor
        self._repeat_rows = repeat_rows
        self._places = _places(factor)
        self._kernels = [
            [_merged(weight, y.taps, x.taps).to(target.device, target.dtype) for x in self._places]
            for y in self._places
        ]
        self._bias = bias.to(target.device, target.dtype)
        self._activation = activation

    def __call__(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, O, factor H, factor W), channels_last; fewer rows if not repeated."""
        count, _, height, width = x.shape
        outputs, factor = self._bias.shape[0], self._factor
        rows = factor if self._repeat_rows else len(self._places)
        shape = (count, height, rows, width, factor, outputs)
        y = self._made(shape, x.device)
        padded = F.pad(x, (1, 1, 1, 1))
        for index, (across, kernels) in enumerate(zip(self._places, self._kernels, strict=True)):
            here = across.rows if self._repeat_rows else slice(index, index + 1)
            for along, kernel in zip(self._places, kernels, strict=True):
                y[:, :, here, :, along.rows] = self._at(padded, across, along, kernel)
        return y.view(count, height * rows, width * factor, outputs).permute(0, 3, 1, 2)

    def _made(self, shape: tuple[int, ...], device: torch.device) -> Tensor:
        if self._scratch is not None:
            return self._scratch.take("enlarged", shape, self._bias.dtype)
        return torch.empty(shape, dtype=self._bias.dtype, device=device)

    def _at(self, padded: Tensor, across: _Place, along: _Place, kernel: Tensor) -> Tensor:
        """The result at one place of every cell: (N, H, 1, W, 1, O)."""
        bottom = across.start + padded.shape[2] - 2 + len(across.taps) - 1
        right = along.start + padded.shape[3] - 2 + len(along.taps) - 1
        part = F.conv2d(padded[:, :, across.start : bottom, along.start : right], kernel, self._bias)
        if self._activation:
            part = self._activation(part)
        return part.permute(0, 2, 3, 1)[:, :, None, :, None]


class RepeatedRowsConvolution:
    """A 3 x 3 convolution of a map that a factor of 4 enlarged, given without its repeated rows.

    Args:
        weight: (O, C, 3, 3).
        bias: (O).
        target: Where and how it runs.
    """

    _FACTOR = 4
    # For each row of a cell: the first of the different rows it meets, counted from the row above
    # the cell, and which of the kernel's rows meet each.
    _ROWS: tuple[tuple[int, tuple[tuple[int, ...], ...]], ...] = (
        (0, ((0,), (1,), (2,))),
        (1, ((0,), (1, 2))),
        (2, ((0, 1), (2,))),
        (2, ((0,), (1,), (2,))),
    )

    def __init__(self, weight: Tensor, bias: Tensor, target: Target) -> None:
        each = ((0,), (1,), (2,))
        self._kernels = [
            _merged(weight, taps, each).to(target.device, target.dtype) for _, taps in self._ROWS
        ]
        self._bias = bias.to(target.device, target.dtype)

    def bands(self, x: Tensor) -> Iterator[Band]:
        """Every fourth row at a time.

        Args:
            x: (1, C, 3 H, 4 W), from ``UpsampledConvolution`` with ``repeat_rows`` off.

        Yields:
            Rows of the result (1, O, 4 H, 4 W), and the result there.
        """
        padded = F.pad(x, (0, 0, 1, 1))
        different = self._FACTOR - 1
        for row, ((start, _), kernel) in enumerate(zip(self._ROWS, self._kernels, strict=True)):
            end = start + x.shape[2] - different + kernel.shape[2]
            part = padded[:, :, start:end]
            y = F.conv2d(part, kernel, self._bias, stride=(different, 1), padding=(0, 1))
            yield slice(row, None, self._FACTOR), y


def _merged(
    weight: Tensor, rows: tuple[tuple[int, ...], ...], columns: tuple[tuple[int, ...], ...]
) -> Tensor:
    """The kernel (O, C, len(rows), len(columns)) that meets whole cells."""
    wide = weight.double()
    by_row = torch.stack([wide[:, :, list(taps)].sum(dim=2) for taps in rows], dim=2)
    both = torch.stack([by_row[:, :, :, list(taps)].sum(dim=3) for taps in columns], dim=3)
    return both.float().contiguous(memory_format=torch.channels_last)
