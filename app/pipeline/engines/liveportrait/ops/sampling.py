"""Trilinear sampling of volumes, and the special case of a volume that is only shifted.

Coordinates are those of the networks: -1 and 1 are the outermost cells' centres when a grid is made,
but a volume's outer edges when it is sampled, as in the reference. Outside a volume is zero.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor


def identity_axis(cells: int, like: Tensor) -> Tensor:
    """The coordinates of the cells along one axis, float32: -1 .. 1."""
    return torch.linspace(-1, 1, cells, dtype=torch.float32, device=like.device)


def identity_grid(depth: int, height: int, width: int, like: Tensor) -> Tensor:
    """The coordinates of all cells (D, H, W, 3), x, y, z, float32."""
    z, y, x = (identity_axis(n, like) for n in (depth, height, width))
    return torch.stack(torch.meshgrid(z, y, x, indexing="ij")[::-1], dim=-1)


def sample_volume(volume: Tensor, grid: Tensor) -> Tensor:
    """A volume (1, C, D, H, W) at coordinates (1, D', H', W', 3): (1, C, D', H', W')."""
    if volume.device.type == "mps":  # has no 3-D grid_sample
        return gather_volume(volume, grid)
    return F.grid_sample(volume, grid.to(volume.dtype), align_corners=False)


def gather_volume(volume: Tensor, grid: Tensor) -> Tensor:
    """``sample_volume`` by plain indexing, for devices that lack it."""
    channels, depth, height, width = volume.shape[1:]
    sizes = torch.tensor([width, height, depth], dtype=torch.float32, device=grid.device)
    place = ((grid[0].float() + 1) * sizes - 1) / 2  # D', H', W', 3 in cells
    low = place.floor()
    cells = volume[0].reshape(channels, -1)
    result = torch.zeros(channels, *grid.shape[1:4], dtype=torch.float32, device=volume.device)
    for corner in range(8):
        offset = torch.tensor([corner & 1, corner >> 1 & 1, corner >> 2], device=grid.device)
        at = low + offset
        weight = (1 - (place - at).abs()).prod(dim=-1) * ((at >= 0) & (at < sizes)).all(dim=-1)
        x, y, z = at.clamp(min=0).minimum(sizes - 1).long().unbind(dim=-1)
        result += cells[:, (z * height + y) * width + x].float() * weight
    return result[None].to(volume.dtype)


def shifted_volumes(volume: Tensor, shifts: Tensor) -> Tensor:
    """One volume sampled at the identity grid plus each of several constant shifts.

    A shift moves all cells alike, so the sampling separates into one small matrix for each axis.

    Args:
        volume: (C, D, H, W) float32.
        shifts: (K, 3), x, y, z, float32.

    Returns:
        (K, D, H, W, C) float32.
    """
    channels, depth, height, width = volume.shape
    count = shifts.shape[0]
    along_x = _axis_matrices(width, shifts[:, 0])  # K, W', W
    along_y = _axis_matrices(height, shifts[:, 1])  # K, H', H
    along_z = _axis_matrices(depth, shifts[:, 2])  # K, D', D
    x = volume.permute(0, 1, 2, 3).reshape(-1, width) @ along_x.flatten(0, 1).T  # C D H, K W'
    x = x.view(channels, depth, height, count, width).permute(3, 2, 1, 4, 0)  # K, H, D, W', C
    x = torch.bmm(along_y, x.reshape(count, height, -1))  # K, H', D W' C
    x = x.view(count, height, depth, -1).transpose(1, 2)  # K, D, H', W' C
    x = torch.bmm(along_z, x.reshape(count, depth, -1))  # K, D', H' W' C
    return x.view(count, depth, height, width, channels)


def _axis_matrices(cells: int, shifts: Tensor) -> Tensor:
    """Linear interpolation along one axis for each shift: (K, cells out, cells in)."""
    place = ((identity_axis(cells, shifts) + shifts[:, None] + 1) * cells - 1) / 2  # K, cells out
    index = torch.arange(cells, dtype=torch.float32, device=shifts.device)
    return (1 - (place[:, :, None] - index).abs()).clamp(min=0)
