from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.engines.liveportrait.keypoints import (
    ANGLE_BINS,
    HeadAngles,
    expected_degrees,
    head_angles,
    rotation_matrix,
    transform,
)
from app.pipeline.motion.keypoint_motion import KeypointMotion

turns = st.floats(-179, 179)
nods = st.floats(-85, 85)


@given(turns, nods, turns)
def test_angles_come_back_from_their_rotation(pitch: float, yaw: float, roll: float) -> None:
    found = head_angles(rotation_matrix(HeadAngles(pitch, yaw, roll)))
    assert (found.pitch, found.yaw, found.roll) == pytest.approx((pitch, yaw, roll), abs=2e-3)


@given(turns, st.floats(-180, 180), turns)
def test_any_angles_make_a_rotation_and_name_the_same_one(pitch: float, yaw: float, roll: float) -> None:
    rotation = rotation_matrix(HeadAngles(pitch, yaw, roll))
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-6)
    assert np.linalg.det(rotation) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(rotation_matrix(head_angles(rotation)), rotation, atol=2e-3)


def test_a_head_looking_straight_up_still_has_angles() -> None:
    rotation = rotation_matrix(HeadAngles(0, 90, 20))
    found = head_angles(rotation)
    assert np.isfinite([found.pitch, found.yaw, found.roll]).all()
    np.testing.assert_allclose(rotation_matrix(found), rotation, atol=1e-5)


def test_each_angle_turns_about_its_own_axis() -> None:
    """Row vectors; y points down, so a positive roll moves the right side down, clockwise."""
    np.testing.assert_allclose([1, 0, 0] @ rotation_matrix(HeadAngles(0, 0, 90)), [0, 1, 0], atol=1e-6)
    np.testing.assert_allclose([0, 1, 0] @ rotation_matrix(HeadAngles(90, 0, 0)), [0, 0, 1], atol=1e-6)
    np.testing.assert_allclose([0, 0, 1] @ rotation_matrix(HeadAngles(0, 90, 0)), [1, 0, 0], atol=1e-6)


def test_one_certain_bin_is_its_angle() -> None:
    logits = np.full((ANGLE_BINS, ANGLE_BINS), -1e4, np.float32)
    np.fill_diagonal(logits, 1e4)
    np.testing.assert_allclose(expected_degrees(logits), np.arange(ANGLE_BINS) * 3 - 97.5)


def test_no_preference_is_no_turn() -> None:
    assert expected_degrees(np.zeros(ANGLE_BINS, np.float32)) == pytest.approx(0, abs=1e-9)


def test_transform_scales_expression_but_not_the_shift_and_drops_depth_of_it() -> None:
    canonical = np.random.default_rng(0).normal(size=(21, 3)).astype(np.float32)
    expression = np.full((21, 3), 0.5, np.float32)
    motion = KeypointMotion(np.eye(3, dtype=np.float32), expression, np.array([1, 2, 7], np.float32), 2.0)
    np.testing.assert_allclose(transform(canonical, motion), 2 * canonical + [2, 3, 1], atol=1e-6)
    assert transform(canonical, motion).dtype == np.float32
