from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from app.pipeline.engines.mesh.topology import (
    EYE_LOWER,
    EYE_UPPER,
    FACE_OVAL,
    FACE_VERTEX_COUNT,
    INNER_LIP_LOWER,
    INNER_LIP_UPPER,
    IRIS_RINGS,
    OUTER_LIP_LOWER,
    OUTER_LIP_UPPER,
    IntArray,
    face_triangles,
    strip,
)
from app.pipeline.tracking.ratios import EYE_CORNERS, EYE_LIDS, INNER_LIPS, IRIS_CENTRES, MOUTH_CORNERS
from tests import shipped

ROWS = [
    *zip(EYE_UPPER, EYE_LOWER, strict=True),
    (INNER_LIP_UPPER, INNER_LIP_LOWER),
    (OUTER_LIP_UPPER, OUTER_LIP_LOWER),
]
every_opening = pytest.mark.parametrize(
    ("upper", "lower"), ROWS, ids=["left eye", "right eye", "inner", "outer"]
)


def directed_edges() -> Counter[tuple[int, int]]:
    triangles = face_triangles()
    return Counter(
        (int(a), int(b))
        for k in range(3)
        for a, b in zip(triangles[:, k], triangles[:, (k + 1) % 3], strict=True)
    )


def test_898_triangles_use_all_vertices_of_the_face() -> None:
    triangles = face_triangles()
    assert triangles.shape == (898, 3)
    assert set(triangles.ravel()) == set(range(FACE_VERTEX_COUNT))
    assert len({frozenset(t) for t in triangles.tolist()}) == 898


def test_neighbours_run_along_their_common_edge_in_opposite_ways() -> None:
    edges = directed_edges()
    assert set(edges.values()) == {1}


def test_the_only_rim_is_the_face_oval() -> None:
    edges = directed_edges()
    rim = {edge for edge in edges if edge[::-1] not in edges}
    oval = FACE_OVAL.tolist()
    assert {frozenset(edge) for edge in rim} == {
        frozenset(pair) for pair in zip(oval, oval[1:] + oval[:1], strict=True)
    }


def test_the_surface_is_one_disk() -> None:
    edges = {frozenset(edge) for edge in directed_edges()}
    assert FACE_VERTEX_COUNT - len(edges) + len(face_triangles()) == 1  # Euler's formula


@pytest.mark.parametrize("name", shipped.PORTRAITS)
def test_nearly_all_of_a_frontal_face_shows_its_front(name: str) -> None:
    corners = shipped.portrait(name).landmarks[face_triangles(), :2]
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    assert area[area > 0].sum() > 50 * -area[area < 0].sum()


@every_opening
def test_upper_and_lower_row_face_each_other(upper: IntArray, lower: IntArray) -> None:
    points = shipped.portrait().landmarks
    assert (upper[0], upper[-1]) == (lower[0], lower[-1])
    assert len(set(upper) | set(lower)) == 2 * len(upper) - 2
    width = points[upper[-1], 0] - points[upper[0], 0]
    assert width > 0
    # Each pair lies about over one another, the upper one higher.
    assert (np.abs(points[upper, 0] - points[lower, 0]) < 0.12 * width).all()
    assert (points[upper[1:-1], 1] <= points[lower[1:-1], 1] + 0.01 * width).all()


def test_the_rows_meet_the_landmarks_that_ratios_are_measured_on() -> None:
    for eye in (0, 1):
        assert (EYE_UPPER[eye][0], EYE_UPPER[eye][-1]) == tuple(EYE_CORNERS[eye])
        assert (EYE_UPPER[eye][4], EYE_LOWER[eye][4]) == tuple(EYE_LIDS[eye])
    assert (INNER_LIP_UPPER[5], INNER_LIP_LOWER[5]) == INNER_LIPS
    assert (OUTER_LIP_UPPER[0], OUTER_LIP_UPPER[-1]) == MOUTH_CORNERS


def test_each_iris_ring_surrounds_its_centre() -> None:
    points = shipped.portrait().landmarks[:, :2]
    for ring, centre in zip(IRIS_RINGS, IRIS_CENTRES, strict=True):
        radii = np.linalg.norm(points[ring] - points[centre], axis=1)
        assert radii.max() < 1.4 * radii.min()
        assert np.linalg.norm(points[ring].mean(axis=0) - points[centre]) < 0.3 * radii.mean()


def test_a_strip_leaves_out_triangles_that_collapse_where_rows_meet() -> None:
    triangles = strip(np.array([0, 1, 2, 3]), np.array([0, 4, 5, 3]))
    assert len(triangles) == 4
    assert all(len(set(t)) == 3 for t in triangles)
    assert {v for t in triangles for v in t} == {0, 1, 2, 3, 4, 5}
