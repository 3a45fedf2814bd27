"""What the engine does when its device runs out of memory or fails."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch

from app.errors import EngineError
from app.pipeline.engines.liveportrait.engine import LivePortraitEngine
from app.pipeline.portrait.cropping import source_crop
from app.pipeline.types import REST
from tests import shipped
from tests.unit.pipeline.engines.liveportrait.stub_networks import Fault, StubNetworks
from tests.unit.pipeline.tracking.faces import drawn_face, texture

LADY = shipped.resized(shipped.portrait(shipped.LADY), 0.5)
HOPPER = shipped.resized(shipped.portrait(shipped.HOPPER), 0.4)

Call = Callable[[LivePortraitEngine], object]

CALLS: dict[str, tuple[Call, str]] = {
    "set_portrait": (lambda engine: engine.set_portrait(HOPPER), "prepare"),
    "read_driver": (lambda engine: engine.read_driver(texture(), drawn_face(), 0.0), "motion"),
    "render": (lambda engine: engine.render(REST), "generate"),
}

every_call = pytest.mark.parametrize(("call", "where"), CALLS.values(), ids=CALLS)


def engine_with(fault: Fault) -> LivePortraitEngine:
    """One that has drawn a frame; nothing goes wrong before that."""
    times, fault.times = fault.times, 0
    engine = LivePortraitEngine(
        StubNetworks(fault=fault).networks, crop=lambda portrait: source_crop(portrait.landmarks)
    )
    engine.set_portrait(LADY)
    engine.render(REST)
    fault.times = times
    return engine


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Whatever is freed is freed at once, not when the collector comes by."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@every_call
def test_out_of_memory_is_met_once_with_less(
    call: Call, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    fault = Fault(within=(where,), times=1)
    engine = engine_with(fault)
    with caplog.at_level(logging.WARNING):
        call(engine)
    assert fault.times == 0
    assert ["going on with less" in message for message in caplog.messages] == [True]


def test_with_less_memory_the_frames_are_the_same() -> None:
    fault = Fault(times=1)
    engine = engine_with(Fault(times=0))
    struck = engine_with(fault)
    difference = np.abs(struck.render(REST).astype(int) - engine.render(REST))
    assert difference.max() <= 1  # the host's paste rounds where the device's does not
    np.testing.assert_array_equal(struck.render(REST), struck.render(REST))
    struck.set_portrait(HOPPER)
    engine.set_portrait(HOPPER)
    assert np.abs(struck.render(REST).astype(int) - engine.render(REST)).max() <= 1
    assert fault.times == 0


def test_with_less_memory_nothing_is_pasted_on_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_with(Fault(times=1))
    monkeypatch.setattr("app.pipeline.engines.liveportrait.runtime.DevicePasteBack", pytest.fail)
    engine.render(REST)
    engine.set_portrait(HOPPER)
    engine.render(REST)


def test_after_a_shortage_while_reading_the_portrait_is_brought_back() -> None:
    engine = engine_with(Fault(within=("motion",), times=1))
    expected = engine_with(Fault(times=0)).render(REST)
    engine.read_driver(texture(), drawn_face(), 0.0)
    assert np.abs(engine.render(REST).astype(int) - expected).max() <= 1


@every_call
@pytest.mark.parametrize(
    ("error", "why"),
    [
        (torch.OutOfMemoryError, "the device's memory is full (the device says no)"),
        (RuntimeError, "the device failed: the device says no"),
    ],
    ids=["memory", "fault"],
)
def test_a_device_that_keeps_failing_is_told_in_one_line(
    call: Call, where: str, error: type[RuntimeError], why: str
) -> None:
    fault = Fault(error, (where,), times=100)
    engine = engine_with(fault)
    with pytest.raises(EngineError) as caught:
        call(engine)
    assert fault.times == (98 if error is torch.OutOfMemoryError else 99)
    assert caught.value.why == why
    assert caught.value.what == "cannot draw with the LivePortrait networks"
    assert caught.value.fix
    assert "\n" not in str(caught.value)


def test_a_portrait_that_needs_too_much_leaves_the_old_one() -> None:
    fault = Fault(within=("appearance",), times=2)
    engine = engine_with(fault)
    expected = engine.render(REST)
    with pytest.raises(EngineError):
        engine.set_portrait(HOPPER)
    assert np.abs(engine.render(REST).astype(int) - expected).max() <= 1


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("error", [torch.OutOfMemoryError, RuntimeError])
@every_call
def test_an_error_holds_no_tensor_of_the_frame_that_failed(
    call: Call, where: str, error: type[RuntimeError]
) -> None:
    fault = Fault(error, (where,), times=2)
    engine = engine_with(fault)
    with pytest.raises(EngineError) as caught:
        call(engine)
    assert fault.held is not None
    assert fault.held() is None
    assert caught.value.__cause__ is not None


@pytest.mark.usefixtures("no_collector")
@every_call
def test_room_is_made_when_the_tensors_of_the_failed_frame_are_gone(
    call: Call, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = Fault(within=(where,), times=1)
    engine = engine_with(fault)
    alive: list[bool] = []
    make_room = LivePortraitEngine._make_room

    def watched(self: LivePortraitEngine) -> None:
        alive.append(fault.held is None or fault.held() is not None)
        make_room(self)

    monkeypatch.setattr(LivePortraitEngine, "_make_room", watched)
    call(engine)
    assert alive == [False]


def test_closing_after_the_device_was_lost_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        raise RuntimeError("CUDA error: unspecified launch failure")

    monkeypatch.setattr(torch.cuda, "empty_cache", lost)
    monkeypatch.setattr(torch.backends.cudnn, "benchmark", torch.backends.cudnn.benchmark)
    engine = LivePortraitEngine(StubNetworks("cuda").networks)
    engine.close()
    engine.close()
