from __future__ import annotations

import threading
from time import monotonic

from app.errors import EngineError, PortraitError
from app.pipeline.studio.fake_camera import Gate
from app.pipeline.studio.fake_parts import portrait_colour, portrait_in
from app.pipeline.studio.status import Part, Phase, Task
from tests.unit.pipeline.stepped_clock import SteppedClock
from tests.unit.pipeline.studio.stage import ANNA, BERT, Stage, until


def test_twenty_times_live_and_stopped_leaves_nothing_behind(stage: Stage) -> None:
    for number in range(20):
        assert stage.phase is Phase.STOPPED
        stage.studio.start()
        assert stage.phase in (Phase.STARTING, Phase.LIVE)
        until(lambda: stage.phase is Phase.LIVE, "going live")
        assert len(stage.openers.animators) == number + 1
        stage.studio.stop()
        assert stage.phase in (Phase.STOPPING, Phase.STOPPED)
        stage.until_stopped()
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"capture", "inference", "output"}
    assert all(animator.closed for animator in stage.openers.animators)
    assert all(engine.closed for engine in stage.openers.engines)
    assert all(output.closed for output in stage.openers.outputs)
    until(lambda: all(camera.closed.is_set() for camera in stage.openers.cameras))
    assert stage.problems == {}


def test_the_preview_shows_the_portrait_before_the_start_and_after_the_stop(stage: Stage) -> None:
    def shown() -> tuple[int, int] | None:
        picture = stage.studio.picture
        return None if picture is None else portrait_in(picture.image)

    until(lambda: shown() == portrait_colour(ANNA))
    stage.change(portrait=BERT)
    until(lambda: shown() == portrait_colour(BERT))
    stage.go_live()
    stage.stop()
    until(lambda: shown() == portrait_colour(BERT))
    assert stage.openers.portraits == [ANNA, BERT]


def test_start_twice_is_one_start(stage: Stage) -> None:
    stage.studio.start()
    stage.go_live()
    stage.studio.start()
    stage.until_portrait(portrait_colour(ANNA))
    assert len(stage.openers.animators) == 1


def test_stop_while_stopped_and_twice_is_harmless(stage: Stage) -> None:
    stage.studio.stop()
    stage.go_live()
    stage.studio.stop()
    stage.stop()
    stage.studio.stop()
    stage.go_live()
    assert stage.problems == {}


def test_a_stop_and_a_start_make_another_stream(stage: Stage) -> None:
    stage.go_live()
    stage.studio.stop()
    stage.studio.start()
    until(lambda: len(stage.openers.animators) == 2 and stage.phase is Phase.LIVE)
    assert stage.openers.animators[0].closed


def test_close_twice_while_live(stage: Stage) -> None:
    stage.go_live()
    assert stage.studio.close()
    assert stage.studio.close()
    assert stage.phase is Phase.STOPPED
    assert stage.output.closed


def test_close_while_starting(stage: Stage) -> None:
    gate = stage.openers.gates["animator"] = Gate()
    stage.studio.start()
    assert gate.reached.wait(20)
    closer = threading.Thread(target=stage.studio.close)
    closer.start()
    until(lambda: stage.phase is Phase.STOPPING)
    gate.open()
    closer.join(5)
    assert not closer.is_alive()
    assert stage.openers.animators[0].closed


def test_a_studio_never_started_closes(stage: Stage) -> None:
    assert stage.studio.close()
    assert stage.openers.engines == []


def test_a_stop_does_not_wait_for_a_camera_that_opens_slowly(stage: Stage) -> None:
    gate = stage.openers.gates["source"] = Gate()
    stage.go_live()
    assert gate.reached.wait(20)
    assert stage.studio.status().task is Task.OPENING_CAMERA
    stage.stop()
    assert stage.studio.status().task is None
    gate.open()
    until(lambda: stage.openers.cameras and stage.openers.cameras[0].closed.is_set(), "the camera's closing")


def test_a_stop_does_not_wait_for_a_change_the_engine_never_comes_to(stage: Stage) -> None:
    gate = stage.openers.animator_faults.gate = Gate()
    stage.go_live()
    assert gate.reached.wait(20)
    stage.change(portrait=BERT)
    until(lambda: BERT in stage.openers.portraits)
    started_at = monotonic()
    stage.stop()
    assert monotonic() - started_at < 5
    stage.openers.animator_faults.gate = None
    gate.open()
    stage.go_live()
    stage.until_portrait(portrait_colour(BERT))


def test_an_animator_that_cannot_be_built_ends_the_stream_and_a_new_start_works(stage: Stage) -> None:
    stage.openers.animator_faults.built = EngineError("cannot start the engine", "a planted fault")
    stage.studio.start()
    assert "planted" in stage.until_problem(Part.STREAM)
    stage.until_stopped()
    assert stage.openers.engines[0].closed
    stage.openers.animator_faults.built = None
    stage.go_live()
    stage.until_portrait(portrait_colour(ANNA))
    assert stage.problems == {}


def test_drawing_that_always_fails_is_said_and_the_stream_goes_on_until_it_works_again(
    stepped: Stage, clock: SteppedClock
) -> None:
    stepped.go_live()
    stepped.openers.animator_faults.drawing = RuntimeError("a planted fault")

    def said() -> bool:
        clock.advance(0.05)
        return Part.ENGINE in stepped.problems

    until(said, "the problem")
    assert "planted" in stepped.problems[Part.ENGINE]
    assert stepped.phase is Phase.LIVE
    stepped.openers.animator_faults.drawing = None

    def works() -> bool:
        clock.advance(0.05)
        return Part.ENGINE not in stepped.problems

    until(works, "the end of the problem")


def test_a_fault_of_the_program_is_said_and_a_new_start_works(stage: Stage) -> None:
    stage.openers.sink = lambda *_: 1 / 0  # type: ignore[method-assign,assignment]
    stage.studio.start()
    assert "ZeroDivisionError" in stage.until_problem(Part.STREAM)
    stage.until_stopped()
    assert stage.openers.engines[0].closed
    del stage.openers.sink
    stage.go_live()
    assert stage.problems == {}


def test_without_any_portrait_there_is_no_stream(stage: Stage) -> None:
    until(lambda: stage.studio.picture is not None)
    original = stage.openers.portrait

    def fail(path: object) -> None:
        raise PortraitError(f"cannot use {path}", "it is damaged")

    stage.openers.portrait = fail  # type: ignore[method-assign,assignment]
    stage.change(portrait=BERT)
    stage.studio.start()
    stage.until_problem(Part.STREAM)
    stage.until_stopped()
    stage.openers.portrait = original  # type: ignore[method-assign]
    stage.go_live()
    stage.until_portrait(portrait_colour(BERT))
