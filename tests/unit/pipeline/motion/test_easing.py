from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.motion.easing import EASE_S, ControlEaser
from app.tuning import UNTOUCHED, Controls

steps = st.lists(st.floats(0.001, 0.2), min_size=1, max_size=40)
values = st.floats(-1, 1)


def eased(target: float, times: list[float], start: float = 0.0) -> list[float]:
    """The smile at some times after it was set, seconds since the frame before."""
    easer = ControlEaser()
    easer.aim(Controls(smile=start))
    easer.at(0.0)
    easer.aim(Controls(smile=target))
    return [easer.at(time).smile for time in times]


def test_the_first_setting_holds_at_once() -> None:
    easer = ControlEaser()
    easer.aim(Controls(smile=1))
    assert easer.at(5.0) == Controls(smile=1)


def test_nothing_set_is_nothing_touched() -> None:
    assert ControlEaser().at(1.0) is UNTOUCHED


def test_the_next_frame_shows_it_and_80_ms_later_it_is_there() -> None:
    first, second, third = eased(1.0, [1 / 30, 2 / 30, 3 / 30])
    assert 0.3 < first < second < third == 1.0
    assert eased(1.0, [EASE_S]) == [1.0]


def test_after_a_pause_it_is_there_at_once() -> None:
    assert eased(1.0, [3.0]) == [1.0]


def test_time_that_stands_still_or_goes_back_changes_nothing() -> None:
    assert eased(1.0, [0.04, 0.04, 0.01]) == pytest.approx([0.5, 0.5, 0.5])


@given(values, values, steps)
def test_on_the_way_it_never_goes_back_nor_past(start: float, target: float, gaps: list[float]) -> None:
    times = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    path = [start, *eased(target, times, start)]
    way = 1 if target >= start else -1
    assert all(way * (later - earlier) >= -1e-12 for earlier, later in pairwise(path))
    assert all(min(start, target) - 1e-12 <= value <= max(start, target) + 1e-12 for value in path)
    if times[-1] >= EASE_S:
        assert path[-1] == target


@given(values, st.integers(1, 50))
def test_frame_rates_do_not_matter(target: float, frames: int) -> None:
    fine = eased(target, [0.05 * (n + 1) / frames for n in range(frames)])[-1]
    assert fine == pytest.approx(eased(target, [0.05])[0], abs=1e-9)


def test_a_slider_that_is_dragged_is_followed_without_a_jump() -> None:
    easer = ControlEaser()
    easer.at(0.0)
    seen = [0.0]
    for frame in range(1, 31):
        easer.aim(Controls(smile=frame / 30))
        seen.append(easer.at(frame / 30).smile)
    assert all(0 <= later - earlier < 0.05 for earlier, later in pairwise(seen))
    assert seen[-1] > 0.9
