from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import MotionMode
from app.pipeline.motion.face_shape import measure
from app.pipeline.motion.retargeting import Retargeter, region_gains
from app.pipeline.tracking.head_pose import HeadPose
from app.pipeline.tracking.ratios import MOUTH_CORNERS, eye_openness, lip_openness
from app.pipeline.types import LANDMARK_COUNT, Motion
from tests import shipped
from tests.unit.pipeline.motion.driver import Act, Driver, angle_between

IDENTITY = np.eye(3)
FOREHEAD, CHIN = 10, 152

every_portrait = pytest.mark.parametrize("name", shipped.PORTRAITS)


def retargeter(name: str = shipped.LADY, mode: MotionMode = MotionMode.RELATIVE) -> Retargeter:
    return Retargeter(shipped.portrait(name).landmarks, mode)


def motion_for(act: Act, rest: Act | None = None, mode: MotionMode = MotionMode.RELATIVE) -> Motion:
    driver = Driver()
    return retargeter(mode=mode).motion(driver.face(act), driver.shape(rest or Act()))


def angles(motion: Motion) -> tuple[float, float, float]:
    pose = HeadPose(motion.rotation.astype(np.float64), np.zeros(3), 1.0)
    return pose.pitch, pose.yaw, pose.roll


def same(one: Motion, other: Motion, tolerance: float = 2e-3) -> bool:
    assert one.eye_openness is not None
    assert other.eye_openness is not None
    assert one.lip_openness is not None
    assert other.lip_openness is not None
    return (
        angle_between(one.rotation, other.rotation) < 0.2
        and np.allclose(one.translation, other.translation, atol=tolerance)
        and abs(one.scale - other.scale) < tolerance
        and np.allclose(one.expression, other.expression, atol=tolerance)
        and np.allclose(one.eye_openness, other.eye_openness, atol=tolerance)
        and abs(one.lip_openness - other.lip_openness) < tolerance
        and np.allclose(one.gaze, other.gaze, atol=tolerance)
    )


ACTED = Act(8, -14, 5, (350, 230), 66, eyes=(0.7, 1.1), lips=0.3, gaze=0.08)


@every_portrait
@pytest.mark.parametrize("rest", [Act(), Act(10, 15, -8, (200, 300), 40, lips=0.1)])
def test_a_driver_at_his_neutral_leaves_the_portrait_at_rest(name: str, rest: Act) -> None:
    driver, own = Driver(), shipped.portrait(name).landmarks
    motion = retargeter(name).motion(driver.face(rest), driver.shape(rest))
    assert angle_between(motion.rotation, IDENTITY) < 0.01
    assert motion.translation == pytest.approx((0, 0), abs=1e-4)
    assert motion.scale == pytest.approx(1, abs=1e-4)
    assert np.abs(motion.expression).max() < 1e-4
    assert motion.eye_openness == pytest.approx(eye_openness(own), abs=0.01)
    assert motion.lip_openness == pytest.approx(lip_openness(own), abs=0.01)
    assert np.abs(motion.gaze).max() < 1e-4


@settings(max_examples=20, deadline=None)
@given(st.floats(0.3, 4), st.floats(-500, 500), st.floats(-500, 500))
def test_the_camera_s_resolution_and_framing_do_not_count(zoom: float, x: float, y: float) -> None:
    driver = Driver()
    here, rest = driver.face(ACTED), driver.face()
    there, rest_there = (np.asarray(face * zoom + (x, y, 0), np.float32) for face in (here, rest))
    assert same(
        retargeter().motion(here, measure(rest)),
        retargeter().motion(there, measure(rest_there)),
        tolerance=5e-3,
    )


def test_the_size_of_the_driver_s_eyes_and_mouth_does_not_count() -> None:
    """Eyes half open against one's own rest ask for the same, whoever it is."""

    def wanted(driver: Driver) -> tuple[float, float] | None:
        return retargeter().motion(driver.face(Act(eyes=(0.75, 0.75))), driver.shape()).eye_openness

    assert wanted(Driver(eye_share=0.6)) == pytest.approx(wanted(Driver()), abs=0.02)


@pytest.mark.parametrize("turn", [Act(yaw=15), Act(yaw=-15), Act(pitch=10), Act(pitch=-10), Act(roll=12)])
def test_the_portrait_turns_as_the_driver_turns(turn: Act) -> None:
    assert angles(motion_for(turn)) == pytest.approx((turn.pitch, turn.yaw, turn.roll), abs=0.5)


def test_turns_count_from_the_neutral_pose() -> None:
    looks_aside = Act(yaw=-12)
    assert angles(motion_for(looks_aside, looks_aside)) == pytest.approx((0, 0, 0), abs=0.1)
    assert angles(motion_for(Act(), looks_aside))[1] == pytest.approx(12, abs=0.5)


def test_a_turn_is_about_the_head_s_own_axes() -> None:
    """Who sits tilted and shakes his head shakes the portrait's, about its own neck."""
    driver, tilted = Driver(), Act(roll=30)
    neutral = driver.shape(tilted)
    shaken = replace(neutral.pose, rotation=neutral.pose.rotation @ shipped.turned(yaw=12))
    face = np.asarray(shaken.to_picture(neutral.local), np.float32)
    assert angles(retargeter().motion(face, neutral)) == pytest.approx((0, 12, 0), abs=0.3)


