from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.tracking.head_pose import HeadPose, estimate_pose, pose_against
from app.pipeline.types import LANDMARK_COUNT
from tests import shipped
from tests.unit.pipeline.motion.driver import Act, Driver, angle_between

NOSE, CHIN, LEFT_CHEEK, RIGHT_CHEEK = 1, 152, 234, 454

every_portrait = pytest.mark.parametrize("name", shipped.PORTRAITS)

acts = st.builds(
    lambda pitch, yaw, roll, x, y, size: Act(pitch, yaw, roll, (x, y), size),
    st.floats(-40, 40),
    st.floats(-40, 40),
    st.floats(-90, 90),
    st.floats(-1000, 2000),
    st.floats(-1000, 2000),
    st.floats(2, 500),
)


def angles(pose: HeadPose) -> tuple[float, float, float]:
    return pose.pitch, pose.yaw, pose.roll


@every_portrait
def test_a_frontal_portrait_is_nearly_straight(name: str) -> None:
    assert np.abs(angles(estimate_pose(shipped.portrait(name).landmarks))).max() < 8


@settings(max_examples=60, deadline=None)
@given(acts)
def test_pose_size_and_place_come_back_exactly(act: Act) -> None:
    pose = estimate_pose(Driver().face(act))
    assert angle_between(pose.rotation, shipped.turned(act.pitch, act.yaw, act.roll)) < 0.2
    assert pose.size == pytest.approx(act.size, rel=1e-3)
    assert pose.centre[:2] == pytest.approx(act.place, abs=0.02 * act.size)


@pytest.mark.parametrize("act", [Act(yaw=25), Act(yaw=-25), Act(pitch=20), Act(pitch=-20), Act(roll=30)])
def test_each_angle_is_its_own(act: Act) -> None:
    assert angles(estimate_pose(Driver().face(act))) == pytest.approx((act.pitch, act.yaw, act.roll), abs=0.3)


def test_the_signs_are_those_of_the_picture() -> None:
    driver = Driver()
    straight = driver.face()
    right = driver.face(Act(yaw=20))
    assert right[RIGHT_CHEEK, 2] > straight[RIGHT_CHEEK, 2]  # goes away from the camera
    assert right[LEFT_CHEEK, 2] < straight[LEFT_CHEEK, 2]
    assert right[NOSE, 0] > straight[NOSE, 0]
    assert driver.face(Act(pitch=20))[CHIN, 2] > straight[CHIN, 2]
    across = np.subtract(*driver.face(Act(roll=20))[[RIGHT_CHEEK, LEFT_CHEEK], :2])
    assert across[1] > 0  # clockwise: the picture's right side sinks


@settings(max_examples=40, deadline=None)
@given(acts, acts)
def test_pose_against_a_known_shape_agrees_in_any_view(known: Act, seen: Act) -> None:
    driver = Driver()
    first = estimate_pose(driver.face(known))
    pose = pose_against(driver.face(seen), first.to_local(driver.face(known)))
    expected = estimate_pose(driver.face(seen))
    assert angle_between(pose.rotation, expected.rotation) < 0.3
    assert (pose.size, *pose.centre) == pytest.approx((expected.size, *expected.centre), rel=1e-6)


def test_talking_blinking_and_looking_do_not_turn_the_head() -> None:
    driver, acting = Driver(), Act(yaw=10, eyes=(0.0, 0.3), lips=0.6, gaze=0.2)
    still, lively = driver.face(Act(yaw=10)), driver.face(acting)
    assert angle_between(estimate_pose(still).rotation, estimate_pose(lively).rotation) < 0.1
    local = estimate_pose(still).to_local(still)
    assert angle_between(pose_against(still, local).rotation, pose_against(lively, local).rotation) < 0.1


def test_a_fitted_pose_is_steadier_than_an_absolute_one_under_noise() -> None:
    random, face = np.random.default_rng(8), Driver().face()
    exact = estimate_pose(face)
    local = exact.to_local(face)
    errors = []
    for _ in range(200):
        noisy = face + random.normal(0, 1.0, face.shape).astype(np.float32)
        errors.append(
            [
                angle_between(exact.rotation, pose.rotation)
                for pose in (estimate_pose(noisy), pose_against(noisy, local))
            ]
        )
    absolute, fitted = np.mean(errors, axis=0)
    assert fitted < absolute


@settings(max_examples=40, deadline=None)
@given(acts, st.integers(0, 2**32 - 1))
def test_local_and_picture_coordinates_are_inverse(act: Act, seed: int) -> None:
    pose = estimate_pose(Driver().face(act))
    points = np.random.default_rng(seed).uniform(-500, 500, (20, 3))
    assert np.allclose(pose.to_picture(pose.to_local(points)), points, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(acts)
def test_local_coordinates_do_not_depend_on_the_view(act: Act) -> None:
    driver = Driver()
    here, there = driver.face(), driver.face(act)
    one, other = estimate_pose(here).to_local(here), estimate_pose(there).to_local(there)
    assert np.allclose(one, other, atol=5e-3)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 1000))
def test_any_cloud_of_points_has_a_proper_rotation(seed: int, spread: float) -> None:
    random = np.random.default_rng(seed)
    cloud = random.normal(0, spread, (LANDMARK_COUNT, 3)).astype(np.float32)
    for pose in (estimate_pose(cloud), pose_against(cloud, random.normal(0, 1, (LANDMARK_COUNT, 3)))):
        assert np.allclose(pose.rotation @ pose.rotation.T, np.eye(3), atol=1e-6)
        assert np.linalg.det(pose.rotation) == pytest.approx(1)
        assert pose.size > 0


def test_a_mirrored_face_does_not_give_a_mirrored_pose() -> None:
    face = Driver().face()
    local = estimate_pose(face).to_local(face)
    mirrored = face * np.array([-1, 1, 1], np.float32)
    assert np.linalg.det(pose_against(mirrored, local).rotation) == pytest.approx(1)
