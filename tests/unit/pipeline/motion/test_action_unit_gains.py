"""Gains as landmark motion and as controls, told in numbers."""

from __future__ import annotations

from dataclasses import astuple, fields, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.facs import ActionUnit
from app.pipeline.motion.action_unit_curve import carried_over, lifted
from app.pipeline.motion.action_unit_fields import ActionUnitFields
from app.pipeline.motion.action_unit_gains import ActionUnitGainer, together
from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.openness_gains import LidGains, gained_lips
from app.pipeline.tracking.action_units.reading import ActionUnitReading, FaceActionUnits
from app.pipeline.types import DrivenKeypoints, Motion
from app.tuning import AS_THE_DRIVER, UNTOUCHED, WITHOUT_CONTROL, ActionUnitGains, Controls, Tuning
from tests import shipped

MICRO = ActionUnitGains(micro_expressions=1.0)
UNITS = list(ActionUnit)

some_gain = st.floats(0, 2)
some_gains = st.builds(ActionUnitGains, *[some_gain] * len(UNITS), micro_expressions=st.floats(0, 2))


@cache
def rest() -> FaceShape:
    return measure(shipped.portrait(shipped.LADY).landmarks)


@cache
def drawn() -> ActionUnitFields:
    return ActionUnitFields(rest())


def gainer() -> ActionUnitGainer:
    return ActionUnitGainer(rest())


def doing(unit: ActionUnit, intensity: float) -> Motion:
    amounts = np.array([intensity * (known is unit) for known in drawn().units])
    return Motion(expression=drawn().displacement(amounts).astype(np.float32))


def reading(unit: ActionUnit, intensity: float) -> FaceActionUnits:
    return FaceActionUnits(
        0.0, 1.0, {each: ActionUnitReading(intensity if each is unit else 0.0, 1.0) for each in UNITS}
    )


def seen_by_keypoints(**more: object) -> Motion:
    none = np.zeros(3, np.float32)
    now = KeypointMotion(np.eye(3, dtype=np.float32), np.zeros((21, 3), np.float32), none, 1.0)
    return replace(Motion(keypoints=DrivenKeypoints(now, None)), **more)  # type: ignore[arg-type]


def size(motion: Motion) -> float:
    return float(np.linalg.norm(motion.expression))


def test_gains_have_a_field_for_every_unit_and_are_1_at_first() -> None:
    names = {field.name for field in fields(ActionUnitGains)} - {"micro_expressions"}
    assert names == {unit.name.lower() for unit in UNITS}
    assert all(AS_THE_DRIVER.of(unit) == 1 for unit in UNITS)
    assert ActionUnitGains() == AS_THE_DRIVER
    assert Tuning() == Tuning(controls=UNTOUCHED)


@pytest.mark.parametrize("gain", [-0.1, 2.1, float("nan"), float("inf")])
def test_a_gain_out_of_range_is_refused(gain: float) -> None:
    with pytest.raises(ValueError, match="lip corner puller must be between 0 and 2"):
        AS_THE_DRIVER.with_gain(ActionUnit.LIP_CORNER_PULLER, gain)


def test_one_gain_changes_one_unit() -> None:
    changed = AS_THE_DRIVER.with_gain(ActionUnit.WINK, 0.5)
    assert changed.wink == 0.5
    assert changed.with_gain(ActionUnit.WINK, 1) == AS_THE_DRIVER


def test_without_gains_the_motion_is_the_very_same() -> None:
    motion = doing(ActionUnit.LIP_CORNER_PULLER, 3)
    assert gainer().applied(motion, AS_THE_DRIVER, 0.0) is motion
    assert gainer().applied(seen_by_keypoints(), ActionUnitGains(), 0.0).controls == UNTOUCHED


@pytest.mark.parametrize("unit", dict.fromkeys(drawn().units), ids=lambda unit: unit.code)
def test_a_gain_moves_its_own_unit_and_0_takes_most_of_it_away(unit: ActionUnit) -> None:
    motion = doing(unit, 3)
    sizes = [
        size(gainer().applied(motion, AS_THE_DRIVER.with_gain(unit, gain), 0.0)) for gain in (0, 0.5, 1, 1.5)
    ]
    assert sizes == sorted(sizes)
    assert sizes[0] < 0.5 * sizes[2]
    assert sizes[3] > 1.2 * sizes[2]


def test_a_gain_leaves_other_units_nearly_alone() -> None:
    smile = doing(ActionUnit.LIP_CORNER_PULLER, 3)
    without_brows = replace(AS_THE_DRIVER, brow_lowerer=0.0, inner_brow_raiser=0.0, outer_brow_raiser=0.0)
    left = gainer().applied(smile, without_brows, 0.0)
    assert np.linalg.norm(left.expression - smile.expression) < 0.05 * size(smile)


