from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.stickers.curve import Curve

POINTS = st.lists(
    st.tuples(st.floats(0.05, 1.0), st.floats(-1.0, 1.0)), min_size=2, max_size=8
)  # steps of time, and values


def _curve(points: list[tuple[float, float]]) -> tuple[list[float], list[float], Curve]:
    times = [float(time) for time in np.cumsum([step for step, _ in points])]
    values = [value for _, value in points]
    return times, values, Curve(times, values)


@given(POINTS)
def test_goes_through_its_points_and_never_past_them(points: list[tuple[float, float]]) -> None:
    times, values, curve = _curve(points)
    assert [curve.at(time) for time in times] == pytest.approx(values)
    for (start, low), (end, high) in pairwise(zip(times, values, strict=True)):
        between = [curve.at(time) for time in np.linspace(start, end, 9)]
        assert min(low, high) - 1e-9 <= min(between)
        assert max(between) <= max(low, high) + 1e-9


@given(POINTS)
def test_has_no_kinks(points: list[tuple[float, float]]) -> None:
    times, _, curve = _curve(points)
    h = 1e-6
    for time in times:
        before = (curve.at(time) - curve.at(time - h)) / h
        after = (curve.at(time + h) - curve.at(time)) / h
        assert after == pytest.approx(before, abs=0.05)


def test_stands_still_before_and_after() -> None:
    curve = Curve([1.0, 2.0], [0.25, 0.75])
    assert (curve.at(0.0), curve.at(3.0)) == (0.25, 0.75)


@pytest.mark.parametrize("times", [[0.0], [0.0, 0.0], [1.0, 0.5]])
def test_times_must_rise(times: list[float]) -> None:
    with pytest.raises(ValueError, match="curve"):
        Curve(times, [0.0] * len(times))
