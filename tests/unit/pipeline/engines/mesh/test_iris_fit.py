from __future__ import annotations

import cv2
import numpy as np
import pytest

from app.pipeline.engines.mesh.iris_fit import fit_iris

CENTRE, RADIUS = np.array([76.0, 60.0], np.float32), 20.0


def eye(open_rows: tuple[int, int] = (40, 78)) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """A painted eye and what of it lies between the lids."""
    patch = np.full((120, 152, 3), 225, np.float32)
    cv2.circle(patch, (76, 60), 20, (120, 90, 60), -1)
    cv2.circle(patch, (76, 60), 8, (20, 20, 20), -1)
    cv2.circle(patch, (70, 52), 4, (255, 255, 255), -1)
    seen = np.zeros((120, 152), np.bool_)
    seen[open_rows[0] : open_rows[1], 30:122] = True
    patch += np.random.default_rng(3).normal(0, 4, patch.shape).astype(np.float32)
    return patch, seen


@pytest.mark.parametrize("off", [(0, 0), (3, 2), (-4, 1), (2, -4), (4, 4)])
@pytest.mark.parametrize("zoom", [0.92, 1.0, 1.1])
def test_finds_the_iris_that_landmarks_missed(off: tuple[int, int], zoom: float) -> None:
    patch, seen = eye()
    centre, radius = fit_iris(patch, seen, CENTRE + np.array(off, np.float32), RADIUS * zoom)
    assert np.linalg.norm(centre - CENTRE) < 2.0
    assert radius == pytest.approx(RADIUS, rel=0.12)


def test_lids_may_hide_half_of_it() -> None:
    patch, seen = eye((54, 78))
    centre, _ = fit_iris(patch, seen, CENTRE + np.float32(3), RADIUS)
    assert abs(centre[0] - CENTRE[0]) < 2.0


def test_an_eye_that_is_shut_keeps_the_guess() -> None:
    patch, seen = eye((60, 60))
    centre, radius = fit_iris(patch, seen, CENTRE, RADIUS)
    np.testing.assert_array_equal(centre, CENTRE)
    assert radius == RADIUS


def test_a_plain_patch_keeps_the_guess() -> None:
    centre, radius = fit_iris(
        np.full((120, 152, 3), 90, np.float32), np.ones((120, 152), np.bool_), CENTRE, RADIUS
    )
    np.testing.assert_array_equal(centre, CENTRE)
    assert radius == RADIUS
