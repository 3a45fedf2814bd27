from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.histogram import Histogram, Summary


@given(st.lists(st.floats(1e-6, 500.0), min_size=1, max_size=200), st.floats(0.01, 1.0))
def test_percentiles_are_right_to_one_percent(durations: list[float], share: float) -> None:
    histogram = Histogram()
    for duration in durations:
        histogram.add(duration)
    exact = sorted(durations)[math.ceil(share * len(durations)) - 1]
    assert histogram.percentile(share) == pytest.approx(exact, rel=0.0101)


def test_mean_and_maximum_are_exact_and_nothing_is_zero() -> None:
    histogram = Histogram()
    assert histogram.summary() == Summary()
    for duration in (0.001, 0.002, 0.006):
        histogram.add(duration)
    summary = histogram.summary()
    assert summary.count == 3
    assert summary.mean == pytest.approx(0.003)
    assert summary.max == 0.006


def test_values_beyond_the_scale_are_kept_at_its_ends() -> None:
    histogram = Histogram()
    for duration in (0.0, -1.0, 1e9):
        histogram.add(duration)
    assert histogram.summary().count == 3
    assert histogram.summary().max == 1e9
