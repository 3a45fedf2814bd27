from __future__ import annotations

import gc
import logging
import weakref
from collections.abc import Callable

import numpy as np
import pytest
import torch

from app.errors import EngineError
from app.pipeline.engines.base import Engine
from app.pipeline.engines.fallback import FallbackEngine
from app.pipeline.engines.liveportrait.engine import LivePortraitEngine
from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.portrait.cropping import source_crop
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.types import REST, Landmarks, Motion, RGBImage
from app.tuning import Tuning
from tests import shipped
from tests.unit.pipeline.engines.liveportrait.stub_networks import Fault, StubNetworks
from tests.unit.pipeline.tracking.faces import drawn_face, texture

LADY = shipped.resized(shipped.portrait(shipped.LADY), 0.5)
HOPPER = shipped.resized(shipped.portrait(shipped.HOPPER), 0.4)


class ScriptedEngine:
    """Answers every frame with its portrait, and fails where it is told to."""

    reads_driver = False

    def __init__(self, name: str, fails_in: tuple[str, ...] = ()) -> None:
        self.name = name
        self.fails_in = fails_in
        self.portrait: Portrait | None = None
        self.tuning: Tuning | None = None
        self.calls: list[str] = []

    def set_portrait(self, portrait: Portrait) -> None:
        self._called("set_portrait")
        self.portrait = portrait

    def read_driver(self, image: RGBImage, landmarks: Landmarks, now: float) -> KeypointMotion | None:
        del image, landmarks, now
        self._called("read_driver")
        return None

    def forget_driver(self) -> None:
        self._called("forget_driver")

    def tune(self, tuning: Tuning) -> None:
        self._called("tune")
        self.tuning = tuning

    def render(self, motion: Motion) -> RGBImage:
        del motion
        self._called("render")
        if self.portrait is None:
            raise EngineError("cannot draw", "no portrait")
        return self.portrait.image.copy()

    def close(self) -> None:
        self.calls.append("close")

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name in self.fails_in:
            raise EngineError(f"cannot {name}", f"{self.name} is broken")


CALLS: dict[str, Callable[[Engine], object]] = {
    "set_portrait": lambda engine: engine.set_portrait(HOPPER),
    "read_driver": lambda engine: engine.read_driver(texture(), drawn_face(), 0.0),
    "render": lambda engine: engine.render(REST),
}


def pair(
    second_fails_in: tuple[str, ...] = (),
) -> tuple[FallbackEngine, ScriptedEngine, list[ScriptedEngine]]:
    first = ScriptedEngine("first")
    made: list[ScriptedEngine] = []

    def make() -> Engine:
        made.append(ScriptedEngine("second", second_fails_in))
        return made[-1]

    return FallbackEngine(first, make), first, made


def test_while_the_first_engine_works_no_other_is_made() -> None:
    engine, first, made = pair()
    engine.set_portrait(LADY)
    engine.read_driver(texture(), drawn_face(), 0.0)
    engine.forget_driver()
    np.testing.assert_array_equal(engine.render(REST), LADY.image)
    engine.close()
    assert (engine.name, engine.reads_driver, made) == ("first", False, [])
    assert first.calls == ["set_portrait", "read_driver", "forget_driver", "render", "close"]


@pytest.mark.parametrize("where", CALLS)
def test_when_the_first_fails_the_second_goes_on_with_the_portrait(
    where: str, caplog: pytest.LogCaptureFixture
) -> None:
    engine, first, made = pair()
    engine.set_portrait(LADY)
    first.fails_in = (where,)
    with caplog.at_level(logging.WARNING):
        CALLS[where](engine)
        for _ in range(3):
            image = engine.render(REST)
    expected = HOPPER if where == "set_portrait" else LADY
    np.testing.assert_array_equal(image, expected.image)
    assert engine.name == "second"
    assert first.calls.count("close") == 1
    assert len(made) == 1
    assert caplog.messages == [f"cannot {where}: first is broken. The second engine goes on instead"]
    engine.close()
    assert made[0].calls[-1] == "close"
    assert first.calls.count("close") == 1


