from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.pipeline.engines.mesh.rasterizer import MeshRasterizer

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]

GRID = 32
SQUARE = np.array([(4, 4), (20, 4), (20, 20), (4, 20)], np.float32)
CLOCKWISE = np.array([(0, 1, 2), (0, 2, 3)])
INSIDE = np.s_[5:20, 5:20]


def flat(points: FloatArray, depth: float = 0.0) -> FloatArray:
    return np.hstack([points, np.full((len(points), 1), depth)]).astype(np.float32)


def rasterizer(
    source: FloatArray, triangles: IntArray, layers: IntArray | None = None, grid: int = GRID
) -> MeshRasterizer:
    layers = np.zeros(len(triangles), np.intp) if layers is None else layers
    return MeshRasterizer(source, triangles, layers, grid)


def by_barycentric_coordinates(
    source: FloatArray, triangles: IntArray, moved: FloatArray, grid: int
) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """The same map node by node; second, where an edge runs so near that either answer will do."""
    field = np.zeros((grid, grid, 2), np.float64)
    unsure = np.zeros((grid, grid), bool)
    order = np.argsort(-moved[triangles][..., 2].sum(axis=1), kind="stable")
    for triangle in triangles[order]:
        (ax, ay), (bx, by), (cx, cy) = moved[triangle, :2].astype(np.float64)
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if area <= 1e-4:
            continue
        for y, x in np.ndindex(grid, grid):
            wb = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / area
            wc = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / area
            weights = np.array([1 - wb - wc, wb, wc])
            if weights.min() >= 0:
                field[y, x] = weights @ source[triangle] - (x, y)
                unsure[y, x] = False
            if abs(weights.min()) * np.sqrt(area) < 0.05 or abs(weights.min()) < 1e-3:
                unsure[y, x] = True
    return field.astype(np.float32), unsure


def test_a_mesh_at_rest_displaces_nothing() -> None:
    field = rasterizer(SQUARE, CLOCKWISE).displacement(flat(SQUARE))
    assert field.shape == (GRID, GRID, 2)
    assert field.dtype == np.float32
    assert np.abs(field).max() < 1e-5


def test_a_shifted_mesh_points_back_by_the_same_shift_everywhere_inside() -> None:
    moved = SQUARE + np.array([2.5, -1.25], np.float32)
    field = rasterizer(SQUARE, CLOCKWISE).displacement(flat(moved))
    assert np.allclose(field[4:18, 7:22], (-2.5, 1.25), atol=1e-4)
    assert not field[25:].any()
    assert not field[:, 25:].any()


def test_a_grown_mesh_points_towards_its_middle() -> None:
    middle = SQUARE.mean(axis=0)
    field = rasterizer(SQUARE, CLOCKWISE).displacement(flat((SQUARE - middle) * 1.25 + middle))
    ys, xs = np.mgrid[4:20, 4:20]
    expected = (np.dstack([xs, ys]) - middle) * (1 / 1.25 - 1)
    assert np.allclose(field[4:20, 4:20], expected, atol=1e-4)


@pytest.mark.parametrize("first_is_nearer", [True, False])
def test_where_triangles_overlap_the_nearest_wins(first_is_nearer: bool) -> None:
    source = np.vstack([SQUARE, SQUARE])
    triangles = np.vstack([CLOCKWISE, CLOCKWISE + 4])
    first, second = SQUARE + np.float32(1), SQUARE - np.float32(1)
    depths = (-5.0, 5.0) if first_is_nearer else (5.0, -5.0)
    moved = np.vstack([flat(first, depths[0]), flat(second, depths[1])])
    field = rasterizer(source, triangles).displacement(moved)
    assert np.allclose(field[6:19, 6:19], -1 if first_is_nearer else 1, atol=1e-4)


def test_a_higher_layer_wins_over_a_nearer_triangle() -> None:
    source, triangles = np.vstack([SQUARE, SQUARE]), np.vstack([CLOCKWISE, CLOCKWISE + 4])
    moved = np.vstack([flat(SQUARE + np.float32(1), 9.0), flat(SQUARE - np.float32(1), -9.0)])
    field = rasterizer(source, triangles, np.array([1, 1, 0, 0])).displacement(moved)
    assert np.allclose(field[6:19, 6:19], -1, atol=1e-4)


