from __future__ import annotations

import pytest

from app.pipeline.clock import ManualClock
from app.pipeline.metrics import Metrics, Stage


def test_another_rate_is_another_gap_and_the_change_is_none() -> None:
    clock = ManualClock()
    metrics = Metrics(clock, fps=30)
    metrics.frame_out(clock.now(), None)
    clock.advance(2.0)
    metrics.set_fps(10)
    metrics.frame_out(clock.now(), None)
    clock.advance(0.14)
    metrics.frame_out(clock.now(), None)
    assert metrics.snapshot().gaps == 0
    clock.advance(0.16)
    metrics.frame_out(clock.now(), None)
    snapshot = metrics.snapshot()
    assert snapshot.gaps == 1
    assert snapshot.interval.max == pytest.approx(0.16)


def test_a_reset_starts_every_figure_over() -> None:
    clock = ManualClock()
    metrics = Metrics(clock, fps=30, engine="mesh")
    metrics.frame_in()
    metrics.frame_out(clock.now(), clock.now())
    metrics.drop(Stage.TRACK, 3)
    metrics.record(Stage.RENDER, 0.01)
    metrics.set_faces_lost(4)
    clock.advance(5.0)
    metrics.reset()
    snapshot = metrics.snapshot()
    assert (snapshot.frames_in, snapshot.frames_out, snapshot.frames_new) == (0, 0, 0)
    assert (snapshot.drops, snapshot.faces_lost, snapshot.gaps) == (0, 0, 0)
    assert snapshot.stages[Stage.RENDER].count == 0
    assert snapshot.first_out_s is None
    assert snapshot.engine == "mesh"
    # The tracker goes on counting from where it was.
    metrics.set_faces_lost(5)
    assert metrics.snapshot().faces_lost == 1
    clock.advance(1.0)
    metrics.frame_out(clock.now(), None)
    assert metrics.snapshot().first_out_s == pytest.approx(1.0)
