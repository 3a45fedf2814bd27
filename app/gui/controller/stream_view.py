"""From the pipeline's figures to what the window shows, with their healths. No state, no Qt widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.gui.views import Figure, Health, StageTime, StatisticsView

if TYPE_CHECKING:
    from app.pipeline.metrics import MetricsSnapshot
    from app.pipeline.usage import Usage

_FPS_LIMITS = (0.95, 0.80)
"""Below these shares of the wanted rate it is amber, and red."""

_BUDGET_LIMITS = (0.75, 1.0)
"""Above these shares of a frame's time."""

_DROP_LIMITS = (1.0, 5.0)
"""Above these percentages of the frames that came in."""

_WORK = frozenset({"track", "motion", "render", "composite"})
"""Stages that share one thread, and so one frame's time."""

_MEGABYTE = 1e6


def statistics_view(metrics: MetricsSnapshot, fps: float, new_fps: float, usage: Usage) -> StatisticsView:
    """The figures of a run.

    Args:
        metrics: From the session.
        fps: The wanted rate.
        new_fps: Pictures per second that were new.
        usage: What the program costs.
    """
    budget_ms = 1e3 / fps
    stages = tuple(
        _stage_time(stage.value, 1e3 * times.mean, 1e3 * times.p95, budget_ms)
        for stage, times in metrics.stages.items()
    )
    frame_ms = sum(one.mean_ms for one in stages if one.stage in _WORK)
    dropped_percent = _dropped_percent(metrics)
    return StatisticsView(
        fps=Figure(metrics.fps_out_recent, _fps_health(metrics, fps)),
        target_fps=fps,
        new_fps=new_fps,
        frame_ms=Figure(frame_ms, above(frame_ms / budget_ms, _BUDGET_LIMITS)),
        latency_ms=1e3 * metrics.latency.p50,
        latency_p95_ms=1e3 * metrics.latency.p95,
        stages=stages,
        frames_out=metrics.frames_out,
        dropped=metrics.drops,
        dropped_percent=Figure(dropped_percent, above(dropped_percent, _DROP_LIMITS)),
        gaps=metrics.gaps,
        faces_lost=metrics.faces_lost,
        cpu_percent=usage.cpu_percent,
        memory_mb=usage.memory_bytes / _MEGABYTE,
        gpu_percent=usage.gpu_percent,
        gpu_memory_mb=None if usage.gpu_memory_bytes is None else usage.gpu_memory_bytes / _MEGABYTE,
    )


def _dropped_percent(metrics: MetricsSnapshot) -> float:
    """The share that is missed: of a camera faster than the output, the surplus is not."""
    # Those lost while capturing were never counted as delivered, the others were.
    unseen = sum(count for stage, count in metrics.dropped.items() if stage.value == "capture")
    came = metrics.frames_in + unseen
    wanted = min(came, metrics.frames_out)
    missed = max(metrics.drops - (came - wanted), 0)
    return min(100 * missed / max(wanted, 1), 100.0)


def above(value: float, limits: tuple[float, float]) -> Health:
    """Amber above the first limit, red above the second."""
    if value > limits[1]:
        return Health.BAD
    return Health.WARNING if value > limits[0] else Health.GOOD


def _stage_time(stage: str, mean_ms: float, p95_ms: float, budget_ms: float) -> StageTime:
    # Capturing is mostly waiting for the camera, which no budget can judge.
    health = Health.GOOD if stage == "capture" else above(p95_ms / budget_ms, _BUDGET_LIMITS)
    return StageTime(stage, mean_ms, p95_ms, health)


def _fps_health(metrics: MetricsSnapshot, fps: float) -> Health:
    if metrics.frames_out < fps:  # in the first second there is nothing to judge
        return Health.GOOD
    share = metrics.fps_out_recent / fps
    if share < _FPS_LIMITS[1]:
        return Health.BAD
    return Health.WARNING if share < _FPS_LIMITS[0] else Health.GOOD