def test_triangles_seen_from_behind_are_left_out() -> None:
    mirrored = SQUARE * np.array([-1, 1], np.float32) + np.array([24, 0], np.float32)
    assert not rasterizer(SQUARE, CLOCKWISE).displacement(flat(mirrored)).any()


def test_a_mesh_partly_outside_fills_what_is_inside() -> None:
    moved = SQUARE + np.array([-10, 18], np.float32)
    field = rasterizer(SQUARE, CLOCKWISE).displacement(flat(moved))
    assert np.allclose(field[23:, :10], (10, -18), atol=1e-3)


def test_a_triangle_squeezed_to_a_line_or_a_point_draws_nothing() -> None:
    line = SQUARE * np.array([1, 0], np.float32)
    point = SQUARE * np.float32(0) + np.float32(8)
    for collapsed in (line, point):
        assert not rasterizer(SQUARE, CLOCKWISE).displacement(flat(collapsed)).any()


def test_neighbours_leave_no_gap_between_them() -> None:
    """Every node of a finely cut, sheared square is reached, also those on inner edges."""
    ys, xs = np.mgrid[0:9, 0:9]
    source = np.stack([xs.ravel(), ys.ravel()], axis=1).astype(np.float32) * 3 + 2
    corner = np.add.outer(np.arange(8) * 9, np.arange(8)).ravel()
    triangles = np.vstack(
        [np.stack([corner, corner + 1, corner + 10], 1), np.stack([corner, corner + 10, corner + 9], 1)]
    )
    shift = np.random.default_rng(3).uniform(-0.9, 0.9, source.shape)
    edge = (source == 2) | (source == 26)
    moved = (source + np.where(edge, 0, shift) + 0.25).astype(np.float32)
    marked = source + np.float32(1000)  # so that a node that was reached cannot read as zero
    field = rasterizer(marked, triangles).displacement(flat(moved))
    assert (np.abs(field[4:25, 4:25]) > 900).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_it_agrees_with_barycentric_coordinates_node_by_node(seed: int) -> None:
    random = np.random.default_rng(seed)
    source = random.uniform(0, 16, (6, 2)).astype(np.float32)
    moved = np.hstack([random.uniform(-6, 22, (6, 2)), random.uniform(-5, 5, (6, 1))]).astype(np.float32)
    triangles = np.array([(0, 1, 2), (3, 4, 5)])
    expected, unsure = by_barycentric_coordinates(source, triangles, moved, 16)
    field = rasterizer(source, triangles, grid=16).displacement(moved)
    difference = np.abs(field - expected).max(axis=2)
    # Thin slivers magnify rounding: compare against the size of what is computed.
    assert (difference[~unsure] <= 2e-3 * (1 + np.abs(expected[~unsure]).max(axis=1))).all()


wild = st.floats(-1e6, 1e6, width=32) | st.floats(-40, 40, width=32)  # a grid is 256 nodes a side


@settings(max_examples=80, deadline=None)
@given(hnp.arrays(np.float32, (5, 3), elements=wild))
def test_wild_vertices_never_raise_nor_leave_the_grid(moved: FloatArray) -> None:
    source = np.array([(1, 1), (14, 2), (15, 15), (2, 13), (8, 8)], np.float32)
    triangles = np.array([(0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4)])
    field = rasterizer(source, triangles, grid=16).displacement(moved)
    assert field.shape == (16, 16, 2)
    assert np.isfinite(field).all()


def test_the_same_vertices_give_the_same_map_and_are_left_alone() -> None:
    moved = flat(SQUARE + np.float32(1.5))
    before = moved.copy()
    surface = rasterizer(SQUARE, CLOCKWISE)
    one, other = surface.displacement(moved), surface.displacement(moved)
    assert np.array_equal(one, other)
    assert one is not other
    assert np.array_equal(moved, before)
