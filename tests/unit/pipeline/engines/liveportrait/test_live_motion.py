from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import MotionMode
from app.pipeline.engines.liveportrait.expression_bounds import HIGHEST, LOWEST, STEEPEST_DEG
from app.pipeline.engines.liveportrait.keypoints import HeadAngles, head_angles, rotation_matrix
from app.pipeline.engines.liveportrait.live_motion import LiveDriver
from app.pipeline.engines.liveportrait.live_options import (
    BROWS,
    LEFT_EYE,
    MOUTH,
    RIGHT_EYE,
    RIGID,
    LiveOptions,
)
from app.pipeline.engines.liveportrait.reference_motion import ReferenceDriver
from app.pipeline.engines.liveportrait.reference_options import DrivingOption, ReferenceOptions
from app.pipeline.engines.liveportrait.source_keypoints import SourceKeypoints
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.types import REST, DrivenKeypoints, Motion
from app.tuning import RegionStrengths
from tests import shipped
from tests.unit.pipeline.engines.liveportrait.live_scene import (
    CANONICAL,
    FRONTAL,
    NEUTRAL,
    OWN,
    PLAIN,
    SOURCE,
    ProportionalNetworks,
    driven,
    expression_with,
    head_of,
    motion_of,
    posed,
)

RETARGETING = replace(PLAIN, eye_retargeting=True, lip_retargeting=True)
seeds = st.integers(0, 2**31)


def anyone(seed: int, spread: float = 1.0) -> KeypointMotion:
    draw = np.random.default_rng(seed)
    return KeypointMotion(
        rotation_matrix(HeadAngles(*draw.uniform(-90, 90, 3))),
        draw.normal(0, spread, (21, 3)).astype(np.float32),
        draw.normal(0, spread, 3).astype(np.float32),
        float(draw.uniform(0.3, 3)),
    )


def gentle() -> KeypointMotion:
    """Within all limits, at the neutral's distance from the camera."""
    expression = NEUTRAL.expression + expression_with((19, 1, 0.05), (2, 1, -0.01), (11, 1, 0.006))
    return motion_of(HeadAngles(3, -8, 2), expression, (0.15, 0.02), NEUTRAL.scale)


@pytest.mark.parametrize("stitching", [True, False])
@pytest.mark.parametrize("own", [OWN, anyone(3, 0.3)], ids=["natural", "beyond all bounds"])
def test_at_rest_the_portrait_is_as_it_was_painted(own: KeypointMotion, stitching: bool) -> None:
    source = SourceKeypoints(CANONICAL, own, (0.3, 0.4), 0.1)
    options = LiveOptions(strength=2.0, stitching=stitching)
    np.testing.assert_array_equal(posed(REST, options, source), source.placed)
    still = driven(NEUTRAL, options, source=source)
    np.testing.assert_allclose(still, source.placed, atol=2e-6)


def test_retargeting_at_the_portraits_own_openness_changes_nothing() -> None:
    still = driven(NEUTRAL, RETARGETING, eyes=SOURCE.eye_ratios, lips=SOURCE.lip_ratio)
    np.testing.assert_allclose(still, SOURCE.placed, atol=1e-6)


def test_gentle_motion_is_the_references() -> None:
    options = ReferenceOptions(stitching=False, driving_option=DrivingOption.POSE_FRIENDLY)
    reference = ReferenceDriver(SOURCE, NEUTRAL, options, ProportionalNetworks())
    np.testing.assert_allclose(driven(gentle()), reference.keypoints(gentle()), atol=1e-6)


