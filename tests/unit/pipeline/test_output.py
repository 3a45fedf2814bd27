from __future__ import annotations

import threading

import numpy as np
import pytest

from app.errors import SinkError
from app.pipeline.clock import ManualClock
from app.pipeline.fakes import MemorySink
from app.pipeline.fan_out import FanOut
from app.pipeline.inference import Picture
from app.pipeline.metrics import Metrics
from app.pipeline.output import OutputLoop
from app.pipeline.pacing import Pacer
from app.pipeline.programme import Programme
from app.pipeline.slot import Slot
from app.pipeline.types import RGBImage


def _image(value: int) -> RGBImage:
    return np.full((2, 2, 3), value, dtype=np.uint8)


REST = _image(1)


def test_a_broken_sink_is_left_out_until_none_remains(caplog: pytest.LogCaptureFixture) -> None:
    broken, good = MemorySink("broken", fails_at=1), MemorySink("good", fails_at=3)
    fan_out = FanOut([broken, good])
    for _ in range(3):
        fan_out.send(REST)
    assert (len(broken.images), len(good.images)) == (1, 3)
    assert broken.closed
    assert not good.closed
    assert "broken" in caplog.text
    with pytest.raises(SinkError, match="good"):
        fan_out.send(REST)
    assert good.closed


def test_every_sink_is_closed_though_one_fails() -> None:
    class Unfinished(MemorySink):
        def close(self) -> None:
            super().close()
            raise SinkError("cannot finish the file", "the disk is full")

    sinks = [MemorySink(), Unfinished(), MemorySink()]
    fan_out = FanOut(sinks)
    with pytest.raises(SinkError, match="disk is full"):
        fan_out.close()
    assert all(sink.closed for sink in sinks)
    fan_out.close()


def _loop(
    sink: MemorySink, clock: ManualClock, pictures: Slot[Picture], duration_s: float | None = None
) -> OutputLoop:
    return OutputLoop(
        Programme(REST),
        pictures,
        FanOut([sink]),
        Pacer(30),
        duration_s=duration_s,
        stop=threading.Event(),
        clock=clock,
        metrics=Metrics(clock),
    )


@pytest.mark.parametrize("duration_s", [0.1, 1.0, 10.0])
def test_the_duration_is_exactly_so_many_frames(duration_s: float) -> None:
    sink = MemorySink()
    assert _loop(sink, ManualClock(), Slot(), duration_s).run()
    assert len(sink.images) == round(30 * duration_s)
    assert sink.closed


def test_the_last_picture_goes_out_before_the_end() -> None:
    sink, pictures = MemorySink(), Slot[Picture]()
    pictures.put(Picture(_image(9), 0.0))
    pictures.close()
    assert not _loop(sink, ManualClock(), pictures).run()
    assert [int(image[0, 0, 0]) for image in sink.images] == [9]
    assert sink.closed


def test_a_sink_error_ends_the_loop_with_the_sink_closed() -> None:
    sink = MemorySink(fails_at=5)
    with pytest.raises(SinkError):
        _loop(sink, ManualClock(), Slot()).run()
    assert sink.closed
