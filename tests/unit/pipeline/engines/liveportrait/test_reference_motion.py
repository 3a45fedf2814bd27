from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.config import MotionMode
from app.pipeline.engines.liveportrait.keypoints import HeadAngles, rotation_matrix
from app.pipeline.engines.liveportrait.motion_mix import expression_mask
from app.pipeline.engines.liveportrait.reference_motion import ReferenceDriver, motion_gain
from app.pipeline.engines.liveportrait.reference_options import DrivingOption, ReferenceOptions, Region
from app.pipeline.engines.liveportrait.source_keypoints import SourceKeypoints
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion


class PlainNetworks:
    """Answers that can be told apart in a sum, and a note of what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, ...]] = []

    def stitch(self, placed: FloatArray, driven: FloatArray) -> tuple[FloatArray, tuple[float, float]]:
        return np.full_like(placed + driven, 10), (100.0, 200.0)

    def retarget_eye(self, placed: FloatArray, ratios: tuple[float, float, float]) -> FloatArray:
        self.asked.append(ratios)
        return np.full_like(placed, 0.25)

    def retarget_lip(self, placed: FloatArray, ratios: tuple[float, float]) -> FloatArray:
        self.asked.append(ratios)
        return np.full_like(placed, 0.5)


def motion(seed: int, scale: float = 1.3) -> KeypointMotion:
    draw = np.random.default_rng(seed)
    return KeypointMotion(
        rotation_matrix(HeadAngles(*draw.uniform(-20, 20, 3))),
        draw.normal(0, 0.02, (21, 3)).astype(np.float32),
        draw.normal(0, 0.1, 3).astype(np.float32),
        scale,
    )


CANONICAL = np.random.default_rng(9).uniform(-0.5, 0.5, (21, 3)).astype(np.float32)
SOURCE = SourceKeypoints(CANONICAL, motion(1), (0.3, 0.4), 0.2)
FIRST, LATER = motion(2, 1.2), motion(3, 1.5)
BARE = ReferenceOptions(stitching=False)
ABSOLUTE = replace(BARE, mode=MotionMode.ABSOLUTE)


def drive(
    options: ReferenceOptions, driver: KeypointMotion = LATER, source: SourceKeypoints = SOURCE
) -> FloatArray:
    return ReferenceDriver(source, FIRST, options, PlainNetworks()).keypoints(driver, 0.1, 0.6)


@pytest.mark.parametrize("option", DrivingOption)
@pytest.mark.parametrize("region", Region)
def test_relative_motion_starts_at_the_portrait(option: DrivingOption, region: Region) -> None:
    start = drive(replace(BARE, driving_option=option, region=region), FIRST)
    np.testing.assert_allclose(start, SOURCE.placed, atol=1e-6)


def test_a_portrait_drives_itself_to_where_it_is() -> None:
    np.testing.assert_allclose(drive(ABSOLUTE, SOURCE.motion), SOURCE.placed, atol=1e-6)


def test_twice_the_strength_is_twice_the_way() -> None:
    once, twice = (drive(replace(BARE, driving_multiplier=strength)) for strength in (1.0, 2.0))
    np.testing.assert_allclose(twice - SOURCE.placed, 2 * (once - SOURCE.placed), atol=1e-5)


def test_lips_and_eyes_move_only_their_own_keypoints() -> None:
    moved = {
        region: set(np.flatnonzero(np.abs(drive(replace(BARE, region=region)) - SOURCE.placed).max(1) > 1e-6))
        for region in (Region.LIP, Region.EYES)
    }
    assert moved == {Region.LIP: {6, 12, 14, 17, 19, 20}, Region.EYES: {11, 13, 15, 16, 18}}


@pytest.mark.parametrize("option", DrivingOption)
def test_pose_is_rigid_and_expression_is_without_pose(option: DrivingOption) -> None:
    options = replace(BARE, driving_option=option)
    posed = drive(replace(options, region=Region.POSE))
    still = replace(LATER, rotation=FIRST.rotation, translation=FIRST.translation, scale=FIRST.scale)
    acted = drive(replace(options, region=Region.EXPRESSION))
    np.testing.assert_allclose(acted, drive(options, still), atol=1e-6)
    assert np.abs(posed - SOURCE.placed).max() > 0.01


def test_absolute_pose_keeps_the_portraits_size() -> None:
    bigger = replace(LATER, scale=9.0)
    np.testing.assert_array_equal(drive(ABSOLUTE, bigger), drive(ABSOLUTE, LATER))


def test_absolute_expression_leaves_the_drivers_features_out() -> None:
    mask = expression_mask(ABSOLUTE)
    assert mask.sum() == 13 * 3 + 2 + 1 + 1 + 2
    assert not mask[[0, 7, 10]].any()
    assert expression_mask(BARE).all()
    assert not expression_mask(replace(ABSOLUTE, region=Region.POSE)).any()


def test_expression_friendly_motion_is_sized_by_the_portrait() -> None:
    halved = SOURCE.placed / 2
    assert motion_gain(SOURCE.placed, halved) == pytest.approx(2, rel=1e-5)
    assert motion_gain(SOURCE.placed, np.zeros_like(halved)) == 1.0


def test_stitching_moves_points_and_shifts_all_but_their_depth() -> None:
    gone = drive(replace(BARE, stitching=True)) - drive(BARE)
    np.testing.assert_allclose(gone, np.tile([110.0, 210.0, 10.0], (21, 1)), rtol=1e-4)


def test_retargeting_freezes_relative_motion_and_adds_to_absolute() -> None:
    relative, absolute = (
        drive(replace(options, eye_retargeting=True, lip_retargeting=True)) for options in (BARE, ABSOLUTE)
    )
    np.testing.assert_allclose(relative, SOURCE.placed + 0.75, atol=1e-6)
    np.testing.assert_allclose(absolute, drive(ABSOLUTE) + 0.75, atol=1e-6)


def test_retargeting_asks_for_the_drivers_ratios_and_goes_without_where_there_are_none() -> None:
    networks = PlainNetworks()
    options = replace(BARE, eye_retargeting=True, lip_retargeting=True)
    driver = ReferenceDriver(SOURCE, FIRST, options, networks)
    driver.keypoints(LATER, 0.1, 0.6)
    assert networks.asked == [(0.3, 0.4, 0.1), (0.2, 0.6)]
    np.testing.assert_array_equal(driver.keypoints(LATER), SOURCE.placed)


@pytest.mark.parametrize(
    ("lips", "options", "shut"),
    [
        (0.2, BARE, True),
        (0.01, BARE, False),
        (0.2, ABSOLUTE, False),
        (0.2, replace(BARE, eye_retargeting=True), False),
    ],
)
def test_lips_are_shut_first_where_they_are_open(lips: float, options: ReferenceOptions, shut: bool) -> None:
    source = replace(SOURCE, lip_ratio=lips)
    gone = drive(replace(options, normalize_lip=True), source=source) - drive(options, source=source)
    np.testing.assert_allclose(gone, 0.5 if shut else 0.0, atol=1e-6)
