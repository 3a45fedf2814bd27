from __future__ import annotations

import threading

import pytest

import app.pipeline.fan_out as fan_out_module
from app.errors import SinkError
from app.pipeline.fakes import MemorySink, filled
from app.pipeline.fan_out import FanOut
from app.pipeline.sinks.base import Sink
from app.pipeline.types import RGBImage

IMAGE = filled((2, 2), (1, 1, 1))


class SlowSink(MemorySink):
    """Is busy with a frame until it is released, and knows when it was closed in the middle of it."""

    def __init__(self) -> None:
        super().__init__("slow")
        self.busy, self.released = threading.Event(), threading.Event()
        self.closed_while_busy = False

    def send(self, image: RGBImage) -> None:
        self.busy.set()
        self.released.wait(20)
        self.busy.clear()
        super().send(image)

    def close(self) -> None:
        self.closed_while_busy = self.busy.is_set()
        super().close()


def _sending(fan_out: FanOut) -> threading.Thread:
    thread = threading.Thread(target=lambda: fan_out.send(IMAGE))
    thread.start()
    return thread


def test_sinks_join_and_leave_between_frames() -> None:
    first, second = MemorySink(), MemorySink()
    fan_out = FanOut([first])
    fan_out.send(IMAGE)
    fan_out.add(second)
    fan_out.send(IMAGE)
    fan_out.remove(first)
    fan_out.send(IMAGE)
    assert (len(first.images), len(second.images)) == (2, 2)
    assert (first.closed, second.closed) == (True, False)


def test_a_sink_is_never_closed_while_it_is_sent_to() -> None:
    slow = SlowSink()
    fan_out = FanOut([MemorySink(), slow])
    sending = _sending(fan_out)
    assert slow.busy.wait(20)
    removing = threading.Thread(target=lambda: fan_out.remove(slow))
    removing.start()
    slow.released.set()
    removing.join(20)
    sending.join(20)
    assert slow.closed
    assert not slow.closed_while_busy
    assert len(slow.images) == 1


def test_removing_a_sink_that_hangs_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out_module, "_SEND_LIMIT_S", 0.01)
    slow = SlowSink()
    fan_out = FanOut([slow])
    sending = _sending(fan_out)
    assert slow.busy.wait(20)
    with pytest.raises(SinkError, match="does not answer"):
        fan_out.remove(slow)
    slow.released.set()
    sending.join(20)
    fan_out.send(IMAGE)
    assert len(slow.images) == 1


def test_a_sink_that_was_not_waited_for_is_closed_when_it_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out_module, "_SEND_LIMIT_S", 0.01)
    slow = SlowSink()
    fan_out = FanOut([MemorySink(), slow])
    thread = _sending(fan_out)
    assert slow.busy.wait(20)
    with pytest.raises(SinkError):
        fan_out.remove(slow)
    assert not slow.closed
    slow.released.set()
    thread.join(20)
    assert slow.closed
    assert not slow.closed_while_busy


def test_a_sink_that_is_removed_or_added_late_is_no_error() -> None:
    sink, late = MemorySink(), MemorySink()
    fan_out = FanOut([sink])
    fan_out.remove(late)
    fan_out.close()
    fan_out.remove(sink)
    fan_out.add(late)
    assert late.closed


def test_a_lost_sink_is_told_closed_and_not_sent_to_again() -> None:
    broken, good, lost = MemorySink("broken", fails_at=1), MemorySink("good"), list[Sink]()
    fan_out = FanOut([broken, good], lambda sink, _: lost.append(sink))
    for _ in range(3):
        fan_out.send(IMAGE)
    assert lost == [broken]
    assert broken.closed
    assert len(good.images) == 3


def test_a_sink_lost_may_be_replaced_by_whoever_is_told() -> None:
    spare = MemorySink("spare")

    def replace(sink: Sink, error: SinkError) -> None:
        assert "planted" in str(error)
        fan_out.remove(sink)
        fan_out.add(spare)

    fan_out = FanOut([MemorySink("broken", fails_at=0), MemorySink()], replace)
    fan_out.send(IMAGE)
    fan_out.send(IMAGE)
    assert len(spare.images) == 1


def test_what_a_removed_sink_cannot_finish_is_told() -> None:
    class Unfinished(MemorySink):
        def close(self) -> None:
            raise SinkError("cannot finish the file", "the disk is full")

    sink = Unfinished()
    fan_out = FanOut([sink])
    with pytest.raises(SinkError, match="disk is full"):
        fan_out.remove(sink)
    fan_out.close()


def test_sinks_come_and_go_from_many_threads_while_frames_go_out() -> None:
    stays = MemorySink("stays")
    fan_out = FanOut([stays])
    stop = threading.Event()

    def come_and_go() -> None:
        for _ in range(100):
            sink = MemorySink()
            fan_out.add(sink)
            fan_out.remove(sink)
            assert sink.closed

    def send() -> None:
        while not stop.is_set():
            fan_out.send(IMAGE)

    sender = threading.Thread(target=send)
    comers = [threading.Thread(target=come_and_go) for _ in range(4)]
    for thread in (sender, *comers):
        thread.start()
    for thread in comers:
        thread.join(20)
    stop.set()
    sender.join(20)
    fan_out.close()
    assert stays.closed


class FaultySink(MemorySink):
    """Has a fault that nobody thought of, in sending and in closing."""

    def send(self, image: RGBImage) -> None:
        raise ZeroDivisionError(f"{image.ndim} / 0")

    def close(self) -> None:
        super().close()
        raise KeyError("gone")


def test_a_sink_with_a_fault_is_left_out_like_one_that_breaks() -> None:
    lost: list[tuple[Sink, SinkError]] = []
    good, faulty = MemorySink(), FaultySink("faulty")
    fan_out = FanOut([faulty, good], on_lost=lambda *what: lost.append(what))
    fan_out.send(IMAGE)
    fan_out.send(IMAGE)
    assert len(good.images) == 2
    assert faulty.closed
    ((sink, error),) = lost
    assert sink is faulty
    assert str(error).startswith("faulty broke: a fault of the program, ZeroDivisionError: 3 / 0. ")


def test_all_are_closed_although_one_has_a_fault() -> None:
    good, faulty = MemorySink(), FaultySink("faulty")
    with pytest.raises(SinkError, match="faulty broke: a fault of the program, KeyError: 'gone'"):
        FanOut([faulty, good]).close()
    assert good.closed
