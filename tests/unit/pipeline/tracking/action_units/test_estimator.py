from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.facs import ActionUnit
from app.pipeline.tracking.action_units.estimator import ActionUnitEstimator
from app.pipeline.tracking.action_units.reading import ActionUnitReading, FaceActionUnits
from tests.unit.pipeline.motion.driver import REST_ACT, Act
from tests.unit.pipeline.tracking.action_units.acting import LEFT, RIGHT, acted, driver, performed, read, rest

TOLD_BY_THEIR_FIELDS = [
    ActionUnit.INNER_BROW_RAISER,
    ActionUnit.OUTER_BROW_RAISER,
    ActionUnit.BROW_LOWERER,
    ActionUnit.CHEEK_RAISER,
    ActionUnit.NOSE_WRINKLER,
    ActionUnit.UPPER_LIP_RAISER,
    ActionUnit.LIP_CORNER_PULLER,
    ActionUnit.LIP_CORNER_DEPRESSOR,
    ActionUnit.CHIN_RAISER,
    ActionUnit.LIP_PUCKER,
    ActionUnit.LIP_STRETCHER,
    ActionUnit.LIP_TIGHTENER,
]
SIDED = [
    ActionUnit.INNER_BROW_RAISER,
    ActionUnit.OUTER_BROW_RAISER,
    ActionUnit.CHEEK_RAISER,
    ActionUnit.LIP_CORNER_PULLER,
    ActionUnit.LIP_CORNER_DEPRESSOR,
]


def test_a_face_at_rest_shows_nothing() -> None:
    units = acted()
    assert max(units[unit].intensity for unit in ActionUnit) < 0.6
    assert not any(units[unit].present for unit in ActionUnit)


@pytest.mark.parametrize("unit", TOLD_BY_THEIR_FIELDS, ids=lambda unit: unit.code)
def test_a_movement_is_told_and_grows_with_its_size(unit: ActionUnit) -> None:
    told = [read(performed(unit, size))[unit].intensity for size in (0, 1.5, 3, 5)]
    assert told == sorted(told)
    assert told[0] < 0.6
    assert told[-1] > 1.5


@pytest.mark.parametrize("unit", SIDED, ids=lambda unit: unit.code)
@pytest.mark.parametrize("side", [RIGHT, LEFT])
def test_sides_are_the_person_s_own(unit: ActionUnit, side: int) -> None:
    seen = read(performed(unit, 5, side))[unit]
    assert seen.left is not None
    assert seen.right is not None
    here, there = (seen.right, seen.left) if side == RIGHT else (seen.left, seen.right)
    assert here > there + 1
    assert seen.intensity == pytest.approx(here)


def test_a_smile_is_no_frown_nor_stretched_lips() -> None:
    units = read(performed(ActionUnit.LIP_CORNER_PULLER, 5))
    for other in (ActionUnit.LIP_CORNER_DEPRESSOR, ActionUnit.LIP_STRETCHER, ActionUnit.BROW_LOWERER):
        assert units[other].intensity < 1


def test_lips_part_and_then_the_jaw_drops() -> None:
    gaps = [acted(Act(lips=lips)) for lips in (0.0, 0.15, 0.4, 0.8)]
    parted = [units[ActionUnit.LIPS_PART].intensity for units in gaps]
    assert parted == sorted(parted)
    assert parted[0] < 0.3
    assert parted[-1] > 4
    assert gaps[1][ActionUnit.MOUTH_STRETCH].intensity == 0
    assert gaps[3][ActionUnit.MOUTH_STRETCH].intensity > gaps[2][ActionUnit.MOUTH_STRETCH].intensity
    assert gaps[3][ActionUnit.JAW_DROP].intensity > 3


@given(
    yaw=st.floats(-18, 18),
    pitch=st.floats(-15, 15),
    roll=st.floats(-40, 40),
    size=st.floats(20, 300),
    lips=st.floats(0, 0.8),
)
@settings(max_examples=40, deadline=None)
def test_turning_and_moving_the_head_changes_no_movement(
    yaw: float, pitch: float, roll: float, size: float, lips: float
) -> None:
    still, moved = acted(Act(lips=lips)), acted(Act(pitch, yaw, roll, (100, 300), size, lips=lips))
    for unit in ActionUnit:
        sides = [(still[unit].left, moved[unit].left), (still[unit].right, moved[unit].right)]
        for before, after in sides if unit.has_sides else [(still[unit].intensity, moved[unit].intensity)]:
            assert after == pytest.approx(before, abs=0.05)


