"""A grid of points on the screen, turned into a dense backward map for ``cv2.remap``."""

from __future__ import annotations

from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.sources.performer_face.view import FloatArray
from app.pipeline.types import RGBImage

_Texture = TypeVar("_Texture", RGBImage, FloatArray)


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
    """Where in the texture every ``stride``-th pixel looks.

    Pixels off the surface repeat their nearest neighbours on it, so that an antialiased outline
    can cut through them.

    Args:
        triangles: T x 3 vertex indices.
        pixels: N x 2 vertex positions, relative to the map's corner.
        depth: N, greater is nearer.
        texels: N x 2 texture coordinates.
        size: Width and height in pixels; multiples of ``stride``.
        stride: Pixels between samples.

    Returns:
        height / stride x width / stride x 2 float32 texture coordinates; ``enlarge`` fills the gaps.
    """
    columns, rows = size[0] // stride, size[1] // stride
    coarse, covered = rasterise(triangles, (pixels + 0.5) / stride - 0.5, depth, texels, (columns, rows))
    # Near the outline the texture runs away within one sample; evening it out stops the shimmer.
    return np.asarray(cv2.GaussianBlur(_grow(coarse, covered), (3, 3), 0), np.float32)


def enlarge(coarse: _Texture, size: tuple[int, int]) -> _Texture:
    """Interpolates a coarse map or picture to width x height pixels."""
    return cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)  # type: ignore[return-value]


def sample(texture: _Texture, where: FloatArray) -> _Texture:
    """Looks an image up at h x w x 2 float32 texture coordinates, bilinear."""
    return cv2.remap(texture, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload, no-any-return]


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
    plane, low, span = _set_up(triangles, pixels, depth, texels, size)
    count = span[:, 0] * span[:, 1]
    # One entry for every pixel in a triangle's bounding box, far triangles first.
    owner = np.repeat(np.arange(len(count), dtype=np.int32), count)
    ordinal = np.arange(len(owner), dtype=np.int32) - np.repeat(np.cumsum(count) - count, count)
    row, column = np.divmod(ordinal, span[owner, 0])
    b0, bx, by, c0, cx, cy = plane[:6, owner]
    b, c = b0 + bx * column + by * row, c0 + cx * column + cy * row
    inside = np.flatnonzero((b >= -1e-4) & (c >= -1e-4) & (b + c <= 1.0001))
    owner, row, column = owner[inside], row[inside], column[inside]
    u0, ux, uy, v0, vx, vy = plane[6:, owner]
    flat = (low[owner, 1] + row) * size[0] + low[owner, 0] + column
    coarse = np.zeros((size[1] * size[0], 2), np.float32)
    covered = np.zeros(size[1] * size[0], np.float32)
    # Nearer triangles come later and overwrite.
    coarse[flat] = np.stack([u0 + ux * column + uy * row, v0 + vx * column + vy * row], -1)
    covered[flat] = 1.0
    return coarse.reshape(size[1], size[0], 2), covered.reshape(size[1], size[0])


def _set_up(
    triangles: npt.NDArray[np.int32],
    pixels: FloatArray,
    depth: FloatArray,
    texels: FloatArray,
    size: tuple[int, int],
) -> tuple[FloatArray, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Triangles that face the camera, far ones first, ready to be rasterised.

    Returns:
        12 x T: constant, x and y coefficients of the two barycentric weights and the two values,
        relative to the bounding box; T x 2 corner and T x 2 extent of the bounding boxes, pixels.
    """
    corners = pixels[triangles]  # T x 3 x 2
    edges = corners[:, 1:] - corners[:, :1]
    area = edges[:, 0, 0] * edges[:, 1, 1] - edges[:, 0, 1] * edges[:, 1, 0]
    front = np.flatnonzero(area > 1e-6)
    nearness = depth[triangles[front, 0]] + depth[triangles[front, 1]] + depth[triangles[front, 2]]
    front = front[np.argsort(nearness)]
    corners, edges, area = corners[front], edges[front], area[front, None]
    first, second, third = corners[:, 0], corners[:, 1], corners[:, 2]
    least = np.minimum(np.minimum(first, second), third)
    greatest = np.maximum(np.maximum(first, second), third)
    low = np.maximum(np.ceil(least), 0).astype(np.int32)
    high = np.minimum(np.floor(greatest), np.subtract(size, 1)).astype(np.int32)
    slope_b = np.stack([edges[:, 1, 1], -edges[:, 1, 0]], -1) / area
    slope_c = np.stack([-edges[:, 0, 1], edges[:, 0, 0]], -1) / area
    offset = low - first
    weight_b = np.column_stack(
        [slope_b[:, 0] * offset[:, 0] + slope_b[:, 1] * offset[:, 1], slope_b]
    )  # T x 3: constant, x, y
    weight_c = np.column_stack([slope_c[:, 0] * offset[:, 0] + slope_c[:, 1] * offset[:, 1], slope_c])
    values = texels[triangles[front]]
    steps = values[:, 1:] - values[:, :1]
    planes = [weight_b, weight_c]
    for i in range(2):
        plane = steps[:, :1, i] * weight_b + steps[:, 1:, i] * weight_c
        plane[:, 0] += values[:, 0, i]
        planes.append(plane)
    return np.ascontiguousarray(np.column_stack(planes).T, np.float32), low, np.maximum(high - low + 1, 0)


def _grow(values: FloatArray, covered: FloatArray) -> FloatArray:
    """Extends the covered area outwards by local means; beyond them lies nothing that is shown."""
    weight = cv2.blur(covered, (9, 9))
    mean = cv2.blur(values * covered[..., None], (9, 9)) / np.maximum(weight, 1e-6)[..., None]
    return np.where(covered[..., None] > 0, values, mean)