def test_what_is_no_action_unit_stays() -> None:
    motion = Motion(expression=np.zeros((478, 3), np.float32))
    motion.expression[468:478, 0] = 0.1
    silent = AS_THE_DRIVER
    for unit in UNITS:
        silent = silent.with_gain(unit, 0.0)
    shown = gainer().applied(motion, silent, 0.0).expression
    assert np.allclose(shown[468:478], motion.expression[468:478], atol=1e-3)


@given(st.integers(0, 2**32 - 1), st.floats(0, 0.1), some_gains)
@settings(max_examples=30, deadline=None)
def test_whatever_the_driver_does_the_portrait_stays_in_one_piece(
    seed: int, spread: float, gains: ActionUnitGains
) -> None:
    random = np.random.default_rng(seed)
    motion = Motion(
        expression=random.normal(0, spread, (478, 3)).astype(np.float32),
        eye_openness=(float(random.uniform(0, 1)), float(random.uniform(0, 1))),
        lip_openness=float(random.uniform(0, 1.2)),
    )
    shown = gainer().applied(motion, gains, 0.0)
    assert np.isfinite(shown.expression).all()
    driven = np.linalg.norm(motion.expression, axis=1)
    assert (np.linalg.norm(shown.expression, axis=1) <= np.maximum(driven, 0.16) + 0.1401).all()
    assert shown.eye_openness is not None
    assert min(shown.eye_openness) >= 0
    assert shown.lip_openness is not None
    assert shown.lip_openness >= 0