def test_moves_are_in_the_driver_s_face_sizes() -> None:
    motion = motion_for(Act(place=(320 + 0.4 * 60, 240 - 0.2 * 60), size=66))
    assert motion.translation == pytest.approx((0.4, -0.2), abs=0.01)
    assert motion.scale == pytest.approx(1.1, abs=0.01)


@pytest.mark.parametrize("eye_share", [0.4, 0.6, 1.0])
@every_portrait
def test_small_eyes_fully_close_big_ones(name: str, eye_share: float) -> None:
    driver = Driver(eye_share=eye_share)
    # What the landmark model calls a fifth of a driver's own openness is a closed lid.
    motion = retargeter(name).motion(driver.face(Act(eyes=(0.18, 0.18))), driver.shape())
    assert motion.eye_openness == pytest.approx((0, 0), abs=0.02)


def test_lids_follow_without_steps() -> None:
    shares = np.linspace(0, 1.4, 40)
    openness = np.array([motion_for(Act(eyes=(s, s))).eye_openness for s in shares])
    assert (np.diff(openness, axis=0) >= -1e-4).all()
    assert np.diff(openness, axis=0).max() < 0.04
    assert (openness[-1] > openness[shares.searchsorted(1.0)]).all()


def test_each_eye_follows_its_own() -> None:
    left, right = motion_for(Act(eyes=(0.1, 1.0))).eye_openness or (1.0, 0.0)
    own = eye_openness(shipped.portrait().landmarks)
    assert left < 0.02
    assert right == pytest.approx(own[1], rel=0.1)


def test_lips_open_by_as_much_as_the_driver_s_and_never_below_shut() -> None:
    own = lip_openness(shipped.portrait().landmarks)
    assert motion_for(Act(lips=0.3)).lip_openness == pytest.approx(own + 0.3, abs=0.03)
    assert motion_for(Act(), rest=Act(lips=0.4)).lip_openness == 0


def test_a_gaze_aside_moves_both_irises_the_same_way() -> None:
    gaze = motion_for(Act(gaze=0.12)).gaze
    assert gaze[:, 0] == pytest.approx((0.12, 0.12), abs=0.01)
    assert np.abs(gaze[:, 1]).max() < 0.02


def test_an_expression_is_what_differs_from_rest_in_the_head_s_own_axes() -> None:
    still = np.abs(motion_for(Act(10, 20, 5)).expression).max()
    opened = motion_for(Act(10, 20, 5, lips=0.3)).expression
    assert still < 1e-3
    assert opened[CHIN, 1] > 0.1
    assert np.abs(opened[FOREHEAD]).max() < 1e-3


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.5, 5.0, 50.0]))
def test_a_garbled_face_still_gives_a_bounded_motion(seed: int, noise: float) -> None:
    random, driver = np.random.default_rng(seed), Driver()
    garbled = driver.face(Act()) + random.normal(0, noise, (LANDMARK_COUNT, 3)).astype(np.float32)
    for mode in MotionMode:
        motion = retargeter(mode=mode).motion(garbled, driver.shape())
        assert angle_between(motion.rotation, IDENTITY) <= 45
        assert np.hypot(*motion.translation) <= 2
        assert 0.5 <= motion.scale <= 2
        assert motion.expression.shape == (LANDMARK_COUNT, 3)
        assert np.isfinite(motion.expression).all()
        assert np.isfinite(motion.gaze).all()
        assert np.isfinite([*(motion.eye_openness or ()), motion.lip_openness or 0.0]).all()


def test_absolute_motion_takes_the_driver_s_own_pose_over() -> None:
    own = measure(shipped.portrait().landmarks).pose
    seen, driver = Act(6, 12, -4), Driver()
    for rest in (Act(), seen):  # even when he has held it all the time
        motion = motion_for(seen, rest, MotionMode.ABSOLUTE)
        reached = own.rotation @ motion.rotation
        assert angle_between(reached, driver.shape(seen).pose.rotation) < 1.5


def test_absolute_motion_takes_the_driver_s_own_openness_over() -> None:
    driver, seen = Driver(), Act(eyes=(0.5, 0.8), lips=0.25)
    motion = motion_for(seen, mode=MotionMode.ABSOLUTE)
    assert motion.eye_openness == pytest.approx(driver.shape(seen).eyes, abs=0.01)
    assert motion.lip_openness == pytest.approx(driver.shape(seen).lips, abs=0.01)


def test_a_face_like_the_portrait_s_needs_no_gain() -> None:
    shape = measure(shipped.portrait().landmarks)
    assert np.allclose(region_gains(shape, shape), 1)


def test_a_wider_mouth_moves_more_and_only_there() -> None:
    shape = Driver().shape()
    local = shape.local.copy()
    local[list(MOUTH_CORNERS), 0] *= 1.3
    gains = region_gains(shape, replace(shape, local=local))
    assert gains.shape == (LANDMARK_COUNT, 1)
    assert gains[13] > 1.15
    assert gains[FOREHEAD] == pytest.approx(1, abs=0.02)
    assert region_gains(replace(shape, local=local), shape)[13] < 0.9


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_gains_stay_sensible_for_any_two_faces(seed: int) -> None:
    random, shape = np.random.default_rng(seed), Driver().shape()
    one, other = (
        replace(shape, local=(shape.local * random.uniform(0, 3, 3)).astype(np.float32)) for _ in range(2)
    )
    gains = region_gains(one, other)
    assert np.isfinite(gains).all()
    assert 0 <= gains.min() <= gains.max() < 3
