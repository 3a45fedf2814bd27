from __future__ import annotations

import io
import os
import signal
from dataclasses import replace

import pytest
from rich.console import Console

from app.commands.interrupts import stop_wish
from app.commands.progress import progress_line, run_to_end, summary_lines
from app.pipeline.clock import SystemClock
from app.pipeline.fakes import FakeAnimator, MemorySink
from app.pipeline.metrics import Metrics
from app.pipeline.session import Session
from app.pipeline.session_state import SessionState, StopReason
from app.pipeline.types import Sighting
from tests.unit.pipeline.scripted_source import ScriptedSource


def _session(sink: MemorySink, *, duration_s: float | None = None) -> Session:
    metrics = Metrics(fps=120, engine="fake")
    animator = FakeAnimator((64, 48))
    return Session(
        ScriptedSource(), lambda: animator, [sink], fps=120, duration_s=duration_s, metrics=metrics
    )


def test_a_run_shows_plain_lines_off_a_terminal_and_ends_by_itself() -> None:
    shown = io.StringIO()
    session = _session(MemorySink(), duration_s=0.5)
    ended = run_to_end(session, SystemClock(), Console(file=shown), plain_every_s=0.1)
    assert ended.reason is StopReason.DURATION
    lines = shown.getvalue().splitlines()
    assert lines
    assert all(line.startswith(("live:", "starting", "stopping:")) for line in lines)
    assert any("FPS out" in line for line in lines)


def test_the_live_line_leaves_a_terminal_clean() -> None:
    shown = io.StringIO()
    session = _session(MemorySink(), duration_s=0.3)
    run_to_end(session, SystemClock(), Console(file=shown, force_terminal=True, width=100))
    assert "FPS out" in shown.getvalue()


class _Interrupting(MemorySink):
    """Sends this process a signal once it has its frames, as Ctrl-C would."""

    def __init__(self, number: signal.Signals) -> None:
        super().__init__()
        self._number = number

    def send(self, image: object) -> None:
        super().send(image)  # type: ignore[arg-type]
        if len(self.images) == 5:
            os.kill(os.getpid(), self._number)


@pytest.mark.skipif(os.name == "nt", reason="signals to oneself end a process on Windows")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_in_order(number: signal.Signals) -> None:
    sink = _Interrupting(number)
    before = signal.getsignal(number)
    ended = run_to_end(_session(sink), SystemClock(), Console(file=io.StringIO()))
    assert ended.state is SessionState.STOPPED
    assert ended.reason is StopReason.REQUESTED
    assert sink.closed
    assert signal.getsignal(number) is before


def test_a_second_signal_interrupts() -> None:
    with stop_wish() as wish:
        wish.note(signal.SIGINT, None)
        assert wish.asked
        with pytest.raises(KeyboardInterrupt):
            wish.note(signal.SIGINT, None)


def test_lines_tell_the_figures() -> None:
    session = _session(MemorySink(wanted=5), duration_s=0.2)
    assert progress_line(session.snapshot()) == "starting ..."
    session.start()
    assert session.wait(20)
    first, second = summary_lines(session.snapshot())
    assert "frames out" in first
    assert "with the fake engine" in first
    assert "latency p50" in second
    assert "dropped" in second


def test_a_line_says_that_somebody_else_is_waited_out() -> None:
    session = _session(MemorySink(wanted=5), duration_s=0.2)
    session.start()
    assert session.wait(20)
    over = session.snapshot()
    assert "somebody else" not in progress_line(over)
    stranger = replace(over, metrics=replace(over.metrics, sighting=Sighting.SOMEBODY_ELSE))
    assert "somebody else" in progress_line(stranger)
