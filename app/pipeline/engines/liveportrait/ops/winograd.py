"""3 x 3 convolutions by Winograd's minimal filtering, F(m x m, 3 x 3), on the processor.

In float32 a tile of 4 x 4 results takes 36 products a pair of channels instead of 144, in half
precision a tile of 2 x 2 takes 16 instead of 36. Lavin and Gray, "Fast Algorithms for Convolutional
Neural Networks" (2015), give the algorithm; the matrices below follow from interpolating at 0, 1, -1
and infinity, and for the larger tile at 2 and -2 as well. Against a direct convolution the result is
off by 2e-6 of its norm in float32. Larger tiles amplify rounding: 4 x 4 would be off by 2e-2 in
bfloat16, where 2 x 2 is by 4e-3 and direct convolution by 2e-3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target
from app.pipeline.engines.liveportrait.ops.volume import depth_taps


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """The transforms of one tile size, for rows and columns at once.

    Attributes:
        tile: Results a side.
        dtype: Of all products.
        inputs: (patch^2, patch^2), of a patch of tile + 2 cells a side.
        kernel: (patch, 3) float64, of one side of a kernel.
        outputs: (tile^2, patch^2).
    """

    tile: int
    dtype: torch.dtype
    inputs: Tensor
    kernel: Tensor
    outputs: Tensor

    @classmethod
    def of(
        cls,
        dtype: torch.dtype,
        inputs: list[list[float]],
        kernel: list[list[float]],
        outputs: list[list[float]],
    ) -> Scheme:
        """From the transforms of one side."""
        rows, results = torch.tensor(inputs, dtype=dtype), torch.tensor(outputs, dtype=dtype)
        return cls(
            len(outputs),
            dtype,
            torch.kron(rows, rows),
            torch.tensor(kernel, dtype=torch.float64),
            torch.kron(results, results),
        )

    @property
    def patch(self) -> int:
        """Cells a side that a tile is made from."""
        return self.tile + 2


_FULL = Scheme.of(
    torch.float32,
    [
        [4, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ],
    [
        [1 / 4, 0, 0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0, 0, 1],
    ],
    [[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]],
)
_HALF = Scheme.of(
    torch.bfloat16,
    [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]],
    [[1, 0, 0], [1 / 2, 1 / 2, 1 / 2], [1 / 2, -1 / 2, 1 / 2], [0, 0, 1]],
    [[1, 1, 1, 0], [0, 1, -1, -1]],
)


def scheme_for(target: Target) -> Scheme:
    """The larger tile where products are exact enough for it."""
    return _HALF if target.multiplies_in_half else _FULL


class WinogradConvolution:
    """A 3 x 3 convolution of maps, or a 3 x 3 x 3 one of volumes.

    Args:
        weight: (O, C, 3, 3), or (O, C, 3, 3, 3) for volumes.
        bias: (O).
        target: The processor, and the type of the results.
        scratch: Working memory.
        activation: Applied in place to the result.
    """

    _BAND_CELLS = 8192
    """Results a band holds: enough for a good matrix product, few enough for the cache."""

    def __init__(
        self,
        weight: Tensor,
        bias: Tensor,
        target: Target,
        scratch: Scratch,
        activation: Callable[[Tensor], Tensor] | None = None,
    ) -> None:
        self._scheme = scheme_for(target)
        by_depth = weight.unbind(dim=2) if weight.ndim == 5 else [weight]
        self._kernels = [_transformed_kernel(part, self._scheme) for part in by_depth]  # patch^2, C, O
        self._bias = bias.float()
        self._dtype = target.dtype
        self._scratch = scratch
        self._activation = activation

    def __call__(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, O, H, W), channels_last; for volumes N is the depth.

        Height and width are multiples of the scheme's tile.
        """
        count, _, height, width = x.shape
        y = torch.empty(count, height, width, self._bias.shape[0], dtype=self._dtype)  # N, H, W, O
        reach = len(self._kernels) // 2
        for rows in self._bands_of(height, width):
            ring: dict[int, Tensor] = {}  # transformed patches by depth, as long as they are needed
            for depth, result in enumerate(y):
                taps = depth_taps(depth, count, reach)
                for near in taps:
                    if near not in ring:
                        slot = f"winograd patches {near % (2 * reach + 1)}"
                        ring[near] = self._transformed(x[near], rows, slot)
                tiles = self._multiplied({tap: ring[near] for near, tap in taps.items()})
                self._assemble(tiles, result[rows])
                ring.pop(depth - reach, None)
        return y.permute(0, 3, 1, 2)

    def bands(self, x: Tensor) -> Iterator[tuple[slice, Tensor]]:
        """See ``Convolution``."""
        height, width = x.shape[2:]
        for rows in self._bands_of(height, width):
            tiles = self._multiplied({0: self._transformed(x[0], rows, "winograd patches")})
            shape = (rows.stop - rows.start, width, self._bias.shape[0])
            band = self._scratch.take("winograd band", shape, self._dtype)
            self._assemble(tiles, band)
            yield rows, band.permute(2, 0, 1)[None]

    def _bands_of(self, height: int, width: int) -> Iterator[slice]:
        tile = self._scheme.tile
        rows = max(self._BAND_CELLS // (width * tile), 1) * tile
        for top in range(0, height, rows):
            yield slice(top, min(top + rows, height))

    def _transformed(self, image: Tensor, rows: slice, slot: str) -> Tensor:
        """Rows of an image (C, H, W) as transformed patches (patch^2, tiles, C)."""
        tile, patch = self._scheme.tile, self._scheme.patch
        padded = self._padded(image.permute(1, 2, 0), rows)  # rows + 2, W + 2, C
        high, wide = (padded.shape[0] - 2) // tile, (padded.shape[1] - 2) // tile
        channels = padded.shape[2]
        line, pixel, _ = padded.stride()
        patches = padded.as_strided(
            (patch, patch, high, wide, channels), (line, pixel, tile * line, tile * pixel, 1)
        )
        shape = (patch * patch, high * wide, channels)
        gathered = self._scratch.take("winograd gathered", shape, self._scheme.dtype)
        gathered.view(patches.shape).copy_(patches)
        result = self._scratch.take(slot, shape, self._scheme.dtype)
        torch.mm(self._scheme.inputs, gathered.flatten(1), out=result.flatten(1))
        return result

    def _padded(self, image: Tensor, rows: slice) -> Tensor:
        """Rows of an image (H, W, C) with what surrounds them, zero outside of it."""
        height, width, channels = image.shape
        shape = (rows.stop - rows.start + 2, width + 2, channels)
        padded = self._scratch.take("winograd padded", shape, self._scheme.dtype)
        padded[:, 0], padded[:, -1] = 0, 0
        first, last = max(rows.start - 1, 0), min(rows.stop + 1, height)
        start = first - (rows.start - 1)
        end = start + last - first
        padded[:start], padded[end:] = 0, 0
        padded[start:end, 1:-1] = image[first:last]
        return padded

    def _multiplied(self, patches: dict[int, Tensor]) -> Tensor:
        """Transformed patches of every depth tap, times its kernel, added up: (tile^2, tiles, O)."""
        points, tiles, _ = next(iter(patches.values())).shape
        outputs = self._bias.shape[0]
        product = self._scratch.take("winograd product", (points, tiles, outputs), self._scheme.dtype)
        for index, (tap, part) in enumerate(patches.items()):
            if index:
                torch.baddbmm(product, part, self._kernels[tap], out=product)
            else:
                torch.bmm(part, self._kernels[tap], out=product)
        cells = self._scheme.outputs.shape[0]
        result = self._scratch.take("winograd tiles", (cells, tiles, outputs), self._scheme.dtype)
        torch.mm(self._scheme.outputs, product.flatten(1), out=result.flatten(1))
        return result

    def _assemble(self, tiles: Tensor, rows: Tensor) -> None:
        """Puts tiles (tile^2, tiles, O) in place in rows (rows, W, O), with bias and activation."""
        height, width, outputs = rows.shape
        tile = self._scheme.tile
        grid = tiles.view(tile, tile, height // tile, width // tile, outputs)
        place = rows.view(height // tile, tile, width // tile, tile, outputs)
        torch.add(grid.permute(2, 0, 3, 1, 4), self._bias, out=place)
        if self._activation:
            self._activation(rows)


def _transformed_kernel(weight: Tensor, scheme: Scheme) -> Tensor:
    """(O, C, 3, 3) to (patch^2, C, O)."""
    both = torch.kron(scheme.kernel, scheme.kernel).float()  # patch^2, 9
    kernels = both @ weight.permute(2, 3, 1, 0).reshape(9, -1).float()
    return kernels.view(-1, weight.shape[1], weight.shape[0]).to(scheme.dtype)
