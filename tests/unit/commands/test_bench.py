from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.command_configs import BenchConfig
from app.commands import bench as bench_module
from app.commands.bench import Figure, as_dict, bench, engine_figures, live_figures, tracking_figures
from app.commands.measure import EngineTimes, LiveFigures, measure_engine, resident_mb
from app.config import EngineChoice, NetworkConfig
from app.errors import AppError
from app.pipeline.clock import ManualClock
from app.pipeline.metrics import Metrics, Stage
from app.pipeline.tracking.bench import TrackerFigures, TrackingFigures

TRACKING = TrackingFigures(
    tracker=TrackerFigures(0.04, 0.3, (((640, 480), 4.0),)),
    mediapipe=TrackerFigures(0.2, 0.1, (((640, 480), 3.0),)),
)


def _live() -> LiveFigures:
    clock = ManualClock()
    metrics = Metrics(clock, fps=10)
    metrics.record(Stage.RENDER, 0.004)
    for _ in range(11):
        clock.advance(0.1)
        metrics.frame_out(clock.now(), clock.now() - 0.02)
    return LiveFigures(metrics.snapshot(), cpu_share=0.4, memory_growth_mb=None)


@pytest.mark.parametrize(
    ("figure", "held"),
    [
        (Figure("a", 1.0, "ms", 2.0), True),
        (Figure("a", 3.0, "ms", 2.0), False),
        (Figure("a", 1.0, "FPS", 2.0, at_least=True), False),
        (Figure("a", 2.0, "FPS", 2.0, at_least=True), True),
        (Figure("a", None, "ms", 2.0), None),
        (Figure("a", 1.0, "ms"), None),
    ],
)
def test_a_figure_knows_whether_its_limit_is_held(figure: Figure, held: bool | None) -> None:
    assert figure.held is held


def test_a_run_s_figures_carry_their_limits() -> None:
    by_name = {figure.name: figure for figure in live_figures(_live())}
    assert by_name["output rate"].value == pytest.approx(10.0)
    assert by_name["output rate"].held is False
    assert by_name["output gaps"].held
    assert by_name["capture to sink, p95"].value == pytest.approx(20.0, rel=0.01)
    assert by_name["processor time, of two cores"].value == pytest.approx(40.0)
    assert by_name["memory growth, last two quarters"].held is None
    assert by_name["render, mean"].value == pytest.approx(4.0)
    assert "track, mean" not in by_name


def test_the_bench_prints_and_writes_every_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench_module, "measure_engine", lambda *_: EngineTimes("mesh", [4.0, 5.0, 9.0]))
    monkeypatch.setattr(bench_module, "measure_start", lambda: 1.5)
    monkeypatch.setattr(bench_module, "measure_live", lambda _: _live())
    monkeypatch.setattr(bench_module, "measure_tracking", lambda: TRACKING)
    bench(BenchConfig(json=tmp_path / "figures.json"))
    written = json.loads((tmp_path / "figures.json").read_text())
    expected = [
        *engine_figures(EngineTimes("mesh", [4.0, 5.0, 9.0])),
        Figure("", 0.0, ""),
        *live_figures(_live()),
    ]
    assert len(written["figures"]) == len(expected) + len(tracking_figures(TRACKING))
    assert written["figures"][0]["value"] == 5.0
    assert written["figures"][0]["held"] is True
    printed = capsys.readouterr().out
    assert "MISSED" in printed
    assert "cannot be measured here" in printed


def test_an_unwritable_json_is_said_before_measuring(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="does not exist"):
        bench(BenchConfig(json=tmp_path / "missing" / "figures.json"))


def test_the_engine_is_measured_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.commands.measure._WARM_UP_FRAMES", 1)
    monkeypatch.setattr("app.commands.measure._ENGINE_FRAMES", 3)
    times = measure_engine(EngineChoice.MESH, NetworkConfig()).frames_ms
    assert len(times) == 3
    assert min(times) > 0


def test_memory_is_a_plausible_number_or_none() -> None:
    resident = resident_mb()
    assert resident is None or 10 < resident < 100_000


def test_json_says_unknown_as_null() -> None:
    assert as_dict([Figure("memory slope", None, "MB/min", 5.0)]) == {
        "figures": [{"name": "memory slope", "value": None, "unit": "MB/min", "limit": 5.0, "held": None}]
    }