def test_absolute_motion_is_the_references_too() -> None:
    now = motion_of(HeadAngles(2, 3, -1), expression_with((19, 1, 0.05), (0, 0, 0.02)), (0.05, 0.0), 3.0)
    options = ReferenceOptions(mode=MotionMode.ABSOLUTE, stitching=False)
    reference = ReferenceDriver(SOURCE, now, options, ProportionalNetworks())
    np.testing.assert_allclose(driven(now, neutral=None), reference.keypoints(now), atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(seeds, st.booleans(), st.floats(0, 2))
def test_whatever_the_driver_does_the_head_and_face_stay_natural(
    seed: int, absolute: bool, strength: float
) -> None:
    options = replace(PLAIN, strength=strength)
    now, neutral = anyone(seed), None if absolute else anyone(seed + 1)
    calm = replace(now, expression=np.zeros((21, 3), np.float32))
    still = None if neutral is None else replace(neutral, expression=calm.expression)
    head = head_of(driven(calm, options, source=FRONTAL, neutral=still))
    angles = head_angles(head.rotation)
    assert (np.abs((angles.pitch, angles.yaw, angles.roll)) <= STEEPEST_DEG + 0.05).all()
    assert np.hypot(*head.translation[:2]) <= 0.401
    assert 0.75 <= head.scale / FRONTAL.motion.scale <= 1.3

    acted = driven(now, options, source=FRONTAL, neutral=neutral)
    posed_only = driven(calm, options, source=FRONTAL, neutral=still)
    expression = (acted - posed_only) / head.scale
    assert (expression >= LOWEST - 1e-4).all()
    assert (expression <= HIGHEST + 1e-4).all()


def test_a_driver_who_turns_far_is_followed_without_a_jump() -> None:
    yaws = np.linspace(-80, 80, 321)
    followed = np.array(
        [
            head_angles(
                head_of(driven(motion_of(HeadAngles(0, y, 0)), source=FRONTAL, neutral=motion_of())).rotation
            ).yaw
            for y in yaws
        ]
    )
    steps = np.diff(followed)
    assert steps.min() > 0  # never sticks
    assert steps.max() < 0.51
    np.testing.assert_allclose(followed[np.abs(yaws) < 44], yaws[np.abs(yaws) < 44], atol=0.02)


REGIONS = {"eyes": (*LEFT_EYE, *RIGHT_EYE), "brows": BROWS, "mouth": MOUTH}


def test_every_keypoint_belongs_to_one_region() -> None:
    assert sorted((*RIGID, *REGIONS["eyes"], *REGIONS["brows"], *REGIONS["mouth"])) == list(range(21))


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_without_strength_stays_and_the_others_move(region: str) -> None:
    """A raised figure everywhere, a head that does not move."""
    now = replace(NEUTRAL, expression=NEUTRAL.expression + 0.002 * np.sign(HIGHEST + LOWEST))
    options = replace(PLAIN, regions=replace(RegionStrengths(), **{region: 0.0}))
    moved = np.abs(driven(now, options) - SOURCE.placed).max(axis=1) > 1e-4
    assert not moved[list(REGIONS[region])].any()
    assert sum(moved) == 21 - len(REGIONS[region])


def test_without_the_heads_strength_only_the_face_moves() -> None:
    now = replace(gentle(), scale=3.0)
    acted = replace(NEUTRAL, expression=now.expression)
    options = replace(PLAIN, regions=RegionStrengths(head=0.0))
    np.testing.assert_allclose(driven(now, options), driven(acted), atol=1e-6)


def test_strength_is_of_the_way_from_rest() -> None:
    far, half = driven(gentle()), driven(gentle(), replace(PLAIN, strength=0.5))
    middle = (far + SOURCE.placed) / 2
    assert np.abs(half - middle).max() < 0.1 * np.abs(far - SOURCE.placed).max()


@pytest.mark.parametrize("wrong", [-0.1, 2.1, float("nan")])
def test_strengths_out_of_range_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="strength"):
        LiveOptions(strength=wrong)
    with pytest.raises(ValueError, match="brows"):
        RegionStrengths(brows=wrong)


def test_the_weight_is_of_the_way_from_rest_to_the_motion() -> None:
    full = driven(gentle())
    for weight in (0.0, 0.3, 1.0):
        eased = SOURCE.placed + np.float32(weight) * (full - SOURCE.placed)
        np.testing.assert_allclose(driven(gentle(), weight=weight), eased, atol=1e-6)


def test_easing_ends_at_rest_without_a_jump_with_stitching() -> None:
    last = driven(gentle(), LiveOptions(), weight=1e-3, eyes=(0.1, 0.1), lips=0.5)
    np.testing.assert_allclose(last, posed(REST, LiveOptions()), atol=1e-3)


def test_stitching_answers_to_the_motion_alone() -> None:
    loose = driven(gentle())
    np.testing.assert_allclose(driven(gentle(), LiveOptions()), (loose + SOURCE.placed) / 2, atol=1e-6)


# Eyes and lips


def test_retargeting_is_off_unless_asked_for() -> None:
    np.testing.assert_array_equal(driven(gentle(), eyes=(0.0, 0.0), lips=0.6), driven(gentle()))
    np.testing.assert_array_equal(driven(gentle(), RETARGETING), driven(gentle()))


def test_retargeting_adds_to_the_motion_instead_of_freezing_it() -> None:
    now = replace(gentle(), expression=NEUTRAL.expression)  # he turns and says nothing
    added = driven(now, RETARGETING, eyes=(0.0, 0.0), lips=0.3) - driven(now)
    wanted = expression_with((11, 1, 0.05 * 0.3), (15, 1, 0.05 * 0.4), (19, 1, 0.2 * 0.2))
    np.testing.assert_allclose(added, wanted, atol=1e-6)


def test_one_blink_counts_once() -> None:
    """Shut by the networks alone, however much the driver's keypoints say so too."""
    blink = expression_with((11, 1, 0.01), (15, 1, 0.012))
    now = replace(NEUTRAL, expression=NEUTRAL.expression + blink)
    told = driven(now, RETARGETING, eyes=(0.0, 0.0), lips=None)
    np.testing.assert_allclose(told, driven(NEUTRAL, RETARGETING, eyes=(0.0, 0.0)), atol=1e-6)


