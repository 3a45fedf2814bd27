from __future__ import annotations

from pathlib import Path

from app.errors import EngineError
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.studio.fake_camera import CameraFaults, Gate
from app.pipeline.studio.fake_parts import is_moved, portrait_colour, portrait_in
from app.pipeline.studio.status import Part
from app.pipeline.types import RGBImage
from tests.unit.pipeline.stepped_clock import SteppedClock
from tests.unit.pipeline.studio.stage import ANNA, BERT, CARL, CONFIG, Stage, until


def _colours(images: list[RGBImage]) -> list[tuple[int, int]]:
    """The portraits that were on air, one after the other."""
    seen: list[tuple[int, int]] = []
    for image in images:
        if not seen or seen[-1] != portrait_in(image):
            seen.append(portrait_in(image))
    return seen


def test_a_swap_shows_the_new_portrait_and_the_old_never_comes_back(stage: Stage) -> None:
    stage.go_live()
    stage.until_sent(is_moved)
    stage.change(portrait=BERT)
    stage.until_sent(lambda image: is_moved(image) and portrait_in(image) == portrait_colour(BERT))
    stage.stop()
    assert _colours(stage.output.images) == [portrait_colour(ANNA), portrait_colour(BERT)]


def test_every_tick_is_sent_while_a_portrait_is_loaded_and_swapped(
    stepped: Stage, clock: SteppedClock
) -> None:
    def play(moments: int) -> None:
        for _ in range(moments):
            until(lambda: clock.are_waiting(2), "the wait of camera and output")
            clock.advance_to_next()

    stepped.go_live()
    play(20)
    gate = stepped.openers.gates["portrait"] = Gate()
    stepped.change(portrait=BERT)
    assert gate.reached.wait(20)
    play(20)
    gate.open()
    until(lambda: stepped.openers.animators[0].portrait.name == str(BERT))
    play(20)
    assert portrait_in(stepped.output.images[-1]) == portrait_colour(BERT)
    metrics = stepped.studio.status().metrics
    assert metrics is not None
    assert metrics.frames_out > 25
    assert metrics.gaps == 0
    assert metrics.interval.max <= 1.5 / CONFIG.fps


def test_a_portrait_without_a_face_leaves_the_old_one_and_a_good_one_clears_the_problem(
    stage: Stage,
) -> None:
    stage.openers.faceless.add(BERT)
    stage.go_live()
    stage.change(portrait=BERT)
    assert "no face" in stage.until_problem(Part.PORTRAIT)
    stage.until_portrait(portrait_colour(ANNA))
    stage.change(portrait=CARL)
    stage.until_portrait(portrait_colour(CARL))
    stage.until_fine(Part.PORTRAIT)
    assert portrait_colour(BERT) not in _colours(stage.output.images)


def test_a_portrait_the_engine_refuses_is_a_problem_of_the_portrait(stage: Stage) -> None:
    stage.go_live()

    def refuse(portrait: Portrait) -> None:
        raise EngineError(f"cannot use {portrait.name}", "the face is too small")

    stage.openers.engines[0].set_portrait = refuse  # type: ignore[method-assign]
    stage.change(portrait=BERT)
    assert "too small" in stage.until_problem(Part.PORTRAIT)
    stage.until_portrait(portrait_colour(ANNA))


def test_a_start_with_a_faceless_portrait_takes_the_shipped_one(stage: Stage) -> None:
    stage.openers.faceless.add(ANNA)
    stage.go_live()
    stage.until_portrait(portrait_colour(None))
    assert Part.PORTRAIT in stage.problems


def test_of_many_quick_swaps_only_the_last_is_loaded(stage: Stage) -> None:
    stage.go_live()
    gate = stage.openers.gates["portrait"] = Gate()
    stage.change(portrait=BERT)
    assert gate.reached.wait(20)
    for number in range(50):
        stage.change(portrait=Path(f"{number}.png"))
    gate.open()
    stage.until_portrait(portrait_colour(Path("49.png")))
    assert stage.openers.portraits == [ANNA, BERT, Path("49.png")]


def test_a_swap_shows_without_any_camera(stage: Stage) -> None:
    stage.openers.camera_faults["front"] = CameraFaults(by_hand=True)
    stage.go_live()
    stage.change(portrait=BERT)
    stage.until_portrait(portrait_colour(BERT))
    assert not any(is_moved(image) for image in stage.output.images)


def test_retry_loads_a_portrait_again(stage: Stage) -> None:
    stage.openers.faceless.add(BERT)
    stage.go_live()
    stage.change(portrait=BERT)
    stage.until_problem(Part.PORTRAIT)
    stage.openers.faceless.clear()
    stage.studio.retry(Part.PORTRAIT)
    stage.until_portrait(portrait_colour(BERT))
    stage.until_fine(Part.PORTRAIT)


def test_retry_that_fails_again_is_said_again(stage: Stage) -> None:
    stage.openers.faceless.add(ANNA)
    until(lambda: Part.PORTRAIT in stage.problems)
    before = stage.studio.status().problems[0].serial
    stage.studio.retry(Part.PORTRAIT)
    until(lambda: any(problem.serial > before for problem in stage.studio.status().problems))
