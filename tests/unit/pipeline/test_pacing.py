from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.pipeline.clock import ManualClock
from app.pipeline.pacing import Pacer
from tests.unit.pipeline.pacing_simulation import arrivals_of, simulate

SECONDS = 20.0
PERIOD = 1 / 30
SETTLED = 30
"""Pictures after which the phase has been found."""


@settings(max_examples=25, deadline=None)
@example(source_fps=23.25, phase_s=0.0, jitter_s=0.015625, seed=0)
@given(
    source_fps=st.floats(5.0, 70.0),
    phase_s=st.floats(0.0, 0.04),
    jitter_s=st.floats(0.0, 0.03),
    seed=st.integers(0, 1000),
)
def test_the_rate_is_held_without_a_gap_whatever_arrives(
    source_fps: float, phase_s: float, jitter_s: float, seed: int
) -> None:
    arrivals = arrivals_of(source_fps, SECONDS, phase_s=phase_s, jitter_s=jitter_s, seed=seed)
    run = simulate(arrivals, seconds=SECONDS)
    # The offset lies between -0.6 and 0.85 periods, whatever the length of the run.
    assert run.fps == pytest.approx(30.0, abs=30.0 * 1.45 * PERIOD / SECONDS)
    assert max(run.intervals) <= 1.3 * PERIOD + 1e-9
    assert min(run.intervals) >= 0.6 * PERIOD - 1e-9


@pytest.mark.parametrize("source_fps", [12.0, 15.0, 20.0, 30.0, 30.03, 60.0])
def test_ticks_hardly_move_where_the_rates_agree_or_nothing_can_be_won(source_fps: float) -> None:
    run = simulate(arrivals_of(source_fps, SECONDS, phase_s=0.01, jitter_s=0.003), seconds=SECONDS)
    settled = run.intervals[SETTLED:]
    assert max(settled) <= PERIOD + 0.0011
    assert min(settled) >= PERIOD - 0.0011


@settings(max_examples=25, deadline=None)
@given(
    source_fps=st.sampled_from([23.976, 24.0, 25.0, 27.0, 29.0]),
    phase_s=st.floats(0.0, 0.04),
    jitter_s=st.floats(0.0, 0.006),
    seed=st.integers(0, 1000),
)
def test_a_slower_source_is_shown_on_its_own_beat_and_loses_nothing(
    source_fps: float, phase_s: float, jitter_s: float, seed: int
) -> None:
    arrivals = arrivals_of(source_fps, SECONDS, phase_s=phase_s, jitter_s=jitter_s, seed=seed)
    run = simulate(arrivals, seconds=SECONDS)
    assert run.wait_percentile(0.5, SETTLED) <= jitter_s / 2 + 0.0035
    assert run.wait_percentile(0.9, SETTLED) <= jitter_s + 0.006
    assert len(run.waits) >= 0.97 * run.arrivals


@settings(max_examples=25, deadline=None)
@given(phase_s=st.floats(0.0, 0.0333), jitter_s=st.floats(0.0, 0.006), seed=st.integers(0, 1000))
def test_a_source_of_the_same_rate_hardly_waits_and_loses_nothing(
    phase_s: float, jitter_s: float, seed: int
) -> None:
    arrivals = arrivals_of(30.0, SECONDS, phase_s=phase_s, jitter_s=jitter_s, seed=seed)
    run = simulate(arrivals, seconds=SECONDS)
    assert run.wait_percentile(0.5, SETTLED) <= jitter_s / 2 + 0.0025
    assert run.wait_percentile(0.95, SETTLED) <= jitter_s + 0.0025
    assert run.repeats <= 0.03 * len(run.sends)


@pytest.mark.parametrize("source_fps", [29.97, 30.03])
@pytest.mark.parametrize("jitter_s", [0.0, 0.004])
def test_a_slightly_different_rate_is_followed(source_fps: float, jitter_s: float) -> None:
    arrivals = arrivals_of(source_fps, 120, phase_s=0.01, jitter_s=jitter_s)
    run = simulate(arrivals, seconds=120)
    assert run.wait_percentile(0.9, SETTLED) <= jitter_s + 0.003
    assert run.fps == pytest.approx(30.0, abs=0.02)
    assert run.repeats <= 0.02 * len(run.sends)


def test_a_source_of_double_rate_is_shown_at_its_freshest() -> None:
    run = simulate(arrivals_of(60.0, SECONDS, phase_s=0.007), seconds=SECONDS)
    assert run.wait_percentile(0.95, SETTLED) <= 0.002


def test_the_output_goes_on_through_a_stall_and_finds_the_phase_again() -> None:
    before = arrivals_of(30.0, 5.0, phase_s=0.003)
    after = [8.0 + at for at in arrivals_of(30.0, 12.0, phase_s=0.021)]
    run = simulate(before + after, seconds=SECONDS)
    assert max(run.intervals) <= 1.3 * PERIOD
    late = run.waits[len(before) + 100 :]
    assert max(late) <= 0.0025


def test_an_overslept_tick_is_left_out_not_made_up_for() -> None:
    clock, pacer = ManualClock(), Pacer(30)
    sends = []
    for number in range(60):
        clock.wait(pacer.next_tick(clock.now()) - clock.now())
        sends.append(clock.now())
        clock.advance(0.25 if number == 30 else 0.001)
    intervals = [b - a for a, b in pairwise(sends)]
    assert max(intervals) <= 0.25 + PERIOD
    assert min(intervals) >= 0.5 * PERIOD - 1e-9


@pytest.mark.parametrize("fps", [1.0, 24.0, 60.0, 120.0])
def test_any_output_rate_is_held(fps: float) -> None:
    run = simulate(arrivals_of(fps, SECONDS, phase_s=0.003), fps=fps, seconds=SECONDS)
    assert run.fps == pytest.approx(fps, rel=0.003)