@given(st.integers(0, 2**32 - 1), st.floats(0, 40))
@settings(max_examples=40, deadline=None)
def test_whatever_the_landmarks_readings_stay_in_range(seed: int, noise: float) -> None:
    shaken = driver().face() + np.random.default_rng(seed).normal(0, noise, (478, 3)).astype(np.float32)
    units = read(shaken)  # a reading out of range is refused by its own constructor
    assert set(units.readings) == set(ActionUnit)


def test_confidence_falls_as_the_head_turns_and_as_the_tracker_guesses() -> None:
    frontal, turned, away = (acted(Act(yaw=yaw)).confidence for yaw in (0, 35, 60))
    assert frontal == pytest.approx(1)
    assert frontal > turned > away > 0
    face = driver().face()
    guessed = ActionUnitEstimator().update(face, rest(), 0.0, tracking=0.3)
    assert guessed.confidence == pytest.approx(0.3)
    assert guessed[ActionUnit.LIP_CORNER_PULLER].confidence <= 0.3


def test_of_a_face_turned_away_the_near_side_is_believed() -> None:
    """A positive yaw turns the person's left away."""
    fields = performed(ActionUnit.LIP_CORNER_PULLER, 5, LEFT)
    pose = driver().shape(Act(yaw=40)).pose
    turned = np.asarray(pose.to_picture(rest().pose.to_local(fields)), np.float32)
    seen = read(turned)[ActionUnit.LIP_CORNER_PULLER]
    assert seen.left is not None
    assert seen.left > 2
    assert seen.intensity < 1


def test_smoothing_calms_trembling_and_lets_a_real_movement_through() -> None:
    random, raw, calm = np.random.default_rng(3), ActionUnitEstimator(0), ActionUnitEstimator(0.5)
    half = performed(ActionUnit.LIP_CORNER_PULLER, 2)
    seen: dict[ActionUnitEstimator, list[float]] = {raw: [], calm: []}
    for frame in range(60):
        shaken = half + random.normal(0, 0.4, half.shape).astype(np.float32)
        for estimator, values in seen.items():
            units = estimator.update(shaken, rest(), frame / 30)
            values.append(units[ActionUnit.LIP_CORNER_PULLER].intensity)
    assert np.std(seen[calm][10:]) < 0.7 * np.std(seen[raw][10:])
    broad = performed(ActionUnit.LIP_CORNER_PULLER, 5)
    after = [calm.update(broad, rest(), 2 + frame / 30) for frame in range(5)]
    target = read(broad)[ActionUnit.LIP_CORNER_PULLER].intensity
    assert after[-1][ActionUnit.LIP_CORNER_PULLER].intensity > 0.85 * target


def test_nobody_reads_as_nothing_at_all() -> None:
    units = ActionUnitEstimator().nobody(3.0)
    assert units.time == 3.0
    assert units.confidence == 0
    assert all(units[unit].intensity == 0 and units[unit].confidence == 0 for unit in ActionUnit)


def test_whoever_comes_after_a_while_is_met_afresh() -> None:
    estimator, fresh = ActionUnitEstimator(), ActionUnitEstimator()
    for frame in range(20):
        estimator.update(performed(ActionUnit.LIP_CORNER_PULLER, 5), rest(), frame / 30)
    assert estimator.update(driver().face(REST_ACT), rest(), 10.0) == fresh.update(
        driver().face(REST_ACT), rest(), 10.0
    )


@pytest.mark.parametrize(("intensity", "confidence"), [(-0.1, 1), (5.1, 1), (1, 1.1), (float("nan"), 1)])
def test_a_reading_out_of_range_is_refused(intensity: float, confidence: float) -> None:
    with pytest.raises(ValueError, match="must be between"):
        ActionUnitReading(intensity, confidence)


def test_a_face_needs_every_reading_and_keeps_them() -> None:
    with pytest.raises(ValueError, match="every action unit"):
        FaceActionUnits(0.0, 1.0, {ActionUnit.WINK: ActionUnitReading(0, 1)})
    with pytest.raises(TypeError):
        acted().readings[ActionUnit.WINK] = ActionUnitReading(0, 1)  # type: ignore[index]
