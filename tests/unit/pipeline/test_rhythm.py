from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.rhythm import Rhythm, find_rhythm


@given(st.floats(0.01, 0.2), st.floats(-1e4, 1e4), st.sets(st.integers(1, 30), max_size=6))
def test_a_steady_beat_is_found_though_pictures_are_missing(
    period: float, start: float, missing: set[int]
) -> None:
    times = [start + number * period for number in range(32) if number not in missing]
    rhythm = find_rhythm(times)
    assert rhythm is not None
    assert rhythm.period == pytest.approx(period, rel=1e-6)
    assert rhythm.next_after(times[-1] + 0.5 * period) == pytest.approx(times[-1] + period, abs=1e-3 * period)


def test_the_beat_lies_behind_nearly_all_pictures() -> None:
    dice = random.Random(3)  # noqa: S311 - a simulation, not a secret
    times = [number / 25 + dice.uniform(0, 0.005) for number in range(24)]
    rhythm = find_rhythm(times)
    assert rhythm is not None
    late = sum(time > rhythm.next_after(number / 25 - 0.01) for number, time in enumerate(times))
    assert late <= 2


@pytest.mark.parametrize(
    "times",
    [
        [],
        [number / 25 for number in range(7)],
        [1.0] * 20,
        [number / 25 + (0.018 if number % 2 else 0.0) for number in range(24)],
    ],
)
def test_too_few_or_too_scattered_times_have_no_rhythm(times: list[float]) -> None:
    assert find_rhythm(times) is None


def test_the_next_beat_is_always_later() -> None:
    rhythm = Rhythm(period=0.5, anchor=100.0)
    assert [rhythm.next_after(at) for at in (99.9, 100.0, 100.1, 250.0)] == [100.0, 100.5, 100.5, 250.5]
