"""The engine: it raises, draws nothing, takes seconds, hangs. The mesh engine goes on, and it comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest

from app.config import EngineChoice
from app.errors import EngineError
from app.pipeline.studio.engine_keeper import PATIENCE_S
from app.pipeline.studio.fake_camera import Gate
from app.pipeline.studio.fake_parts import EngineFaults, is_moved, portrait_colour, portrait_in, smile_in
from app.pipeline.studio.status import Part, Phase
from tests.unit.pipeline.stepped_clock import SteppedClock
from tests.unit.pipeline.studio.stage import ANNA, BERT, Stage, smiling, until

LIVEPORTRAIT = EngineChoice.LIVEPORTRAIT
OUT_OF_MEMORY = EngineError("cannot draw", "the GPU has no memory left", "Close other programs")


def _raises(error: Exception) -> Callable[[EngineFaults], None]:
    def plant(faults: EngineFaults) -> None:
        faults.error = error

    return plant


def _gives_nan(faults: EngineFaults) -> None:
    faults.empty = True


FAULTS = {
    "out of memory": (_raises(OUT_OF_MEMORY), "no memory left"),
    "raises": (_raises(ValueError("a planted fault")), "planted"),
    "the device is gone": (_raises(RuntimeError("CUDA error: device lost")), "device lost"),
    "gives NaN": (_gives_nan, "one colour"),
}


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()


def _live_with_liveportrait(stage: Stage) -> EngineFaults:
    faults = stage.openers.engine_faults[LIVEPORTRAIT] = EngineFaults()
    stage.config = replace(stage.config, engine=LIVEPORTRAIT)
    stage.go_live()
    until(lambda: stage.studio.status().engine == "liveportrait")
    return faults


@pytest.mark.parametrize(("plant", "said"), FAULTS.values(), ids=FAULTS)
def test_the_mesh_engine_stands_in_and_the_engine_comes_back(
    plant: Callable[[EngineFaults], None], said: str, stepped: Stage, clock: SteppedClock
) -> None:
    faults = _live_with_liveportrait(stepped)
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=1)
    plant(faults)
    stepped.until_later(clock, lambda: stepped.studio.status().engine == "mesh", within_s=1)
    assert said in stepped.problems[Part.ENGINE]
    assert stepped.openers.engines[0].closed == 1, "its memory is wanted back"
    before = len(stepped.output.images)
    stepped.pass_time(clock, 2)
    assert all(is_moved(image) for image in stepped.output.images[before:])
    faults.error, faults.empty = None, False
    stepped.until_later(
        clock, lambda: stepped.studio.status().engine == "liveportrait", within_s=PATIENCE_S[0] + 1
    )
    stepped.until_later(clock, lambda: Part.ENGINE not in stepped.problems, within_s=1)
    assert stepped.phase is Phase.LIVE


def test_an_engine_that_fails_again_and_again_is_asked_less_and_less(
    stepped: Stage, clock: SteppedClock
) -> None:
    faults = _live_with_liveportrait(stepped)
    faults.error = OUT_OF_MEMORY
    opened: list[float] = []
    for number in range(2, 5):
        stepped.until_later(clock, partial(_opened, stepped, number), within_s=8 * PATIENCE_S[0])
        opened.append(clock.now())
    first, second = (b - a for a, b in pairwise(opened))
    assert second > 1.5 * first
    stepped.until_later(clock, lambda: "no memory left" in stepped.problems.get(Part.ENGINE, ""), within_s=2)


def _opened(stage: Stage, times: int) -> bool:
    return sum(engine.name == "liveportrait" for engine in stage.openers.engines) == times


def _smiles(stage: Stage, smile: float) -> bool:
    return abs(smile_in(stage.output.images[-1]) - smile) < 0.02


def test_one_bad_picture_changes_nothing(stage: Stage) -> None:
    faults = _live_with_liveportrait(stage)
    stage.until_sent(is_moved)
    faults.error = ValueError("a planted fault")
    faults.times = 2
    until(lambda: faults.times == 0)
    stage.until_sent(is_moved)
    assert stage.studio.status().engine == "liveportrait"
    assert stage.problems == {}


def test_a_picture_that_takes_two_seconds_is_waited_for(
    stepped: Stage, clock: SteppedClock, gate: Gate
) -> None:
    faults = _live_with_liveportrait(stepped)
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=1)
    faults.gate = gate
    stepped.until_later(clock, gate.reached.is_set, within_s=1)
    sent = len(stepped.output.images)
    stepped.pass_time(clock, 2)
    assert len(stepped.output.images) > sent, "the output goes on"
    gate.open()
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=1)
    assert stepped.studio.status().engine == "liveportrait"
    assert stepped.problems == {}


def test_an_engine_that_never_comes_back_is_left_behind(
    stepped: Stage, clock: SteppedClock, gate: Gate
) -> None:
    faults = _live_with_liveportrait(stepped)
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=1)
    faults.gate = gate
    stepped.until_later(clock, gate.reached.is_set, within_s=1)
    faults.gate = None
    stepped.until_later(clock, lambda: stepped.studio.status().engine == "mesh", within_s=7)
    assert "hangs" in stepped.problems[Part.ENGINE]
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=2)
    gate.open()
    until(lambda: stepped.openers.engines[0].closed)
    assert stepped.phase is Phase.LIVE


def test_a_portrait_chosen_while_the_engine_hangs_is_shown_by_the_one_that_stands_in(
    stepped: Stage, clock: SteppedClock, gate: Gate
) -> None:
    faults = _live_with_liveportrait(stepped)
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=1)
    assert portrait_in(stepped.output.images[-1]) == portrait_colour(ANNA)
    faults.gate = gate
    stepped.until_later(clock, gate.reached.is_set, within_s=1)
    faults.gate = None
    stepped.change(portrait=BERT)
    stepped.until_later(
        clock,
        lambda: portrait_in(stepped.output.images[-1]) == portrait_colour(BERT),
        within_s=60,
        settling=False,
    )
    assert stepped.studio.status().engine == "mesh"


def test_what_is_tuned_while_the_engine_hangs_and_after_it_reaches_the_one_that_stands_in(
    stepped: Stage, clock: SteppedClock, gate: Gate
) -> None:
    faults = _live_with_liveportrait(stepped)
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=1)
    faults.gate = gate
    stepped.until_later(clock, gate.reached.is_set, within_s=1)
    faults.gate = None
    for smile in (0.5, 1.0):
        stepped.studio.tune(smiling(smile))
        stepped.until_later(clock, partial(_smiles, stepped, smile), within_s=8)
    assert stepped.studio.status().engine == "mesh"


def test_an_engine_that_hangs_over_a_portrait_is_left_behind(
    stepped: Stage, clock: SteppedClock, gate: Gate
) -> None:
    faults = _live_with_liveportrait(stepped)
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=1)
    faults.taking = gate
    stepped.change(portrait=BERT)
    stepped.until_later(clock, gate.reached.is_set, within_s=1, settling=False)
    faults.taking = None
    stepped.until_later(
        clock,
        lambda: portrait_in(stepped.output.images[-1]) == portrait_colour(BERT),
        within_s=60,
        settling=False,
    )
    assert stepped.studio.status().engine == "mesh"
    assert list(stepped.problems) == [Part.ENGINE]
    assert "hangs" in stepped.problems[Part.ENGINE]
    gate.open()
    until(lambda: stepped.openers.engines[0].closed)
    stepped.until_later(clock, partial(_opened, stepped, 2), within_s=PATIENCE_S[0] + 1)
    stepped.until_later(clock, lambda: stepped.problems == {}, within_s=2)


def test_an_engine_that_hangs_each_time_is_tried_no_more_until_somebody_asks(
    stepped: Stage, clock: SteppedClock, gate: Gate
) -> None:
    faults = _live_with_liveportrait(stepped)
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=1)
    faults.gate = gate
    for times in (2, 3):
        stepped.until_later(clock, partial(_opened, stepped, times), within_s=60, settling=False)
    stepped.until_later(clock, lambda: stepped.studio.status().engine == "mesh", within_s=20, settling=False)
    stepped.pass_time(clock, 60)
    assert _opened(stepped, 3)
    assert "hangs" in stepped.problems[Part.ENGINE]
    faults.gate = None
    stepped.studio.retry(Part.ENGINE)
    stepped.until_later(clock, lambda: stepped.studio.status().engine == "liveportrait", within_s=5)
    assert stepped.problems == {}


def test_a_mesh_engine_that_fails_leaves_the_portrait_at_rest_until_it_works(
    stepped: Stage, clock: SteppedClock
) -> None:
    faults = stepped.openers.engine_faults[EngineChoice.MESH] = EngineFaults()
    stepped.go_live()
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=1)
    faults.error = ValueError("a planted fault")
    stepped.until_later(clock, lambda: "planted" in stepped.problems.get(Part.ENGINE, ""), within_s=4)
    stepped.until_later(clock, lambda: not is_moved(stepped.output.images[-1]), within_s=2)
    faults.error = None
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=1)
    assert stepped.problems == {}
