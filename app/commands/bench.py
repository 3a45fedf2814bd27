"""``bench``: the promised figures, measured on this machine."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from app.command_configs import BenchConfig, RunConfig
from app.commands.measure import EngineTimes, LiveFigures, measure_engine, measure_live, measure_start
from app.commands.run import check_folder_of, write_json
from app.pipeline.tracking.bench import TrackingFigures, measure_tracking

_PERFORMER = "demo:"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and what it must be.

    Attributes:
        name: What was measured.
        value: What came out, None if it cannot be measured here.
        unit: Its unit.
        limit: What it may be at most (or must be at least), None for information only.
        at_least: Whether ``limit`` is the smallest good value instead of the largest.
    """

    name: str
    value: float | None
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def held(self) -> bool | None:
        """Whether the limit is kept, None where there is nothing to keep."""
        if self.value is None or self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def bench(config: BenchConfig) -> None:
    """Measures and prints; writes the same as JSON if asked.

    Raises:
        AppError: Something cannot be measured at all, or the JSON file cannot be written.
    """
    if config.json is not None:
        check_folder_of(config.json, "the figures")
    progress = Console(stderr=True)
    figures: list[Figure] = []
    measurements: list[tuple[str, Callable[[], list[Figure]]]] = [
        ("the engine", lambda: engine_figures(measure_engine(config.engine, config.networks))),
        ("the start", lambda: [Figure("start to first frame, at most", measure_start(), "s", 3.0)]),
        (f"a run of {config.seconds:g} s", lambda: live_figures(measure_live(_run_config(config)))),
        ("the tracker", lambda: tracking_figures(measure_tracking())),
    ]
    for what, measure in measurements:
        progress.print(f"measuring {what} ...", highlight=False)
        figures += measure()
    _print(figures)
    if config.json is not None:
        write_json(config.json, as_dict(figures))


def engine_figures(times: EngineTimes) -> list[Figure]:
    """Of the engine's times per frame."""
    what, limit = f"{times.name} engine per frame, 512x512", None
    if times.name == "mesh":
        what, limit = f"{what}, one core", 6.0
    return [
        Figure(what, statistics.median(times.frames_ms), "ms", limit),
        Figure("engine per frame, p95", statistics.quantiles(times.frames_ms, n=20)[-1], "ms"),
    ]


def live_figures(live: LiveFigures) -> list[Figure]:
    """Of a measured run."""
    metrics = live.metrics
    return [
        Figure("output rate", round(metrics.fps_out, 2), "FPS", 29.95, at_least=True),
        Figure("output gaps", float(metrics.gaps), "", 0.0),
        Figure("capture to sink, p50", metrics.latency.p50 * 1e3, "ms"),
        Figure("capture to sink, p95", metrics.latency.p95 * 1e3, "ms", 33.0),
        Figure("processor time, of two cores", live.cpu_share * 100, "%", 60.0),
        Figure("frames dropped", float(metrics.drops), ""),
        Figure("new pictures among those sent", 100 * metrics.frames_new / max(metrics.frames_out, 1), "%"),
        Figure("memory growth, last two quarters", live.memory_growth_mb, "MB", 5.0),
        *(
            Figure(f"{stage.value}, mean", times.mean * 1e3, "ms")
            for stage, times in metrics.stages.items()
            if times.count
        ),
    ]


def tracking_figures(tracking: TrackingFigures) -> list[Figure]:
    """Of the tracker and of MediaPipe alone."""
    ours, alone = tracking.tracker, tracking.mediapipe
    return [
        Figure("tracking jitter, still face, noise 4", ours.jitter_px, "px RMS", 0.05),
        Figure("the same by MediaPipe alone", alone.jitter_px, "px RMS"),
        Figure("tracking lag, fast turn", ours.lag_frames, "frames", 1.0),
        Figure("the same by MediaPipe alone", alone.lag_frames, "frames"),
    ]


def as_dict(figures: list[Figure]) -> dict[str, object]:
    """The figures as JSON takes them."""
    rows = [
        {"name": one.name, "value": one.value, "unit": one.unit, "limit": one.limit, "held": one.held}
        for one in figures
    ]
    return {"figures": rows}


def _run_config(config: BenchConfig) -> RunConfig:
    return RunConfig(
        camera=_PERFORMER if config.clip is None else str(config.clip),
        engine=config.engine,
        networks=config.networks,
        outputs=("null",),
        duration_s=config.seconds,
        loop=True,
    )


def _print(figures: list[Figure]) -> None:
    table = Table("figure", "value", "must", "")
    for one in figures:
        value = "cannot be measured here" if one.value is None else f"{one.value:.2f} {one.unit}"
        must = "" if one.limit is None else f"{'>=' if one.at_least else '<='} {one.limit:g}"
        table.add_row(one.name, value, must, {True: "held", False: "MISSED", None: ""}[one.held])
    Console().print(table)
