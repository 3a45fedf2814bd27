from __future__ import annotations

import json

import pytest

from app.pipeline.clock import ManualClock
from app.pipeline.metrics import Metrics, Stage


def test_a_stage_is_timed_and_a_failing_block_is_not() -> None:
    clock = ManualClock()
    metrics = Metrics(clock)
    with metrics.stage(Stage.RENDER):
        clock.advance(0.005)
    with pytest.raises(ValueError, match="broken"), metrics.stage(Stage.RENDER):
        raise ValueError("broken")
    times = metrics.snapshot().stages[Stage.RENDER]
    assert times.count == 1
    assert times.mean == pytest.approx(0.005)


def test_gaps_are_intervals_beyond_one_and_a_half_periods() -> None:
    clock = ManualClock()
    metrics = Metrics(clock, fps=10)
    for step in (0.0, 0.1, 0.149, 0.151, 0.1):
        clock.advance(step)
        metrics.frame_out(clock.now(), None)
    snapshot = metrics.snapshot()
    assert snapshot.gaps == 1
    assert snapshot.fps_out == pytest.approx(4 / 0.5)
    assert snapshot.frames_out == 5


def test_latency_counts_new_pictures_only_and_includes_the_send() -> None:
    clock = ManualClock(100.0)
    metrics = Metrics(clock)
    clock.advance(0.5)
    metrics.frame_out(clock.now(), None)
    clock.advance(0.03)
    metrics.frame_out(clock.now() - 0.002, captured_at=clock.now() - 0.025)
    snapshot = metrics.snapshot()
    assert (snapshot.frames_out, snapshot.frames_new) == (2, 1)
    assert snapshot.latency.max == pytest.approx(0.025)
    assert snapshot.first_out_s == pytest.approx(0.5)
    assert snapshot.first_new_s == pytest.approx(0.528)


def test_recent_rates_forget_the_past() -> None:
    clock = ManualClock()
    metrics = Metrics(clock)
    for _ in range(100):
        metrics.frame_in()
        clock.advance(0.1)
    assert metrics.snapshot().fps_in == pytest.approx(10.0)
    clock.advance(10)
    assert metrics.snapshot().fps_in == 0.0


def test_the_statistics_have_the_promised_shape() -> None:
    metrics = Metrics(ManualClock(), engine="mesh")
    metrics.frame_in()
    metrics.drop(Stage.TRACK, 2)
    metrics.record(Stage.SEND, 0.0015)
    metrics.set_faces_lost(3)
    stats = json.loads(json.dumps(metrics.snapshot().to_stats_dict()))
    stages = ["capture", "track", "motion", "render", "composite", "send"]
    assert stats["engine"] == "mesh"
    assert (stats["frames_in"], stats["frames_out"], stats["faces_lost"]) == (1, 0, 3)
    assert stats["dropped"] == {"capture": 0, "track": 2, "motion": 0, "render": 0, "composite": 0, "send": 0}
    assert set(stats["latency_ms"]) == {"p50", "p95", "max"}
    assert list(stats["stage_ms"]) == stages
    assert stats["stage_ms"]["send"] == {"mean": 1.5, "p95": pytest.approx(1.5, rel=0.01)}
    assert stats["fps_out"] == 0.0
