"""A triangle mesh in the picture -> a dense backward map, in whole-array NumPy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]

_STILL = 1e-3
"""Grid units a vertex may be off its place and still count as unmoved."""


class MeshRasterizer:
    """Scan-converts one fixed set of triangles, whose source positions never change.

    Every grid node that a moved triangle covers learns where in the source it came from, by the
    triangle's affine map. Triangles are painted from far to near, so the near side of a turned
    head hides the far one. Triangles that show their back, or have not moved, are left out.

    Args:
        source: N x 2 vertices of the portrait at rest, grid units (node centres are integers).
        triangles: T x 3 vertex indices, clockwise in the picture.
        layers: T, painted in ascending order before depth decides.
        grid: Nodes a side.
    """

    def __init__(self, source: FloatArray, triangles: IntArray, layers: IntArray, grid: int) -> None:
        self._grid = grid
        self._triangles = triangles
        self._layers = layers
        self._source = source

    def extent(self, moved: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The box within which anything has moved: lowest and highest (x, y), grid units.

        Args:
            moved: N x 3, as for ``displacement``.
        """
        shown = moved[self._triangles[self._moving(moved)].ravel(), :2]
        if not len(shown):
            return np.zeros(2, np.float32), np.zeros(2, np.float32)
        return shown.min(axis=0), shown.max(axis=0)

    def displacement(self, moved: FloatArray) -> FloatArray:
        """Where the source of each node lies, relative to the node.

        Args:
            moved: N x 3, the vertices now: x, y in grid units, z for depth only (away is larger).

        Returns:
            grid x grid x 2 float32, grid units; zero where no triangle lies.
        """
        field = np.zeros((self._grid * self._grid, 2), np.float32)
        triangles = self._visible(moved)
        target = moved[triangles]
        rows, row_y, left, right = self._rows(target)
        first = np.maximum(np.ceil(left), 0).astype(np.intp)
        count = np.maximum(np.minimum(np.ceil(right), self._grid).astype(np.intp) - first, 0)
        affine = self._affine(target, self._source[triangles])[:, rows]
        x = first.astype(np.float32)
        start_u = affine[0] + affine[1] * x + affine[2] * row_y
        start_v = affine[3] + affine[4] * x + affine[5] * row_y
        span = np.repeat(np.arange(len(rows)), count)
        ends = np.cumsum(count)
        step = np.arange(len(span)) - np.repeat(ends - count, count)
        node = (row_y.astype(np.intp) * self._grid + first)[span] + step
        run = step.astype(np.float32)
        values = np.empty((len(span), 2), np.float32)
        values[:, 0] = start_u[span] + affine[1][span] * run
        values[:, 1] = start_v[span] + affine[4][span] * run
        field[node] = values
        return field.reshape(self._grid, self._grid, 2)

    def _visible(self, moved: FloatArray) -> IntArray:
        corners = moved[self._triangles]
        area = _doubled_area(corners[..., 0], corners[..., 1])
        shown = np.flatnonzero((area > 1e-4) & self._moving(moved))
        order = np.lexsort((-corners[shown, :, 2].sum(axis=1), self._layers[shown]))
        visible: IntArray = self._triangles[shown[order]]
        return visible

    def _moving(self, moved: FloatArray) -> npt.NDArray[np.bool_]:
        offset = np.abs(moved[:, :2] - self._source)
        gone = (offset[:, 0] > _STILL) | (offset[:, 1] > _STILL)
        one, two, three = self._triangles.T
        moving: npt.NDArray[np.bool_] = gone[one] | gone[two] | gone[three]
        return moving

    def _rows(self, target: FloatArray) -> tuple[IntArray, FloatArray, FloatArray, FloatArray]:
        """One entry per triangle and grid row that it crosses: triangle, y, left and right end."""
        by_height = np.argsort(target[..., 1], axis=1)
        x = np.take_along_axis(target[..., 0], by_height, axis=1)
        y = np.take_along_axis(target[..., 1], by_height, axis=1)
        top = np.maximum(np.ceil(y[:, 0]), 0).astype(np.intp)
        height = np.maximum(np.minimum(np.ceil(y[:, 2]), self._grid).astype(np.intp) - top, 0)
        rows = np.repeat(np.arange(len(target)), height)
        ends = np.cumsum(height)
        row_y = (np.arange(len(rows)) + np.repeat(top - ends + height, height)).astype(np.float32)
        slope = (x[:, [2, 1, 2]] - x[:, [0, 0, 1]]) / np.maximum(y[:, [2, 1, 2]] - y[:, [0, 0, 1]], 1e-6)
        long_side = x[rows, 0] + (row_y - y[rows, 0]) * slope[rows, 0]
        lower = (row_y >= y[rows, 1]).astype(np.intp)
        short_side = x[rows, lower] + (row_y - y[rows, lower]) * slope[rows, 1 + lower]
        return rows, row_y, np.minimum(long_side, short_side), np.maximum(long_side, short_side)

    @staticmethod
    def _affine(target: FloatArray, source: FloatArray) -> FloatArray:
        """6 x T: displacement = a + b x + c y, for x then for y."""
        edge1, edge2 = target[:, 1, :2] - target[:, 0, :2], target[:, 2, :2] - target[:, 0, :2]
        det = edge1[:, 0] * edge2[:, 1] - edge1[:, 1] * edge2[:, 0]
        offset = source - target[..., :2]
        change1, change2 = (offset[:, 1] - offset[:, 0]).T, (offset[:, 2] - offset[:, 0]).T
        b = (change1 * edge2[:, 1] - change2 * edge1[:, 1]) / det
        c = (change2 * edge1[:, 0] - change1 * edge2[:, 0]) / det
        a = offset[:, 0].T - b * target[:, 0, 0] - c * target[:, 0, 1]
        affine: FloatArray = np.stack([a[0], b[0], c[0], a[1], b[1], c[1]]).astype(np.float32)
        return affine


def _doubled_area(x: FloatArray, y: FloatArray) -> FloatArray:
    area: FloatArray = (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]) - (x[:, 2] - x[:, 0]) * (y[:, 1] - y[:, 0])
    return area
