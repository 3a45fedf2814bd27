from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SinkError
from app.pipeline.clock import ManualClock
from app.pipeline.fakes import MemorySink
from app.pipeline.sinks import buffered as buffered_module
from app.pipeline.sinks.buffered import PATIENCE_S, BufferedSink
from app.pipeline.studio.fake_camera import Gate
from app.pipeline.types import RGBImage
from tests.unit.pipeline.studio.stage import until


def _picture(number: int) -> RGBImage:
    return np.full((2, 2, 3), number % 256, np.uint8)


def _has_more_than(sink: MemorySink, count: int) -> bool:
    return len(sink.images) > count


def _numbers(sink: MemorySink) -> list[int]:
    return [int(image[0, 0, 0]) for image in sink.images]


class SlowSink(MemorySink):
    """Waits at a gate, and may fail to finish."""

    def __init__(
        self, gate: Gate | None = None, *, unfinished: bool = False, fails_at: int | None = None
    ) -> None:
        super().__init__("film.mp4", fails_at=fails_at)
        self._gate = gate
        self._unfinished = unfinished

    def send(self, image: RGBImage) -> None:
        if self._gate is not None:
            self._gate.pass_through()
        super().send(image)

    def close(self) -> None:
        super().close()
        if self._unfinished:
            raise SinkError("cannot write film.mp4", "its end does not fit")


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    for thread in threading.enumerate():
        if thread.name == "recorder":
            thread.join(20)
            assert not thread.is_alive()


@given(st.integers(0, 100))
def test_everything_arrives_in_order(count: int) -> None:
    sink = SlowSink()
    buffered = BufferedSink(sink, depth=100)
    for number in range(count):
        buffered.send(_picture(number))
    buffered.close()
    assert _numbers(sink) == list(range(count))
    assert sink.closed


@given(st.integers(1, 5), st.integers(0, 40))
def test_what_there_is_no_room_for_is_written_as_the_last_one_again(depth: int, count: int) -> None:
    gate = Gate()
    sink = SlowSink(gate)
    buffered = BufferedSink(sink, depth=depth, clock=ManualClock())
    for number in range(count):
        buffered.send(_picture(number))
    gate.open()
    buffered.close()
    numbers = _numbers(sink)
    assert len(numbers) == count
    assert numbers == sorted(numbers)


def test_a_sink_that_hangs_is_given_up_after_five_seconds_and_nobody_waits_for_it() -> None:
    clock, gate = ManualClock(), Gate()
    buffered = BufferedSink(SlowSink(gate), depth=2, clock=clock)
    buffered.send(_picture(0))
    assert gate.reached.wait(20)
    for number in range(1, 4):
        buffered.send(_picture(number))
    clock.advance(PATIENCE_S - 0.1)
    buffered.send(_picture(5))
    clock.advance(0.2)
    with pytest.raises(SinkError, match="does not answer"):
        buffered.send(_picture(6))
    gate.open()
    buffered.close()


def test_a_short_pause_of_the_disk_is_caught_up() -> None:
    clock, gate = ManualClock(), Gate()
    sink = SlowSink(gate)
    buffered = BufferedSink(sink, depth=2, clock=clock)
    for number in range(6):
        buffered.send(_picture(number))
    clock.advance(PATIENCE_S - 0.1)
    gate.open()
    until(lambda: len(sink.images) == 6)
    buffered.send(_picture(6))
    clock.advance(PATIENCE_S)
    buffered.send(_picture(7))
    buffered.close()
    assert len(sink.images) == 8


def test_a_sink_that_breaks_is_told_at_the_next_send_and_closing_stays_quiet() -> None:
    sink = SlowSink(fails_at=1)
    buffered = BufferedSink(sink)

    def broke() -> bool:
        try:
            buffered.send(_picture(0))
        except SinkError as error:
            return "planted" in str(error)
        return False

    until(broke)
    with pytest.raises(SinkError, match="planted"):
        buffered.send(_picture(0))
    buffered.close()
    assert sink.closed


def test_a_sink_that_breaks_after_the_last_send_is_told_by_closing_once() -> None:
    gate = Gate()
    buffered = BufferedSink(SlowSink(gate, fails_at=0))
    buffered.send(_picture(0))
    gate.open()
    with pytest.raises(SinkError, match="planted"):
        buffered.close()
    buffered.close()


def test_an_end_that_cannot_be_written_is_told() -> None:
    buffered = BufferedSink(SlowSink(unfinished=True))
    buffered.send(_picture(0))
    with pytest.raises(SinkError, match="does not fit"):
        buffered.close()


def test_a_finished_one_takes_nothing() -> None:
    buffered = BufferedSink(SlowSink())
    buffered.close()
    with pytest.raises(SinkError, match="finished"):
        buffered.send(_picture(0))


def test_a_fault_of_the_program_is_told_as_one() -> None:
    class Faulty(SlowSink):
        def send(self, image: RGBImage) -> None:
            del image
            raise ZeroDivisionError

    buffered = BufferedSink(Faulty())
    buffered.send(_picture(0))
    with pytest.raises(SinkError, match="ZeroDivisionError"):
        buffered.close()


def test_a_disk_that_is_a_little_too_slow_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    class OneAtATime(MemorySink):
        def __init__(self) -> None:
            super().__init__("film.mp4")
            self.allowed = threading.Semaphore(0)

        def send(self, image: RGBImage) -> None:
            assert self.allowed.acquire(timeout=20)
            super().send(image)

    sink = OneAtATime()
    buffered = BufferedSink(sink, depth=2, clock=ManualClock())
    with caplog.at_level(logging.WARNING):
        for number in range(40):
            buffered.send(_picture(number))
            if number % 4 == 3:
                sink.allowed.release()
                until(partial(_has_more_than, sink, number // 4))
    sink.allowed.release(40)
    buffered.close()
    assert len(sink.images) == 40
    assert len([message for message in caplog.messages if "is slow" in message]) == 1


def test_closing_waits_as_long_as_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(MemorySink):
        def send(self, image: RGBImage) -> None:
            threading.Event().wait(0.1)
            super().send(image)

    monkeypatch.setattr(buffered_module, "_FINISH_S", 0.25)
    sink = Slow("film.mp4")
    buffered = BufferedSink(sink)
    for number in range(12):
        buffered.send(_picture(number))
    buffered.close()
    assert len(sink.images) == 12


def test_closing_gives_a_disk_up_that_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffered_module, "_FINISH_S", 0.05)
    gate = Gate()
    buffered = BufferedSink(SlowSink(gate))
    buffered.send(_picture(0))
    with pytest.raises(SinkError, match="does not answer"):
        buffered.close()
    gate.open()
