from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gui.controller.stream_view import above, statistics_view
from app.gui.views import Health, StatisticsView
from app.pipeline.histogram import Summary
from app.pipeline.metrics import MetricsSnapshot, Stage
from app.pipeline.usage import Usage
from tests.unit.gui.controller.fakes import measured

FPS = 25.0
PERIOD_S = 1 / FPS
USAGE = Usage(50.0, 400_000_000)

counts = st.integers(0, 10**7)
seconds = st.floats(0, 100)
summaries = st.builds(Summary, counts, seconds, seconds, seconds, seconds)
snapshots = st.builds(
    MetricsSnapshot,
    engine=st.just("mesh"),
    frames_in=counts,
    frames_new=counts,
    frames_out=counts,
    dropped=st.fixed_dictionaries(dict.fromkeys(Stage, counts)),
    fps_in=st.floats(0, 500),
    fps_out=st.floats(0, 500),
    fps_out_recent=st.floats(0, 500),
    latency=summaries,
    interval=summaries,
    gaps=counts,
    stages=st.fixed_dictionaries(dict.fromkeys(Stage, summaries)),
    first_out_s=st.none(),
    first_new_s=st.none(),
    faces_lost=counts,
)


def view(metrics: MetricsSnapshot) -> StatisticsView:
    return statistics_view(metrics, FPS, 20.0, USAGE)


def running(**changes: object) -> MetricsSnapshot:
    """A second and more of a run in which all is well."""
    return replace(measured(), frames_in=1000, frames_out=1000, fps_out_recent=FPS, **changes)  # type: ignore[arg-type]


def dropped(**counts: int) -> MappingProxyType[Stage, int]:
    return MappingProxyType({stage: counts.get(stage.value, 0) for stage in Stage})


def times(mean_s: float, p95_s: float, *stages: Stage) -> MappingProxyType[Stage, Summary]:
    spent = Summary(100, mean_s, mean_s, p95_s, p95_s)
    return MappingProxyType({stage: spent if stage in stages else Summary() for stage in Stage})


def test_before_the_first_frame_there_is_nothing_to_judge() -> None:
    shown = view(measured())
    assert (shown.fps.value, shown.frames_out, shown.dropped, shown.latency_ms) == (0, 0, 0, 0)
    figures = (shown.fps, shown.frame_ms, shown.dropped_percent)
    assert {figure.health for figure in figures} == {Health.GOOD}
    assert [stage.stage for stage in shown.stages] == [stage.value for stage in Stage]


@pytest.mark.parametrize(
    ("share", "health"),
    [
        (1.0, Health.GOOD),
        (0.95, Health.GOOD),
        (0.9499, Health.WARNING),
        (0.80, Health.WARNING),
        (0.7999, Health.BAD),
        (0.0, Health.BAD),
    ],
)
def test_the_rate_is_amber_below_95_percent_and_red_below_80(share: float, health: Health) -> None:
    metrics = replace(running(), fps_out_recent=share * FPS)
    assert view(metrics).fps.health is health


def test_the_rate_is_not_judged_in_the_first_second() -> None:
    assert view(replace(running(), frames_out=int(FPS) - 1, fps_out_recent=1.0)).fps.health is Health.GOOD


@pytest.mark.parametrize(
    ("share", "health"),
    [(0.75, Health.GOOD), (0.76, Health.WARNING), (1.0, Health.WARNING), (1.01, Health.BAD)],
)
def test_the_work_of_a_frame_is_amber_above_three_quarters_of_its_time(share: float, health: Health) -> None:
    four = (Stage.TRACK, Stage.MOTION, Stage.RENDER, Stage.COMPOSITE)
    each = share * PERIOD_S / len(four)
    shown = view(running(stages=times(each, each, *four)))
    assert shown.frame_ms.health is health
    assert shown.frame_ms.value == pytest.approx(1e3 * share * PERIOD_S)


def test_waiting_for_the_camera_and_sending_are_no_work_of_a_frame() -> None:
    shown = view(running(stages=times(1.0, 1.0, Stage.CAPTURE, Stage.SEND)))
    assert shown.frame_ms.value == 0
    healths = {stage.stage: stage.health for stage in shown.stages}
    assert healths["capture"] is Health.GOOD
    assert healths["send"] is Health.BAD


def test_a_stage_is_judged_by_its_slowest_twentieth() -> None:
    shown = view(running(stages=times(0.1 * PERIOD_S, 0.9 * PERIOD_S, Stage.RENDER)))
    [render] = [stage for stage in shown.stages if stage.stage == "render"]
    assert (render.mean_ms, render.p95_ms) == pytest.approx((4.0, 36.0))
    assert render.health is Health.WARNING


@pytest.mark.parametrize(
    ("lost", "health"),
    [(10, Health.GOOD), (11, Health.WARNING), (50, Health.WARNING), (51, Health.BAD)],
)
def test_drops_are_amber_above_one_percent_and_red_above_five(lost: int, health: Health) -> None:
    shown = view(running(dropped=dropped(track=lost)))
    assert shown.dropped_percent.value == pytest.approx(lost / 10)
    assert shown.dropped_percent.health is health


def test_every_second_frame_lost_is_half_of_them_wherever_they_were_lost() -> None:
    late = view(replace(running(), frames_in=600, dropped=dropped(track=200, send=100)))
    unseen = view(replace(running(), frames_in=300, dropped=dropped(capture=300)))
    assert late.dropped_percent.value == pytest.approx(50)
    assert unseen.dropped_percent.value == pytest.approx(50)


def test_usage_comes_in_the_units_of_people() -> None:
    shown = statistics_view(running(), FPS, 20.0, Usage(50.0, 400_000_000, 30.0, 2_000_000_000))
    assert (shown.cpu_percent, shown.memory_mb) == (50.0, 400.0)
    assert (shown.gpu_percent, shown.gpu_memory_mb) == (30.0, 2000.0)
    assert view(running()).gpu_memory_mb is None


@given(snapshots, st.floats(1, 120))
def test_any_figures_can_be_shown(metrics: MetricsSnapshot, fps: float) -> None:
    shown = statistics_view(metrics, fps, 0.0, USAGE)
    assert 0 <= shown.dropped_percent.value <= 100
    assert shown.dropped == sum(metrics.dropped.values())
    assert all(stage.p95_ms >= 0 for stage in shown.stages)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_is_never_healthier(one: float, other: float) -> None:
    order = [Health.GOOD, Health.WARNING, Health.BAD]
    low, high = sorted((one, other))
    limits = (1.0, 5.0)
    assert order.index(above(low, limits)) <= order.index(above(high, limits))


def test_the_surplus_of_a_fast_camera_is_no_loss() -> None:
    fast = replace(running(), frames_in=600, frames_out=300, dropped=dropped(track=290, send=10))
    behind = replace(running(), frames_in=600, frames_out=300, dropped=dropped(track=330))
    assert view(fast).dropped_percent.value == 0
    assert view(behind).dropped_percent.value == pytest.approx(10)
