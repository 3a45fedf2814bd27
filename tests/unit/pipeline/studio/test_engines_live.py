from __future__ import annotations

import pytest

from app.config import EngineChoice, Mirror
from app.errors import EngineError
from app.pipeline.studio.fake_camera import Gate
from app.pipeline.studio.fake_parts import portrait_colour
from app.pipeline.studio.status import Part
from tests.unit.pipeline.studio.stage import ANNA, Stage, until


def test_another_engine_takes_over_and_the_old_one_is_closed(stage: Stage) -> None:
    stage.go_live()
    stage.change(engine=EngineChoice.LIVEPORTRAIT)
    until(lambda: stage.studio.status().engine == "liveportrait")
    old, new = stage.openers.engines
    assert (old.closed, new.closed) == (1, 0)
    stage.until_portrait(portrait_colour(ANNA))
    stage.stop()
    assert new.closed


def test_an_engine_that_cannot_be_opened_leaves_the_old_one(stage: Stage) -> None:
    stage.openers.missing_engines.add(EngineChoice.LIVEPORTRAIT)
    stage.go_live()
    stage.change(engine=EngineChoice.LIVEPORTRAIT)
    assert "no weights" in stage.until_problem(Part.ENGINE)
    stage.until_portrait(portrait_colour(ANNA))
    assert stage.studio.status().engine == "mesh"
    stage.openers.missing_engines.clear()
    stage.studio.retry(Part.ENGINE)
    until(lambda: stage.studio.status().engine == "liveportrait")
    stage.until_fine(Part.ENGINE)


@pytest.mark.parametrize(
    "error", [EngineError("cannot take the portrait", "a planted fault"), MemoryError("a planted fault")]
)
def test_an_engine_that_cannot_take_the_portrait_is_stood_in_for(stage: Stage, error: Exception) -> None:
    stage.openers.engine_errors[EngineChoice.LIVEPORTRAIT] = error
    stage.go_live()
    stage.change(engine=EngineChoice.LIVEPORTRAIT)
    assert "planted" in stage.until_problem(Part.ENGINE)
    until(lambda: len(stage.openers.engines) == 3)
    until(lambda: stage.openers.engines[0].closed)
    _, refusing, mesh = stage.openers.engines
    assert (refusing.closed, mesh.closed) == (1, 0)
    stage.until_portrait(portrait_colour(ANNA))
    assert "planted" in stage.problems[Part.ENGINE]
    assert stage.studio.status().engine == "mesh"


def test_a_start_without_the_wanted_engine_takes_the_mesh(stage: Stage) -> None:
    stage.config = stage.config.__class__(portrait=ANNA, engine=EngineChoice.LIVEPORTRAIT, size=(16, 12))
    stage.openers.missing_engines.add(EngineChoice.LIVEPORTRAIT)
    stage.go_live()
    assert stage.studio.status().engine == "mesh"
    assert Part.ENGINE in stage.problems


def test_an_engine_that_comes_too_late_is_closed(stage: Stage) -> None:
    stage.go_live()
    gate = stage.openers.gates["engine"] = Gate()
    stage.change(engine=EngineChoice.LIVEPORTRAIT)
    assert gate.reached.wait(20)
    stage.studio.stop()
    gate.open()
    stage.until_stopped()
    until(lambda: all(engine.closed for engine in stage.openers.engines))


def test_an_engine_that_was_never_handed_over_is_closed(stage: Stage) -> None:
    """The inference is busy with a frame when the stream is stopped."""
    gate = stage.openers.animator_faults.gate = Gate()
    stage.go_live()
    assert gate.reached.wait(20)
    stage.change(engine=EngineChoice.LIVEPORTRAIT)
    until(lambda: len(stage.openers.engines) == 2)
    stage.stop()
    assert stage.openers.engines[1].closed


def test_the_mirror_is_turned_live(stage: Stage) -> None:
    stage.go_live()
    stage.change(mirror=Mirror(picture=True))
    until(lambda: stage.openers.animators[0].mirror == Mirror(picture=True))
    assert stage.problems == {}
