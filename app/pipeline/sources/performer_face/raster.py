"""A grid of points on the screen, turned into a dense backward map for ``cv2.remap``."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.sources.performer_face.view import FloatArray


def grid_triangles(rows: int, columns: int) -> npt.NDArray[np.int32]:
    """T x 3 vertex indices of a rows x columns grid, two triangles a cell."""
    index = np.arange(rows * columns, dtype=np.int32).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    upper, lower = np.stack([a, b, c], -1), np.stack([b, d, c], -1)
    return np.concatenate([upper.reshape(-1, 3), lower.reshape(-1, 3)])


def backward_map(
    triangles: npt.NDArray[np.int32],
    pixels: FloatArray,
    depth: FloatArray,
    texels: FloatArray,
    size: tuple[int, int],
    stride: int,
) -> FloatArray:
    """Where in the texture each pixel looks.

    Rasterises every ``stride``-th pixel and interpolates between; pixels off the surface
    repeat their nearest neighbour on it, so that an antialiased outline can cut through them.

    Args:
        triangles: T x 3 vertex indices.
        pixels: N x 2 vertex positions, relative to the map's corner.
        depth: N, greater is nearer.
        texels: N x 2 texture coordinates in texels.
        size: Width and height of the map; multiples of ``stride``.
        stride: Pixels between rasterised samples.

    Returns:
        height x width x 2 float32 texture coordinates.
    """
    columns, rows = size[0] // stride, size[1] // stride
    coarse, covered = rasterise(triangles, (pixels + 0.5) / stride - 0.5, depth, texels, (columns, rows))
    return np.asarray(cv2.resize(_grow(coarse, covered), size, interpolation=cv2.INTER_LINEAR))


def rasterise(
    triangles: npt.NDArray[np.int32],
    pixels: FloatArray,
    depth: FloatArray,
    texels: FloatArray,
    size: tuple[int, int],
) -> tuple[FloatArray, FloatArray]:
    """Painter's algorithm on all triangles at once.

    Args:
        triangles: T x 3 vertex indices.
        pixels: N x 2 vertex positions, pixels.
        depth: N, greater is nearer.
        texels: N x 2 values to interpolate.
        size: Columns and rows of the result.

    Returns:
        rows x columns x 2 interpolated values, and rows x columns coverage, 0 or 1.
    """
    corners = pixels[triangles]  # T x 3 x 2
    ab, ac = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    front = np.flatnonzero(area > 1e-6)
    front = front[np.argsort(depth[triangles[front]].sum(1), kind="stable")]
    corners, ab, ac, area = corners[front], ab[front], ac[front], area[front]
    low = np.maximum(np.ceil(corners.min(1)), 0).astype(np.int32)
    high = np.minimum(np.floor(corners.max(1)), np.subtract(size, 1)).astype(np.int32)
    span = np.maximum(high - low + 1, 0)
    count = span[:, 0] * span[:, 1]
    owner = np.repeat(np.arange(len(front)), count)
    ordinal = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    x = low[owner, 0] + ordinal % span[owner, 0]
    y = low[owner, 1] + ordinal // span[owner, 0]
    dx, dy = x - corners[owner, 0, 0], y - corners[owner, 0, 1]
    b = (dx * ac[owner, 1] - dy * ac[owner, 0]) / area[owner]
    c = (dy * ab[owner, 0] - dx * ab[owner, 1]) / area[owner]
    inside = (b >= -1e-4) & (c >= -1e-4) & (b + c <= 1.0001)
    owner, b, c = owner[inside], b[inside, None], c[inside, None]
    flat = y[inside] * size[0] + x[inside]
    corner_texels = texels[triangles[front]]
    start = corner_texels[:, 0]
    value = start[owner] + b * (corner_texels[:, 1] - start)[owner] + c * (corner_texels[:, 2] - start)[owner]
    coarse = np.zeros((size[1] * size[0], 2), np.float32)
    covered = np.zeros(size[1] * size[0], np.float32)
    coarse[flat], covered[flat] = value, 1.0  # nearer triangles come later and overwrite
    return coarse.reshape(size[1], size[0], 2), covered.reshape(size[1], size[0])


def _grow(values: FloatArray, covered: FloatArray) -> FloatArray:
    """Extends the covered area outwards by repeating local means."""
    for _ in range(3):
        weight = cv2.blur(covered, (5, 5))
        mean = cv2.blur(values * covered[..., None], (5, 5)) / np.maximum(weight, 1e-6)[..., None]
        hole = covered == 0
        values[hole] = mean[hole]
        covered = np.maximum(covered, (weight > 1e-4).astype(np.float32))
    return values