@given(st.floats(0, 0.999), st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_a_little_more_motion_is_a_little_more_portrait(share: float, seed: int) -> None:
    noise = np.random.default_rng(seed).normal(0, 0.03, (478, 3)).astype(np.float32)
    gains = replace(MICRO, lip_corner_puller=1.8)
    before, after = (
        gainer().applied(Motion(expression=noise * np.float32(at)), gains, 0.0).expression
        for at in (share, share + 1e-3)
    )
    assert np.abs(after - before).max() < 0.01


@given(st.floats(0, 8), st.floats(0, 8), st.floats(0, 2))
def test_the_lift_never_turns_a_movement_back(one: float, other: float, amount: float) -> None:
    less, more = sorted((one, other))
    low, high = lifted(np.array([less, more]), amount)
    assert low <= high
    assert (low, high) >= (less, more)


def test_there_can_be_more_or_less_of_a_lift_and_none() -> None:
    small = np.array(0.6)
    none, half, usual, most = (float(lifted(small, amount)) for amount in (0.0, 0.5, 1.0, 2.0))
    assert none == 0.6
    assert none < half < usual < most
    for amount in (-0.1, 2.1, float("nan")):
        with pytest.raises(ValueError, match="micro-expressions"):
            ActionUnitGains(micro_expressions=amount)


def test_small_movements_are_lifted_and_large_ones_are_not() -> None:
    small, large = np.array([0.4, 0.8]), np.array([4.5, 5.0])
    assert (lifted(small) > 1.4 * small).all()
    assert (lifted(large) < 1.02 * large).all()
    assert lifted(np.zeros(1)) == 0
    assert lifted(np.array(0.02)) < 1.05 * 0.02  # trembling is no movement
    assert carried_over(np.array(2.0), np.array(1.5), micro=0.0) == 3


def test_micro_expressions_show_more_of_a_hint_of_a_smile_than_of_a_laugh() -> None:
    hint, laugh = doing(ActionUnit.LIP_CORNER_PULLER, 0.7), doing(ActionUnit.LIP_CORNER_PULLER, 5)
    lifts = [size(gainer().applied(motion, MICRO, 0.0)) / size(motion) for motion in (hint, laugh)]
    assert lifts[0] > 1.4
    assert lifts[1] < 1.1


def lids(eyes: tuple[float, float], gains: ActionUnitGains, seconds: float = 0.0) -> tuple[float, float]:
    own, watch = (0.3, 0.3), LidGains()
    watch.applied(eyes, own, gains, 0.0)
    return watch.applied(eyes, own, gains, seconds)


def test_a_blink_is_taken_away_and_closed_eyes_are_not() -> None:
    gains = replace(AS_THE_DRIVER, blink=0.0)
    assert min(lids((0.02, 0.02), gains, 0.2)) > 0.29
    assert max(lids((0.02, 0.02), gains, 1.0)) < 0.03


def test_a_wink_has_a_gain_of_its_own() -> None:
    winking = (0.02, 0.3)
    assert lids(winking, replace(AS_THE_DRIVER, wink=0.0)) == pytest.approx((0.3, 0.3))
    assert lids(winking, replace(AS_THE_DRIVER, blink=0.0)) == pytest.approx(winking)


def test_wide_and_narrow_eyes_have_theirs() -> None:
    wide, narrow = (0.4, 0.4), (0.25, 0.25)
    assert lids(wide, replace(AS_THE_DRIVER, upper_lid_raiser=2.0)) == pytest.approx((0.5, 0.5))
    assert lids(narrow, replace(AS_THE_DRIVER, lid_tightener=0.0)) == pytest.approx((0.3, 0.3))
    assert lids(narrow, replace(AS_THE_DRIVER, blink=0.0)) == pytest.approx(narrow)


@given(st.floats(0, 0.7), st.floats(0, 0.7))
def test_with_every_gain_at_1_lids_and_lips_are_the_driver_s(left: float, right: float) -> None:
    assert lids((left, right), AS_THE_DRIVER) == pytest.approx((left, right), abs=1e-9)
    assert gained_lips(left, right, AS_THE_DRIVER) == pytest.approx(left)


def test_lips_jaw_and_stretch_share_the_gap() -> None:
    own, wide = 0.0, 0.9
    shares = {ActionUnit.LIPS_PART: 0.12, ActionUnit.JAW_DROP: 0.38, ActionUnit.MOUTH_STRETCH: 0.4}
    for unit, part in shares.items():
        assert gained_lips(wide, own, AS_THE_DRIVER.with_gain(unit, 0)) == pytest.approx(wide - part)
    assert gained_lips(0.1, own, replace(AS_THE_DRIVER, jaw_drop=0.0)) == pytest.approx(0.1)


@given(some_gains, st.floats(0, 1.2), st.floats(0, 0.05))
def test_lips_never_close_as_the_driver_s_open(gains: ActionUnitGains, gap: float, more: float) -> None:
    assert gained_lips(gap + more, 0.02, gains) >= gained_lips(gap, 0.02, gains) - 1e-9


@pytest.mark.parametrize(
    ("unit", "control", "sign"),
    [
        (ActionUnit.LIP_CORNER_PULLER, "smile", 1),
        (ActionUnit.LIP_CORNER_DEPRESSOR, "smile", -1),
        (ActionUnit.INNER_BROW_RAISER, "brows", 1),
        (ActionUnit.BROW_LOWERER, "brows", -1),
        (ActionUnit.UPPER_LIP_RAISER, "grin", 1),
        (ActionUnit.LIP_PUCKER, "purse", 1),
    ],
)
def test_an_engine_of_keypoints_is_told_the_difference_by_a_control(
    unit: ActionUnit, control: str, sign: int
) -> None:
    motion = seen_by_keypoints()
    for gain, way in ((2.0, 1), (0.0, -1)):
        shown = gainer().applied(motion, AS_THE_DRIVER.with_gain(unit, gain), 0.0, reading(unit, 4))
        assert getattr(shown.controls, control) * sign * way > 0.3
        assert shown.keypoints is motion.keypoints
        others = [name.name for name in fields(Controls) if name.name != control]
        assert all(getattr(shown.controls, name) == 0 for name in others)


def test_the_window_knows_which_units_such_an_engine_cannot_be_told_of() -> None:
    own = rest()
    left, right = own.eyes
    eyes = [
        (1.3 * left, 1.3 * right),
        (0.9 * left, 0.9 * right),
        (0.1 * left, 0.1 * right),
        (0.1 * left, right),
    ]
    lips = [own.lips + opened for opened in (0.1, 0.3, 0.8)]
    seen = [seen_by_keypoints(eye_openness=pair) for pair in eyes]
    seen += [seen_by_keypoints(lip_openness=gap) for gap in lips]

    def obeyed(unit: ActionUnit) -> bool:
        gains, units = AS_THE_DRIVER.with_gain(unit, 0), reading(unit, 4)
        for motion in seen:
            one = gainer()
            shown = [one.applied(motion, gains, now, units).controls for now in (0.0, 0.4, 0.9)]
            if any(abs(value) > 0.01 for controls in shown for value in astuple(controls)):
                return True
        return False

    assert {unit for unit in ActionUnit if not obeyed(unit)} == WITHOUT_CONTROL


def test_lids_and_lips_of_such_an_engine_go_by_controls_and_not_twice() -> None:
    own = rest()
    motion = seen_by_keypoints(eye_openness=(0.1 * own.eyes[0], own.eyes[1]), lip_openness=own.lips + 0.3)
    gains = replace(AS_THE_DRIVER, wink=0.0, jaw_drop=2.0)
    shown = gainer().applied(motion, gains, 0.0)
    assert shown.eye_openness == motion.eye_openness
    assert shown.lip_openness == motion.lip_openness
    assert shown.controls.blink_left == pytest.approx(-0.9, abs=0.02)
    assert shown.controls.blink_right == 0
    assert shown.controls.mouth_open == pytest.approx(0.18 / 0.62, abs=0.01)


def test_controls_add_up_within_their_ends() -> None:
    one, other = Controls(smile=0.8, brows=-0.2), Controls(smile=0.5, brows=-0.3)
    assert together(one, UNTOUCHED) is one
    assert together(one, other) == Controls(smile=1.0, brows=-0.5)
    assert together(UNTOUCHED, other, 0.5) == Controls(smile=0.25, brows=-0.15)
