from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facs import ActionUnit
from app.pipeline.tracking.action_units.estimator import ActionUnitEstimator
from app.pipeline.tracking.action_units.eyelids import EyelidWatch, LidPhase
from tests.unit.pipeline.motion.driver import Act
from tests.unit.pipeline.tracking.action_units.acting import driver, rest

FPS = 30
OPEN, SHUT = (0.30, 0.28), (0.05, 0.05)
RIGHT_SHUT, LEFT_SHUT = (0.05, 0.28), (0.30, 0.05)


def phases(eyes: Iterable[tuple[float, float]], neutral: tuple[float, float] = OPEN) -> list[LidPhase]:
    watch = EyelidWatch()
    return [watch.update(eye, neutral, frame / FPS).phase for frame, eye in enumerate(eyes)]


def test_a_brief_closing_of_both_eyes_is_a_blink() -> None:
    seen = phases([*[OPEN] * 10, *[SHUT] * 5, *[OPEN] * 10])
    assert seen == [LidPhase.OPEN] * 10 + [LidPhase.BLINK] * 5 + [LidPhase.OPEN] * 10


def test_eyes_that_stay_closed_are_no_longer_blinking() -> None:
    seen = phases([*[OPEN] * 10, *[SHUT] * 30, *[OPEN] * 5])
    closed = seen[10:40]
    assert closed == [LidPhase.BLINK] * 15 + [LidPhase.HELD] * 15
    assert seen[-1] is LidPhase.OPEN


@pytest.mark.parametrize("shut", [RIGHT_SHUT, LEFT_SHUT])
def test_one_eye_alone_winks(shut: tuple[float, float]) -> None:
    seen = phases([*[OPEN] * 10, *[shut] * 10, *[OPEN] * 3])
    assert LidPhase.BLINK not in seen
    assert LidPhase.HELD not in seen
    assert seen[13:20] == [LidPhase.WINK] * 7


def test_a_lid_that_is_a_frame_ahead_does_not_make_a_blink_a_wink() -> None:
    seen = phases([*[OPEN] * 5, LEFT_SHUT, *[SHUT] * 3, RIGHT_SHUT, *[OPEN] * 5])
    assert LidPhase.WINK not in seen
    assert seen.count(LidPhase.BLINK) == 3


def test_a_squint_that_shuts_one_eye_a_little_more_is_no_wink() -> None:
    assert LidPhase.WINK not in phases([*[OPEN] * 40, *[(0.11, 0.15)] * 10, *[OPEN] * 3])


def test_narrowed_eyes_do_not_blink() -> None:
    assert set(phases([*[OPEN] * 20, *[(0.21, 0.19)] * 60])) == {LidPhase.OPEN}


def test_the_open_eye_s_level_is_the_person_s_own() -> None:
    small, large = (0.17, 0.16), (0.52, 0.5)
    assert set(phases([small] * 90, neutral=small)) == {LidPhase.OPEN}
    assert phases([*[large] * 30, (0.15, 0.15)], neutral=large)[-1] is LidPhase.BLINK


def test_a_neutral_face_found_mid_blink_is_mended_by_open_eyes() -> None:
    seen = phases([*[(0.04, 0.04)] * 3, *[OPEN] * 60, *[SHUT] * 4, *[OPEN] * 5], neutral=(0.04, 0.04))
    assert seen[:3] == [LidPhase.BLINK] * 3
    assert seen[63:67] == [LidPhase.BLINK] * 4
    assert seen[-1] is LidPhase.OPEN


def test_after_a_reset_nothing_is_remembered() -> None:
    watch = EyelidWatch()
    for frame in range(30):
        watch.update(SHUT, OPEN, frame / FPS)
    watch.reset()
    assert watch.update(SHUT, OPEN, 1.0).phase is LidPhase.BLINK


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 2)), min_size=1, max_size=60), st.floats(0, 1))
def test_closures_stay_in_range_whatever_the_eyes(eyes: list[tuple[float, float]], neutral: float) -> None:
    watch = EyelidWatch()
    for frame, eye in enumerate(eyes):
        lids = watch.update(eye, (neutral, neutral), frame / FPS)
        assert all(0 <= closure <= 1 for closure in lids.closure)


def told(eyes: Iterable[tuple[float, float]]) -> list[dict[ActionUnit, float]]:
    """By the whole estimator; shares of the resting lid gap."""
    estimator, seen = ActionUnitEstimator(), []
    for frame, eye in enumerate(eyes):
        units = estimator.update(driver().face(Act(eyes=eye)), rest(), frame / FPS)
        seen.append({unit: units[unit].intensity for unit in ActionUnit})
    return seen


def test_blink_closed_eyes_and_wink_are_three_action_units() -> None:
    shut, open_, wink = (0.05, 0.05), (1.0, 1.0), (0.05, 1.0)
    blink = told([*[open_] * 5, *[shut] * 3, *[open_] * 5])
    assert max(frame[ActionUnit.BLINK] for frame in blink) > 4
    assert max(frame[ActionUnit.EYES_CLOSED] + frame[ActionUnit.WINK] for frame in blink) == 0
    asleep = told([*[open_] * 5, *[shut] * 25])[-1]
    assert asleep[ActionUnit.EYES_CLOSED] > 4
    assert asleep[ActionUnit.BLINK] == 0
    winking = told([*[open_] * 5, *[wink] * 8])[-1]
    assert winking[ActionUnit.WINK] > 4
    assert winking[ActionUnit.BLINK] == winking[ActionUnit.EYES_CLOSED] == 0


def test_a_wink_belongs_to_one_side_the_person_s_own() -> None:
    estimator = ActionUnitEstimator()
    for frame in range(8):  # the picture's left eye is the person's right
        units = estimator.update(driver().face(Act(eyes=(0.05, 1.0))), rest(), frame / FPS)
    assert units[ActionUnit.WINK].left == 0
    assert units[ActionUnit.WINK].right == units[ActionUnit.WINK].intensity


def test_a_blink_does_not_tighten_lids() -> None:
    assert told([*[(1.0, 1.0)] * 5, *[(0.02, 0.02)] * 3])[-1][ActionUnit.LID_TIGHTENER] < 1.5
