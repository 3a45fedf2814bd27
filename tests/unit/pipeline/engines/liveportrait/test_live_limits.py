from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.engines.liveportrait.expression_bounds import HIGHEST, LOWEST, STEEPEST_DEG
from app.pipeline.engines.liveportrait.keypoints import HeadAngles, head_angles, rotation_matrix
from app.pipeline.engines.liveportrait.live_limits import (
    ExpressionLimits,
    HeadLimits,
    locked_zoom,
    strong_shift,
    strong_turn,
    within,
)
from app.pipeline.motion.rotations import rotation_about, rotation_vector

seeds = st.integers(0, 2**31)
rooms = st.floats(0, 2)


@given(st.floats(-50, 50), rooms, rooms)
def test_nothing_leaves_its_room_and_small_steps_are_left_alone(
    value: float, below: float, above: float
) -> None:
    limited = float(within(np.array(value), np.array(below), np.array(above)))
    assert -below <= limited <= above
    assert limited * value >= 0
    room = above if value > 0 else below
    if abs(value) <= 0.74 * room:
        assert limited == value


@given(rooms, rooms)
def test_a_bend_neither_jumps_nor_goes_back(below: float, above: float) -> None:
    values = np.linspace(-3, 3, 601)
    limited = within(values, np.full(601, below), np.full(601, above))
    steps = np.diff(limited)
    assert steps.min() >= 0
    assert steps.max() <= 0.01 + 1e-9


def test_it_moves_on_long_after_the_bend_began() -> None:
    """A clamp would hold still here."""
    near, further = within(np.array([0.9, 1.1]), np.ones(2), np.ones(2))
    assert further - near > 0.03


@settings(max_examples=50)
@given(seeds)
def test_any_expression_ends_within_what_faces_do(seed: int) -> None:
    draw = np.random.default_rng(seed)
    own = draw.uniform(LOWEST, HIGHEST).astype(np.float32)
    reached = own + ExpressionLimits(own).limited(draw.normal(0, 0.2, (21, 3)).astype(np.float32))
    assert (reached >= LOWEST - 1e-6).all()
    assert (reached <= HIGHEST + 1e-6).all()


@settings(max_examples=50)
@given(seeds)
def test_a_portrait_beyond_the_bounds_rests_where_it_is_and_goes_no_further(seed: int) -> None:
    draw = np.random.default_rng(seed)
    own = draw.normal(0, 0.2, (21, 3)).astype(np.float32)
    limits = ExpressionLimits(own)
    assert not limits.limited(np.zeros((21, 3), np.float32)).any()
    reached = own + limits.limited(draw.normal(0, 0.3, (21, 3)).astype(np.float32))
    assert (reached >= np.minimum(own, LOWEST) - 1e-5).all()
    assert (reached <= np.maximum(own, HIGHEST) + 1e-5).all()


turns = st.tuples(st.floats(-60, 60), st.floats(-80, 80), st.floats(-60, 60))


@given(turns)
def test_head_angles_stay_within_theirs(degrees: tuple[float, float, float]) -> None:
    limited = head_angles(
        HeadLimits(np.eye(3, dtype=np.float32)).limited(rotation_matrix(HeadAngles(*degrees)))
    )
    assert (np.abs((limited.pitch, limited.yaw, limited.roll)) <= STEEPEST_DEG + 0.01).all()


@given(turns)
def test_a_portrait_that_looks_aside_keeps_doing_so(degrees: tuple[float, float, float]) -> None:
    own = rotation_matrix(HeadAngles(*degrees))
    assert HeadLimits(own).limited(own) is own


def test_a_calm_head_is_not_touched() -> None:
    calm = rotation_matrix(HeadAngles(20, -40, 12))
    assert HeadLimits(np.eye(3, dtype=np.float32)).limited(calm) is calm


def turned(degrees: float, strength: float = 1.0) -> float:
    vector = np.radians(degrees) * np.array((0.6, -0.8, 0.0))
    return float(
        np.degrees(
            np.linalg.norm(rotation_vector(strong_turn(rotation_about(vector).astype(np.float32), strength)))
        )
    )


def shifted(length: float, strength: float = 1.0) -> float:
    return float(
        np.linalg.norm(strong_shift(np.array((0.6, -0.8), np.float32) * np.float32(length), strength))
    )


def zoomed(octaves: float, strength: float = 1.0) -> float:
    return math.log(locked_zoom(math.exp(octaves), strength))


@pytest.mark.parametrize(
    ("limited", "values", "bound"),
    [
        (turned, np.linspace(0, 150, 301), 65),
        (shifted, np.linspace(0, 3, 301), 0.4),
        (zoomed, np.linspace(0, 1, 301), 0.25),
    ],
    ids=["turn", "shift", "zoom"],
)
@pytest.mark.parametrize("strength", [0.5, 1.0, 2.0])
def test_strong_motion_is_smooth_and_bounded(
    limited: Callable[[float, float], float],
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
    bound: float,
    strength: float,
) -> None:
    reached = np.array([limited(float(value), strength) for value in values])
    assert np.diff(reached).min() >= -1e-4 * bound
    assert np.diff(reached).max() <= 1.02 * strength * (values[1] - values[0])
    assert reached.max() <= bound * 1.0001


def test_half_the_strength_is_half_the_way() -> None:
    assert turned(20, 0.5) == pytest.approx(10, abs=1e-3)
    assert shifted(0.1, 0.5) == pytest.approx(0.05)
    assert turned(20) == pytest.approx(20, abs=1e-3)


@given(st.floats(1 / 1.0599, 1.0599))
def test_a_wobble_of_the_scale_is_no_zoom(zoom: float) -> None:
    assert locked_zoom(zoom, 1.0) == 1.0


def test_coming_closer_is_a_zoom_without_a_jump() -> None:
    assert locked_zoom(1.061, 1.0) == pytest.approx(1, abs=2e-3)
    assert locked_zoom(1.12, 1.0) == pytest.approx(1.12 / 1.06, abs=1e-3)
    assert locked_zoom(1 / 1.12, 1.0) == pytest.approx(1.06 / 1.12, abs=1e-3)


@pytest.mark.parametrize("zoom", [0.0, -1.0, 1e-30, 1e30])
def test_an_absurd_zoom_is_bounded_too(zoom: float) -> None:
    assert 0.75 <= locked_zoom(zoom, 2.0) <= 1.3


@given(turns)
def test_a_rotation_vector_is_turned_back(degrees: tuple[float, float, float]) -> None:
    rotation = rotation_matrix(HeadAngles(*degrees))
    # OpenCV takes a turn below 1e-5 radians for none.
    np.testing.assert_allclose(rotation_about(rotation_vector(rotation)), rotation, atol=2e-5)
