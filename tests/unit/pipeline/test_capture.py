from __future__ import annotations

import threading
from time import monotonic

from app.errors import SourceError
from app.pipeline.capture import Capture, CaptureLoop
from app.pipeline.clock import SystemClock
from app.pipeline.metrics import Metrics, Stage
from app.pipeline.slot import Slot
from app.pipeline.types import Frame
from tests.unit.pipeline.scripted_source import ScriptedSource

Ends = list[tuple[Capture, Exception | None]]


def _capture(source: ScriptedSource) -> tuple[Capture, Slot[Frame], Ends, threading.Event]:
    frames: Slot[Frame] = Slot()
    ends: Ends = []
    ended = threading.Event()

    def note(capture: Capture, error: Exception | None) -> None:
        ends.append((capture, error))
        ended.set()

    clock = SystemClock()
    capture = Capture(source, frames, clock=clock, metrics=Metrics(clock), on_end=note)
    return capture, frames, ends, ended


def test_a_source_that_ends_is_closed_and_told_and_the_slot_stays_open() -> None:
    source = ScriptedSource(3)
    capture, frames, ends, ended = _capture(source)
    capture.start()
    assert ended.wait(20)
    assert ends == [(capture, None)]
    assert not capture.ending
    assert source.closed.is_set()
    newest = frames.take(0)
    assert newest is not None
    assert newest.index == 2
    assert frames.take(0) is None


def test_a_source_that_breaks_is_told_with_its_error() -> None:
    capture, _, ends, ended = _capture(ScriptedSource(fails_at=1))
    capture.start()
    assert ended.wait(20)
    assert isinstance(ends[0][1], SourceError)


def test_the_end_waits_for_the_read_under_way() -> None:
    source = ScriptedSource()
    capture, frames, ends, _ = _capture(source)
    capture.start()
    assert frames.take(20) is not None
    assert capture.end(5, 5)
    assert capture.ending
    assert ends == [(capture, None)]
    assert source.closed.is_set()
    assert capture.end(5, 5)


def test_a_blocked_read_is_freed_by_closing() -> None:
    source = ScriptedSource(blocks_at=0)
    capture, _, _, ended = _capture(source)
    capture.start()
    assert source.blocked.wait(20)
    assert capture.end(0.01, 5)
    assert ended.is_set()


def test_a_capture_never_started_closes_its_source() -> None:
    source = ScriptedSource()
    capture, _, ends, _ = _capture(source)
    assert capture.end(5, 5)
    assert source.closed.is_set()
    assert ends == []


def test_a_read_that_returns_after_the_end_delivers_nothing() -> None:
    class Late(ScriptedSource):
        def read(self) -> Frame | None:
            self.blocked.set()
            self.released.wait(30)
            return Frame(self._image, 0, 0.0)

    source = Late()
    capture, frames, _, ended = _capture(source)
    capture.start()
    assert source.blocked.wait(20)
    started_at = monotonic()
    assert not capture.end(0.01, 0.01)
    assert monotonic() - started_at < 2
    source.released.set()
    assert ended.wait(20)
    assert frames.take(0) is None


def test_frames_lost_before_and_behind_the_capture_are_counted() -> None:
    class Jumpy(ScriptedSource):
        def read(self) -> Frame | None:
            frame = super().read()
            return None if frame is None else Frame(frame.image, 3 * frame.index, frame.captured_at)

    clock, frames = SystemClock(), Slot[Frame]()
    metrics = Metrics(clock)
    CaptureLoop(Jumpy(4), frames, stop=threading.Event(), clock=clock, metrics=metrics).run()
    dropped = metrics.snapshot().dropped
    assert (dropped[Stage.CAPTURE], dropped[Stage.TRACK]) == (6, 3)