def test_the_rest_of_eyes_and_mouth_still_follows_the_driver() -> None:
    looks_and_smiles = expression_with((11, 0, 0.01), (15, 0, 0.01), (20, 1, -0.01), (14, 1, -0.02))
    now = replace(NEUTRAL, expression=NEUTRAL.expression + looks_and_smiles)
    told = driven(now, RETARGETING, eyes=SOURCE.eye_ratios, lips=SOURCE.lip_ratio)
    np.testing.assert_allclose(told, driven(now), atol=1e-6)


def test_one_eye_can_wink() -> None:
    left, _ = SOURCE.eye_ratios
    winked = np.abs(driven(NEUTRAL, RETARGETING, eyes=(left, 0.0)) - SOURCE.placed).max(axis=1)
    assert winked[15] > 0.015
    assert winked[11] < 1e-6


def test_eyes_and_lips_have_their_strengths() -> None:
    calm = replace(RETARGETING, regions=RegionStrengths(eyes=0.0, mouth=0.5))
    asked = driven(NEUTRAL, calm, eyes=(0.0, 0.0), lips=0.5) - SOURCE.placed
    np.testing.assert_allclose(asked, expression_with((19, 1, 0.2 * 0.2)), atol=1e-6)


@pytest.mark.parametrize("eyes", [-3.0, 0.0, 5.0])
def test_absurd_openness_is_bounded(eyes: float) -> None:
    moved = driven(NEUTRAL, RETARGETING, eyes=(eyes, eyes), lips=eyes) - SOURCE.placed
    assert np.abs(moved[11]).max() <= 0.05 * 0.8
    assert np.abs(moved[19]).max() <= 0.2 * 0.8


# Landmarks alone


@pytest.mark.parametrize(
    ("pitch", "yaw", "roll"), [(10, 0, 0), (0, 15, 0), (0, 0, 12), (-8, 0, 0), (0, -15, 0), (0, 0, -9)]
)
def test_the_head_follows_landmarks_about_the_right_axes(pitch: float, yaw: float, roll: float) -> None:
    """A pose's yaw takes the picture's right half away, the keypoints' brings it near."""
    head = head_angles(
        head_of(posed(Motion(rotation=shipped.turned(pitch, yaw, roll)), source=FRONTAL)).rotation
    )
    assert (head.pitch, head.yaw, head.roll) == pytest.approx((pitch, -yaw, roll), abs=0.01)


def test_a_turn_told_by_landmarks_moves_keypoints_as_it_moves_landmarks() -> None:
    """Both faces are given one shape; the pose's own arithmetic says where it goes."""
    turn = shipped.turned(7, 0, 0) @ shipped.turned(0, -11, 0) @ shipped.turned(0, 0, 5)
    source = SourceKeypoints(
        CANONICAL, replace(OWN, expression=np.zeros((21, 3), np.float32)), (0.3, 0.4), 0.1
    )
    pose = source.motion.rotation.T @ turn  # as HeadPose.moved_by, axes in columns
    wanted = source.motion.scale * (CANONICAL @ pose.T)
    wanted[:, :2] += source.motion.translation[:2]
    np.testing.assert_allclose(posed(Motion(rotation=turn), source=source), wanted, atol=1e-5)


def test_landmarks_move_zoom_and_open() -> None:
    moved = posed(Motion(translation=(0.256, -0.128), scale=1.2), source=FRONTAL)
    head = head_of(moved)
    assert head.translation[:2] == pytest.approx((0.1, -0.05), abs=1e-5)
    assert 1.1 < head.scale / FRONTAL.motion.scale < 1.2
    opened = posed(Motion(eye_openness=(0.0, 0.4), lip_openness=0.5)) - SOURCE.placed
    np.testing.assert_allclose(opened, expression_with((11, 1, 0.05 * 0.3), (19, 1, 0.2 * 0.4)), atol=1e-6)


def test_keypoints_come_before_landmarks() -> None:
    told = Motion(
        rotation=shipped.turned(20),
        scale=1.4,
        translation=(1, 1),
        keypoints=DrivenKeypoints(NEUTRAL, NEUTRAL),
    )
    np.testing.assert_allclose(posed(told), SOURCE.placed, atol=1e-6)


def test_every_answer_is_an_array_of_its_own() -> None:
    driver = LiveDriver(SOURCE, ProportionalNetworks(), PLAIN)
    before = SOURCE.placed.copy()
    answer: FloatArray = driver.keypoints(REST)
    assert answer.dtype == np.float32
    answer += 1
    np.testing.assert_array_equal(SOURCE.placed, before)
    np.testing.assert_array_equal(driver.keypoints(REST), before)
