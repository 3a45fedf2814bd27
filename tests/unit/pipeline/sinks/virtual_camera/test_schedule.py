from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.sinks.virtual_camera.schedule import HOLD_S, FrameSchedule, OnAirPicture

FPS = 30.0
PERIOD = 1 / FPS


@settings(max_examples=30)
@given(st.lists(st.one_of(st.none(), st.floats(0, 0.9)), min_size=100, max_size=300))
def test_the_rate_is_kept_however_frames_come(ages: list[float | None]) -> None:
    schedule = FrameSchedule(FPS, 10.0)
    for age in ages:
        schedule.advance(schedule.due, None if age is None else schedule.due - age)
    rate = len(ages) / (schedule.due - 10.0)
    assert rate == pytest.approx(FPS, abs=0.1)


@given(phase=st.floats(0, PERIOD))
def test_a_steady_stream_waits_a_quarter_of_a_period_at_last(phase: float) -> None:
    schedule = FrameSchedule(FPS, 0.0)
    age = 0.0
    for _ in range(400):
        age = (schedule.due - phase) % PERIOD
        schedule.advance(schedule.due, schedule.due - age)
    assert age == pytest.approx(PERIOD / 4, abs=0.001)


@given(due=st.floats(5, 6), arrived=st.floats(4, 6))
def test_meeting_frames_costs_less_than_a_period(due: float, arrived: float) -> None:
    schedule = FrameSchedule(FPS, due)
    schedule.meet(arrived)
    assert due - 1e-9 <= schedule.due < due + PERIOD + 1e-9
    assert (schedule.due - arrived - PERIOD / 4) / PERIOD == pytest.approx(
        round((schedule.due - arrived - PERIOD / 4) / PERIOD), abs=1e-6
    )


@pytest.mark.parametrize(("slept", "made_up"), [(1.4, 1), (3.4, 3), (50.4, 3)])
def test_a_few_beats_that_were_overslept_are_made_up_for_without_a_burst(slept: float, made_up: int) -> None:
    schedule = FrameSchedule(FPS, 0.0)
    schedule.advance((1 + slept) * PERIOD, None)
    woken, sent = schedule.due, 0
    assert woken == pytest.approx((1 + slept // 1) * PERIOD)
    while schedule.due < woken + 99.9 * PERIOD:
        before = schedule.due
        schedule.advance(before, None)
        assert schedule.due - before >= 0.75 * PERIOD - 1e-9
        sent += 1
    assert sent == 100 + made_up


def test_the_last_frame_stands_for_a_second_and_then_the_placeholder() -> None:
    card, frame = np.zeros(1, np.uint8), np.ones(1, np.uint8)
    picture = OnAirPicture(card)
    assert picture.choose(None, 0.0) is card
    assert not picture.moves
    assert picture.choose(frame, 1.0) is frame
    assert picture.choose(None, 1.0 + HOLD_S) is frame
    assert picture.moves
    assert picture.choose(None, 1.1 + HOLD_S) is card
    assert not picture.moves
    assert picture.choose(frame, 3.0) is frame
