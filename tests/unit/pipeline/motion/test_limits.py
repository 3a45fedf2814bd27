from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.limits import ease_to_rest, limit_rotation, limit_scale, limit_shift
from app.pipeline.types import LANDMARK_COUNT, REST, DrivenKeypoints, Motion
from tests import shipped
from tests.unit.pipeline.motion.driver import angle_between

IDENTITY = np.eye(3)
EYES, LIPS = (0.4, 0.35), 0.05

directions = st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1)).filter(
    lambda v: float(np.linalg.norm(v)) > 0.1
)


def about(axis: tuple[float, float, float], degrees: float) -> npt.NDArray[np.float64]:
    unit = np.array(axis) / np.linalg.norm(axis)
    return np.asarray(cv2.Rodrigues(unit * np.radians(degrees))[0])


def turn_of(degrees: float) -> float:
    return angle_between(IDENTITY, limit_rotation(about((1, 2, -1), degrees)))


def shift_of(length: float) -> float:
    return float(np.hypot(*limit_shift(np.array([0.6, -0.8]) * length)))


@pytest.mark.parametrize(
    ("limited", "values", "bound"),
    [(turn_of, np.linspace(0, 175, 400), 45.0), (shift_of, np.linspace(0, 6, 400), 2.0)],
    ids=["turn", "shift"],
)
def test_a_knee_is_monotonic_continuous_bounded_and_nothing_at_first(
    limited: Callable[[float], float], values: npt.NDArray[np.float64], bound: float
) -> None:
    result = np.array([limited(float(value)) for value in values])
    step = values[1] - values[0]
    assert (np.diff(result) >= -1e-4 * bound).all()
    assert np.diff(result).max() <= 1.02 * step  # never faster than what comes in: no jump
    assert result.max() <= bound
    untouched = values < bound / 4
    assert np.allclose(result[untouched], values[untouched], atol=1e-3 * bound)


def test_zoom_has_the_same_knee_both_ways() -> None:
    scales = np.exp(np.linspace(-3, 3, 401))
    result = np.array([limit_scale(float(scale)) for scale in scales])
    assert (np.diff(result) >= 0).all()
    assert np.diff(np.log(result)).max() <= 1.02 * 6 / 400
    assert 0.5 <= result.min() < result.max() <= 2.0
    assert np.allclose(result * result[::-1], 1)
    assert limit_scale(1.2) == pytest.approx(1.2)


@pytest.mark.parametrize("scale", [0.0, -1.0, 1e-30, 1e30])
def test_an_absurd_zoom_is_bounded_too(scale: float) -> None:
    assert 0.5 <= limit_scale(scale) <= 2.0


@settings(max_examples=60, deadline=None)
@given(directions, st.floats(-170, 170))
def test_a_limited_turn_is_a_rotation_about_the_same_axis(
    axis: tuple[float, float, float], degrees: float
) -> None:
    limited = limit_rotation(about(axis, degrees))
    assert limited.dtype == np.float32
    assert np.allclose(limited @ limited.T, IDENTITY, atol=1e-5)
    assert np.linalg.det(limited) == pytest.approx(1, abs=1e-4)
    unit = np.array(axis) / np.linalg.norm(axis)
    assert np.allclose(limited @ unit, unit, atol=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_limited_shift_keeps_its_direction(x: float, y: float) -> None:
    limited = np.array(limit_shift(np.array([x, y])))
    assert np.isfinite(limited).all()
    assert np.hypot(*limited) <= min(np.hypot(x, y) * (1 + 1e-9), 2.0)
    assert x * limited[1] == pytest.approx(y * limited[0], rel=1e-6)
    assert limited @ (x, y) >= 0


def far_from_rest() -> Motion:
    return Motion(
        shipped.turned(10, -25, 15),
        (0.4, -0.3),
        1.5,
        np.full((LANDMARK_COUNT, 3), 0.2, np.float32),
        (0.0, 0.6),
        0.7,
        np.full((2, 2), 0.1, np.float32),
    )


def test_no_weight_is_rest_and_full_weight_the_motion() -> None:
    motion = far_from_rest()
    assert ease_to_rest(motion, 0.0, EYES, LIPS) is REST
    for weight in (1.0, 1.5):
        assert ease_to_rest(motion, weight, EYES, LIPS) is motion


def test_everything_eases_in_step_with_the_weight() -> None:
    motion = far_from_rest()
    eased = [ease_to_rest(motion, float(w), EYES, LIPS) for w in np.linspace(0.02, 0.98, 25)]
    for figures in (
        [angle_between(IDENTITY, m.rotation) for m in eased],
        [np.hypot(*m.translation) for m in eased],
        [m.scale for m in eased],
        [float(m.expression.mean()) for m in eased],
        [EYES[0] - (m.eye_openness or EYES)[0] for m in eased],
        [(m.eye_openness or EYES)[1] for m in eased],
        [m.lip_openness or 0.0 for m in eased],
        [float(m.gaze.mean()) for m in eased],
    ):
        steps = np.diff(figures)
        assert (steps > 0).all()
        assert steps.max() < 3 * steps.min()


@pytest.mark.parametrize(("weight", "reached"), [(1e-3, REST), (1 - 1e-3, far_from_rest())])
def test_there_is_no_jump_at_either_end(weight: float, reached: Motion) -> None:
    eased = ease_to_rest(far_from_rest(), weight, EYES, LIPS)
    assert angle_between(eased.rotation, reached.rotation) < 0.1
    assert np.allclose(eased.translation, reached.translation, atol=1e-2)
    assert eased.scale == pytest.approx(reached.scale, abs=1e-2)
    assert np.allclose(eased.expression, reached.expression, atol=1e-2)
    assert eased.eye_openness == pytest.approx(reached.eye_openness or EYES, abs=1e-2)
    assert eased.lip_openness == pytest.approx(
        LIPS if reached.lip_openness is None else reached.lip_openness, abs=1e-2
    )


def test_a_shut_mouth_eases_too() -> None:
    """Zero openness is a wish, not the absence of one."""
    eased = ease_to_rest(Motion(lip_openness=0.0, eye_openness=(0.0, 0.0)), 0.9, EYES, LIPS)
    assert eased.lip_openness == pytest.approx(0.1 * LIPS)
    assert eased.eye_openness == pytest.approx((0.1 * EYES[0], 0.1 * EYES[1]))


def test_what_no_motion_asks_for_stays_the_portrait_s_own() -> None:
    eased = ease_to_rest(Motion(translation=(0.2, 0.0)), 0.5, EYES, LIPS)
    assert eased.eye_openness == pytest.approx(EYES)
    assert eased.lip_openness == pytest.approx(LIPS)


def test_easing_touches_every_field_of_a_motion() -> None:
    motion, eased = far_from_rest(), ease_to_rest(far_from_rest(), 0.5, EYES, LIPS)
    for field in fields(Motion):
        if field.name in ("keypoints", "controls", "eyes_held", "lips_held"):  # by weight; not the driver's
            continue
        assert not np.allclose(getattr(motion, field.name), getattr(eased, field.name)), field.name


def test_keypoints_ease_by_their_weight() -> None:
    now = KeypointMotion(shipped.turned(10), np.ones((21, 3), np.float32), np.zeros(3, np.float32), 1.2)
    motion = replace(far_from_rest(), keypoints=DrivenKeypoints(now, None, 0.5))
    eased = ease_to_rest(motion, 0.5, EYES, LIPS).keypoints
    assert eased is not None
    assert (eased.now, eased.neutral, eased.weight) == (now, None, 0.25)
    assert ease_to_rest(far_from_rest(), 0.5, EYES, LIPS).keypoints is None
