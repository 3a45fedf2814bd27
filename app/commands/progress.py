"""What a person sees while a session runs: one live line, or a plain one now and then."""

from __future__ import annotations

import select
import sys

from rich.console import Console
from rich.live import Live
from rich.text import Text

from app.commands.interrupts import stop_wish
from app.pipeline.clock import Clock
from app.pipeline.metrics import MetricsSnapshot
from app.pipeline.session import Session
from app.pipeline.session_state import SessionSnapshot, SessionState
from app.pipeline.types import Sighting

_POLL_S = 0.1
_WAITING = "; somebody else is in front of the camera, the portrait waits: type r to follow them"


def run_to_end(
    session: Session, clock: Clock, console: Console, *, plain_every_s: float = 5.0
) -> SessionSnapshot:
    """Starts a session and shows its progress until it is over; Ctrl-C ends it in order.

    On a terminal, ``r`` and Enter take the driver's present pose as the neutral one.

    Args:
        session: Not started yet.
        clock: For the time of plain lines.
        console: Where progress is shown (standard error).
        plain_every_s: Seconds between lines when the console is no terminal.

    Returns:
        How it ended.
    """
    with stop_wish() as wish:
        session.start()
        try:
            with _Display(console, clock, plain_every_s) as display:
                while not session.wait(_POLL_S):
                    if wish.asked:
                        session.stop()
                    if _typed_recenter():
                        session.recenter()
                    display.show(session.snapshot())
        finally:
            session.stop()
            session.wait()
    return session.snapshot()


class _Display:
    def __init__(self, console: Console, clock: Clock, plain_every_s: float) -> None:
        self._console = console
        self._clock = clock
        self._every_s = plain_every_s
        self._next_line_at = clock.now() + plain_every_s
        self._live = (
            Live(console=console, refresh_per_second=5, transient=True) if console.is_terminal else None
        )

    def __enter__(self) -> _Display:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, snapshot: SessionSnapshot) -> None:
        if self._live is not None:
            self._live.update(Text(progress_line(snapshot)))
        elif self._clock.now() >= self._next_line_at:
            self._next_line_at += self._every_s
            self._console.print(progress_line(snapshot), markup=False, highlight=False, soft_wrap=True)


def progress_line(snapshot: SessionSnapshot) -> str:
    """One line on a session as it runs."""
    if snapshot.state is SessionState.STARTING:
        return "starting ..."
    metrics = snapshot.metrics
    return (
        f"{snapshot.state.value}: {metrics.fps_out_recent:4.1f} FPS out, {metrics.fps_in:4.1f} in, "
        f"latency {metrics.latency.p50 * 1e3:.0f} ms (p95 {metrics.latency.p95 * 1e3:.0f}), "
        f"{_drops(metrics)}{_WAITING if metrics.sighting is Sighting.SOMEBODY_ELSE else ''}"
    )


def summary_lines(snapshot: SessionSnapshot) -> list[str]:
    """What a session did, when it is over."""
    metrics = snapshot.metrics
    seconds = (metrics.frames_out - 1) / metrics.fps_out if metrics.fps_out else 0.0
    return [
        f"{metrics.fps_out:.2f} FPS for {seconds:.1f} s with the {metrics.engine} engine: "
        f"{metrics.frames_out} frames out, {metrics.gaps} gaps, {metrics.frames_in} in",
        f"latency p50 {metrics.latency.p50 * 1e3:.1f} ms, p95 {metrics.latency.p95 * 1e3:.1f} ms, "
        f"max {metrics.latency.max * 1e3:.1f} ms; {_drops(metrics)}",
    ]


def _drops(metrics: MetricsSnapshot) -> str:
    by_stage = ", ".join(f"{stage.value} {count}" for stage, count in metrics.dropped.items() if count)
    return f"dropped {metrics.drops}" + (f" ({by_stage})" if by_stage else "")


def _typed_recenter() -> bool:
    """Whether ``r`` and Enter were typed. Never waits; only where a terminal can be asked so."""
    if sys.platform == "win32" or sys.stdin is None or not sys.stdin.isatty():
        return False
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready) and sys.stdin.readline().strip().lower() == "r"
