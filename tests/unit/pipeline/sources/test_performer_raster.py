import numpy as np
import pytest

from app.pipeline.sources.performer_face.raster import backward_map, enlarge, grid_triangles
from app.pipeline.sources.performer_face.view import FloatArray


def flat_grid(rows: int, columns: int, width: float, height: float) -> FloatArray:
    """rows * columns x 2 positions, evenly over width x height."""
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    return np.stack([x.ravel() * width / (columns - 1), y.ravel() * height / (rows - 1)], -1)


@pytest.mark.parametrize("stride", [1, 2, 4])
def test_a_flat_sheet_is_its_own_map(stride: int) -> None:
    sheet = flat_grid(5, 7, 60.0, 40.0)
    coarse = backward_map(grid_triangles(5, 7), sheet, np.zeros(35, np.float32), sheet, (60, 40), stride)
    where = enlarge(coarse, (60, 40))
    y, x = np.mgrid[0:40, 0:60]
    inner = (slice(8, -8), slice(8, -8))
    assert where[inner] == pytest.approx(np.stack([x, y], -1)[inner], abs=0.02)


def test_the_nearer_sheet_hides_the_farther() -> None:
    sheet = flat_grid(2, 2, 20.0, 20.0)
    triangles = np.concatenate([grid_triangles(2, 2), grid_triangles(2, 2) + 4])
    depth = np.array([1.0] * 4 + [-1.0] * 4, np.float32)
    texels = np.concatenate([np.full((4, 2), 5.0), np.full((4, 2), 9.0)]).astype(np.float32)
    where = backward_map(triangles, np.concatenate([sheet, sheet]), depth, texels, (20, 20), 1)
    assert where[5:15, 5:15] == pytest.approx(5.0)


def test_a_sheet_seen_from_behind_is_not_drawn() -> None:
    sheet = flat_grid(2, 2, 20.0, 20.0)
    away = sheet * np.array([-1.0, 1.0], np.float32) + np.array([20.0, 0.0], np.float32)
    texels = np.full((4, 2), 5.0, np.float32)
    where = backward_map(grid_triangles(2, 2), away, np.zeros(4, np.float32), texels, (20, 20), 1)
    assert not where.any()
