from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.sinks.timing import FrameTicks, exact_rate


@pytest.mark.parametrize(
    ("fps", "rate"),
    [
        (30, Fraction(30)),
        (29.97, Fraction(30000, 1001)),
        (23.976, Fraction(24000, 1001)),
        (59.94, Fraction(60000, 1001)),
        (12.5, Fraction(25, 2)),
        (0.5, Fraction(1, 2)),
        (Fraction(19200, 641), Fraction(19200, 641)),
    ],
)
def test_a_rate_is_what_it_was_meant_to_be(fps: float | Fraction, rate: Fraction) -> None:
    assert exact_rate(fps) == rate


@given(rate=st.fractions(Fraction(1, 2), 240, max_denominator=1001), count=st.integers(2, 200))
def test_a_constant_rate_is_evenly_spaced_and_exact(rate: Fraction, count: int) -> None:
    ticks = FrameTicks(rate)
    times = [ticks.next(None) * ticks.time_base for _ in range(count)]
    assert times == [index / rate for index in range(count)]
    assert ticks.end == pytest.approx(float(count / rate))


@given(times=st.lists(st.floats(0, 1000), min_size=1, max_size=50), shortest=st.integers(1, 4))
def test_ticks_always_rise(times: list[float], shortest: int) -> None:
    ticks = FrameTicks(Fraction(30), Fraction(1, 100), shortest=shortest)
    counted = [ticks.next(time) for time in times]
    assert all(later - earlier >= shortest for earlier, later in itertools.pairwise(counted))


def test_times_blurred_by_milliseconds_become_exact() -> None:
    ticks = FrameTicks(Fraction(30))
    assert [ticks.next(time) for time in (0.0, 0.033, 0.067, 0.1)] == [0, 3000, 6000, 9000]


def test_real_times_are_kept() -> None:
    ticks = FrameTicks(Fraction(30))
    assert [ticks.next(time) for time in (0.0, 0.05, 0.5)] == [0, 4500, 45000]
