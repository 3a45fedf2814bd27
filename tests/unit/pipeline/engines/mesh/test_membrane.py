from __future__ import annotations

import numpy as np
import pytest

from app.pipeline.engines.mesh.membrane import stretch_over


def with_hole(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    weight = np.ones(picture.shape[:2], np.float32)
    weight[35:85, 30:110] = 0
    torn = picture.copy()
    torn[weight == 0] = 7
    return torn.astype(np.float32), weight


def test_a_plain_rim_gives_a_plain_surface() -> None:
    torn, weight = with_hole(np.full((120, 152, 3), (200, 150, 120), np.float32))
    np.testing.assert_allclose(stretch_over(torn, weight), np.full(torn.shape, (200, 150, 120)), atol=0.01)


def test_a_slope_goes_on_through_the_hole() -> None:
    slope = np.broadcast_to(np.linspace(60, 220, 152, dtype=np.float32)[None, :, None], (120, 152, 3))
    torn, weight = with_hole(slope)
    filled = stretch_over(torn, weight)
    assert np.abs(filled - slope).max() < 8
    np.testing.assert_array_equal(filled[weight > 0], torn[weight > 0])


def test_nothing_is_brighter_or_darker_than_the_rim() -> None:
    noise = np.random.default_rng(2).uniform(90, 180, (120, 152, 3)).astype(np.float32)
    torn, weight = with_hole(noise)
    inside = stretch_over(torn, weight)[weight == 0]
    assert inside.min() >= 90
    assert inside.max() <= 180


def test_the_hole_meets_its_rim_without_a_step() -> None:
    halves = np.full((120, 152, 3), 100, np.float32)
    halves[:60] = 180
    torn, weight = with_hole(halves)
    filled = stretch_over(torn, weight)
    assert filled[60, 70, 0] == pytest.approx(140, abs=8)
    assert np.abs(filled[35, 40:100] - filled[34, 40:100]).max() < 8


def test_a_picture_without_anything_known_is_still_finite() -> None:
    picture = np.full((40, 50, 3), 80, np.float32)
    assert np.isfinite(stretch_over(picture, np.zeros((40, 50), np.float32))).all()