def test_the_first_portrait_of_all_may_fail() -> None:
    engine, first, _ = pair()
    first.fails_in = ("set_portrait",)
    engine.set_portrait(LADY)
    np.testing.assert_array_equal(engine.render(REST), LADY.image)


def test_without_a_portrait_the_error_passes_and_nothing_is_replaced() -> None:
    engine, first, made = pair()
    with pytest.raises(EngineError, match="no portrait"):
        engine.render(REST)
    assert (engine.name, made, "close" in first.calls) == ("first", [], False)


@pytest.mark.parametrize("where", CALLS)
def test_errors_of_the_second_pass(where: str) -> None:
    engine, first, made = pair()
    engine.set_portrait(LADY)
    first.fails_in = ("render",)
    engine.render(REST)
    made[0].fails_in = (where,)
    with pytest.raises(EngineError, match="second is broken"):
        CALLS[where](engine)
    assert len(made) == 1


def test_a_second_that_cannot_take_the_portrait_is_closed_and_the_first_stays() -> None:
    engine, first, made = pair(second_fails_in=("set_portrait",))
    engine.set_portrait(LADY)
    first.fails_in = ("render",)
    with pytest.raises(EngineError, match="second is broken"):
        engine.render(REST)
    assert made[0].calls == ["set_portrait", "close"]
    assert engine.name == "first"
    first.fails_in = ()
    np.testing.assert_array_equal(engine.render(REST), LADY.image)


FAULTS = {"set_portrait": "prepare", "read_driver": "motion", "render": "generate"}


@pytest.mark.parametrize("error", [torch.OutOfMemoryError, RuntimeError], ids=["memory", "fault"])
@pytest.mark.parametrize("where", FAULTS)
def test_when_liveportraits_device_fails_the_mesh_goes_on(
    where: str, error: type[RuntimeError], caplog: pytest.LogCaptureFixture
) -> None:
    fault = Fault(error, (FAULTS[where],), times=0)
    engine = liveportrait_or_mesh(fault)
    engine.set_portrait(LADY)
    assert (engine.name, engine.reads_driver) == ("liveportrait", True)
    fault.times = 100
    with caplog.at_level(logging.WARNING):
        CALLS[where](engine)
        image = engine.render(REST)
    assert (engine.name, engine.reads_driver) == ("mesh", False)
    portrait = HOPPER if where == "set_portrait" else LADY
    mesh = MeshEngine()
    mesh.set_portrait(portrait)
    np.testing.assert_array_equal(image, mesh.render(REST))
    assert sum("The mesh engine goes on instead" in message for message in caplog.messages) == 1


def test_nothing_holds_the_failed_engine() -> None:
    """Its networks fill a GPU; the collector of cycles may take long to come by."""
    fault = Fault(times=0)
    engine = liveportrait_or_mesh(fault)
    failed = weakref.ref(engine._engine)
    engine.set_portrait(LADY)
    fault.times = 100
    gc.collect()
    gc.disable()
    try:
        engine.render(REST)
        assert engine.name == "mesh"
        assert failed() is None
    finally:
        gc.enable()


def liveportrait_or_mesh(fault: Fault) -> FallbackEngine:
    networks = StubNetworks(fault=fault).networks
    first = LivePortraitEngine(networks, crop=lambda portrait: source_crop(portrait.landmarks))
    return FallbackEngine(first, MeshEngine)


def test_whoever_stands_in_is_tuned_like_the_one_that_failed() -> None:
    first, second = ScriptedEngine("first", ("render",)), ScriptedEngine("second")
    engine = FallbackEngine(first, lambda: second)
    engine.set_portrait(LADY)
    tuning = Tuning(strength=1.5)
    engine.tune(tuning)
    engine.render(REST)
    assert (first.tuning, second.tuning) == (tuning, tuning)
    engine.tune(Tuning(strength=0.5))
    assert (first.tuning, second.tuning) == (tuning, Tuning(strength=0.5))


def test_an_engine_that_was_never_tuned_is_replaced_by_one_that_was_not_either() -> None:
    second = ScriptedEngine("second")
    engine = FallbackEngine(ScriptedEngine("first", ("set_portrait",)), lambda: second)
    engine.set_portrait(LADY)
    assert "tune" not in second.calls
