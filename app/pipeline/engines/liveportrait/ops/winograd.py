"""3 x 3 convolutions by Winograd's minimal filtering, F(4 x 4, 3 x 3).

A tile of 4 x 4 results takes 36 products a pair of channels instead of 144. Lavin and Gray, "Fast
Algorithms for Convolutional Neural Networks" (2015), give the algorithm; the three matrices below
follow from interpolating at 0, 1, -1, 2, -2 and infinity. In float32 the result differs from a
direct convolution by about 2e-6 of its norm; in half precision it would by 2e-2, so there it is
not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target

_TILE = 4
_PATCH = _TILE + 2

_INPUT = torch.tensor(
    [
        [4, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ],
    dtype=torch.float64,
)
_KERNEL = torch.tensor(
    [
        [1 / 4, 0, 0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0, 0, 1],
    ],
    dtype=torch.float64,
)
_OUTPUT = torch.tensor(
    [[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]],
    dtype=torch.float64,
)
# Rows and columns at once: a patch of 6 x 6 is a vector of 36, a tile a vector of 16.
_INPUT_2D = torch.kron(_INPUT, _INPUT).float()
_OUTPUT_2D = torch.kron(_OUTPUT, _OUTPUT).float()

_BAND_TILES = 128
"""Tiles a band holds: enough for a good matrix product, few enough for the cache."""


class WinogradConvolution:
    """A 3 x 3 convolution on the processor, in float32 whatever the maps' own type.

    Args:
        weight: (O, C, 3, 3).
        bias: (O).
        target: The processor, and the type of the results.
        scratch: Working memory.
        activation: Applied in place to the result.
    """

    def __init__(
        self,
        weight: Tensor,
        bias: Tensor,
        target: Target,
        scratch: Scratch,
        activation: Callable[[Tensor], Tensor] | None = None,
    ) -> None:
        kernels = torch.einsum("xi,yj,ocij->xyco", _KERNEL, _KERNEL, weight.double())
        self._kernels = kernels.reshape(_PATCH * _PATCH, *kernels.shape[2:]).float().contiguous()  # 36, C, O
        self._bias = bias.float()
        self._dtype = target.dtype
        self._scratch = scratch
        self._activation = activation

    def __call__(self, x: Tensor) -> Tensor:
        """See ``Convolution``; height and width are multiples of 4."""
        count, _, height, width = x.shape
        y = torch.empty(count, height, width, self._bias.shape[0], dtype=self._dtype)  # N, H, W, O
        for image, result in zip(x.permute(0, 2, 3, 1), y, strict=True):
            for rows, tiles in self._tiles(image):
                self._assemble(tiles, result[rows])
        return y.permute(0, 3, 1, 2)

    def bands(self, x: Tensor) -> Iterator[tuple[slice, Tensor]]:
        """See ``Convolution``."""
        width = x.shape[3]
        for rows, tiles in self._tiles(x[0].permute(1, 2, 0)):
            shape = (rows.stop - rows.start, width, self._bias.shape[0])
            band = self._scratch.take("winograd band", shape, self._dtype)
            self._assemble(tiles, band)
            yield rows, band.permute(2, 0, 1)[None]

    def _tiles(self, image: Tensor) -> Iterator[tuple[slice, Tensor]]:
        """Rows of the result of an image (H, W, C), as tiles (4, 4, tile rows, tile columns, O)."""
        height, width, channels = image.shape
        padded = self._padded(image)  # H + 2, W + 2, C
        columns = width // _TILE
        most = max(_BAND_TILES // columns, 1)
        line, pixel = padded.stride()[:2]
        for top in range(0, height, most * _TILE):
            rows = slice(top, min(top + most * _TILE, height))
            high = (rows.stop - top) // _TILE
            patches = padded[top:].as_strided(
                (_PATCH, _PATCH, high, columns, channels), (line, pixel, _TILE * line, _TILE * pixel, 1)
            )
            tiles = self._multiplied(patches, high * columns)  # 16, tiles, O
            yield rows, tiles.view(_TILE, _TILE, high, columns, -1)

    def _padded(self, image: Tensor) -> Tensor:
        height, width, channels = image.shape
        padded = self._scratch.take("winograd padded", (height + 2, width + 2, channels))
        padded[0], padded[-1], padded[:, 0], padded[:, -1] = 0, 0, 0, 0
        padded[1:-1, 1:-1] = image
        return padded

    def _multiplied(self, patches: Tensor, tiles: int) -> Tensor:
        points, channels, outputs = self._kernels.shape
        take = self._scratch.take
        gathered = take("winograd a", (points, tiles, channels))
        gathered.view(patches.shape).copy_(patches)
        transformed = take("winograd b", (points, tiles, channels))
        torch.mm(_INPUT_2D, gathered.view(points, -1), out=transformed.view(points, -1))
        product = take("winograd a", (points, tiles, outputs))
        torch.bmm(transformed, self._kernels, out=product)
        result = take("winograd b", (_TILE * _TILE, tiles, outputs))
        torch.mm(_OUTPUT_2D, product.view(points, -1), out=result.view(_TILE * _TILE, -1))
        return result

    def _assemble(self, tiles: Tensor, rows: Tensor) -> None:
        """Puts tiles in place in rows (rows, W, O), with bias and activation."""
        _, _, high, columns, outputs = tiles.shape
        place = rows.view(high, _TILE, columns, _TILE, outputs)
        torch.add(tiles.permute(2, 0, 3, 1, 4), self._bias, out=place)
        if self._activation:
            self._activation(rows)
