from __future__ import annotations

from pathlib import Path

import pytest

from app.config import EngineChoice
from app.errors import EngineError
from app.pipeline.programme import OnAir
from app.pipeline.studio.fake_camera import CameraFaults, Gate
from app.pipeline.studio.fake_parts import CARD_COLOUR, FakeOutput, is_moved, portrait_colour, portrait_in
from app.pipeline.studio.status import Part, Phase
from app.pipeline.types import RGBImage
from tests.unit.pipeline.stepped_clock import SteppedClock
from tests.unit.pipeline.studio.stage import ANNA, OTHER_SIZE, SIZE, Stage, until

FILM = Path("film.mp4")


def _size(image: RGBImage) -> tuple[int, int]:
    return image.shape[1], image.shape[0]


def _is_card(image: RGBImage) -> bool:
    return bool((image == CARD_COLOUR).all())


def _outputs(stage: Stage, name: str) -> list[FakeOutput]:
    return [output for output in stage.openers.outputs if output.name == name]


def test_without_its_output_the_preview_goes_on_and_retry_opens_it(stage: Stage) -> None:
    stage.openers.missing_outputs.add("vcam")
    stage.go_live()
    assert "no such device" in stage.until_problem(Part.OUTPUT)
    until(lambda: stage.studio.picture and is_moved(stage.studio.picture.image))
    assert stage.studio.status().outputs == ()
    stage.openers.missing_outputs.clear()
    stage.studio.retry(Part.OUTPUT)
    until(lambda: stage.studio.status().outputs == ("vcam",))
    stage.until_fine(Part.OUTPUT)
    stage.until_sent(is_moved)


def test_an_output_that_breaks_leaves_the_others_and_comes_back_on_retry(stage: Stage) -> None:
    stage.openers.outputs_break_at["vcam"] = 5
    stage.change(outputs=("vcam", "other"))
    stage.go_live()
    assert "cannot write" in stage.until_problem(Part.OUTPUT)
    until(lambda: stage.studio.status().outputs == ("other",))
    (other,) = _outputs(stage, "other")
    stage.until_sent(is_moved, other)
    stage.studio.retry(Part.OUTPUT)
    until(lambda: stage.studio.status().outputs == ("other", "vcam"))
    stage.until_fine(Part.OUTPUT)
    # What works is not touched: whoever watches it sees no interruption.
    assert _outputs(stage, "other") == [other]
    assert not other.closed
    assert [output.closed for output in _outputs(stage, "vcam")] == [True, False]


def test_a_lost_virtual_camera_comes_back_by_itself_with_ever_more_patience(
    stepped: Stage, clock: SteppedClock
) -> None:
    stepped.openers.outputs_break_at["vcam"] = 1
    stepped.go_live()
    while Part.OUTPUT not in stepped.problems:
        clock.advance(0.02)
        stepped.settle()
    lost_at = clock.now()
    stepped.openers.missing_outputs.add("vcam")
    while clock.now() - lost_at < 2.5:  # tried in vain after a second
        clock.advance(0.25)
        stepped.settle()
    stepped.openers.missing_outputs.clear()
    assert "no such device" in stepped.problems[Part.OUTPUT]
    while len(stepped.openers.outputs) == 1:
        clock.advance(0.25)
        stepped.settle()
    assert clock.now() - lost_at == pytest.approx(3.0, abs=0.3)
    stepped.until_fine(Part.OUTPUT)
    assert stepped.studio.status().outputs == ("vcam",)


def test_outputs_are_changed_while_a_recording_goes_on(stage: Stage) -> None:
    stage.go_live()
    stage.studio.record(FILM)
    until(lambda: FILM in stage.openers.recordings)
    film = stage.openers.recordings[FILM]
    stage.until_sent(is_moved, film)
    stage.change(outputs=("other",))
    until(lambda: stage.studio.status().outputs == ("other",))
    stage.until_sent(is_moved, film)
    stage.until_sent(is_moved)
    assert _outputs(stage, "vcam")[0].closed
    assert not film.closed
    assert stage.problems == {}


def test_no_output_at_all_is_fine(stage: Stage) -> None:
    stage.change(outputs=())
    stage.go_live()
    until(lambda: stage.studio.picture and is_moved(stage.studio.picture.image))
    assert stage.problems == {}


def test_an_output_named_twice_is_opened_once(stage: Stage) -> None:
    stage.change(outputs=("vcam", "vcam"))
    stage.go_live()
    assert len(stage.openers.outputs) == 1


@pytest.mark.parametrize("fps", [100.0, 50.0])
def test_another_size_reaches_every_sink_and_no_frame_is_mixed(stage: Stage, fps: float) -> None:
    stage.change(outputs=("vcam", "other"))
    stage.go_live()
    stage.until_sent(is_moved)
    stage.change(size=OTHER_SIZE, fps=fps)
    until(lambda: len(stage.openers.outputs) == 4)
    stage.until_sent(is_moved)
    until(lambda: stage.studio.picture and _size(stage.studio.picture.image) == OTHER_SIZE)
    stage.stop()
    # A fake output that is sent another size than its own is lost, with a problem.
    assert stage.problems == {}
    for output in stage.openers.outputs:
        assert output.images
        assert {_size(image) for image in output.images} == {output.size}
    assert [output.size for output in stage.openers.outputs] == [SIZE, SIZE, OTHER_SIZE, OTHER_SIZE]
    assert stage.output.fps == fps


def test_another_rate_alone_opens_the_outputs_anew(stage: Stage) -> None:
    stage.go_live()
    stage.change(fps=50.0)
    until(lambda: len(stage.openers.outputs) == 2)
    stage.until_sent(is_moved)
    assert stage.output.fps == 50.0
    assert stage.problems == {}


def test_many_changes_of_size_never_mix_frames(stage: Stage) -> None:
    stage.go_live()
    for number in range(10):
        opened = len(stage.openers.outputs)
        stage.change(size=OTHER_SIZE if number % 2 == 0 else SIZE)
        until(lambda opened=opened: len(stage.openers.outputs) > opened)  # type: ignore[misc]
        until(lambda: stage.output.images)
    stage.stop()
    assert stage.problems == {}
    assert all({_size(image) for image in output.images} == {output.size} for output in stage.openers.outputs)


def test_a_size_the_engine_refuses_leaves_the_old_one_once(stage: Stage) -> None:
    stage.openers.animator_faults.sizes = frozenset({OTHER_SIZE})
    stage.go_live()
    stage.change(size=OTHER_SIZE)
    assert "12 x 16" in stage.until_problem(Part.STREAM)
    stage.until_sent(is_moved)
    stage.settle()
    assert stage.phase is Phase.LIVE
    assert [output.size for output in stage.openers.outputs] == [SIZE, SIZE]
    assert Part.OUTPUT not in stage.problems


def test_a_portrait_that_cannot_be_drawn_at_rest_gives_way_to_the_card(stage: Stage) -> None:
    stage.openers.camera_faults["front"] = CameraFaults(by_hand=True)
    stage.go_live()
    original = stage.openers.animators[0].at_rest

    def fail() -> RGBImage:
        raise EngineError("cannot draw", "a planted fault")

    stage.openers.animators[0].at_rest = fail  # type: ignore[method-assign]
    stage.change(size=OTHER_SIZE)
    until(lambda: len(stage.openers.outputs) == 2)
    stage.until_sent(_is_card)
    assert _size(stage.output.images[0]) == OTHER_SIZE
    stage.openers.animators[0].at_rest = original  # type: ignore[method-assign]
    stage.openers.cameras[0].deliver()
    stage.until_sent(is_moved)


def test_a_size_changed_while_starting_is_that_of_the_stream(stage: Stage) -> None:
    gate = stage.openers.gates["animator"] = Gate()
    stage.studio.start()
    assert gate.reached.wait(20)
    stage.change(size=OTHER_SIZE)
    until(lambda: stage.openers.outputs and stage.openers.outputs[0].closed)
    gate.open()
    until(lambda: len(stage.openers.outputs) == 2)
    stage.until_sent(is_moved)
    assert {_size(image) for image in stage.output.images} == {OTHER_SIZE}
    assert stage.problems == {}


def test_the_placeholder_is_on_air_from_the_next_tick_and_outlives_every_change(
    stepped: Stage, clock: SteppedClock
) -> None:
    stepped.go_live()
    until(lambda: clock.are_waiting(2))
    stepped.studio.show(OnAir.PLACEHOLDER)
    sent = len(stepped.output.images)
    clock.advance(0.011)
    until(lambda: len(stepped.output.images) > sent)
    assert _is_card(stepped.output.images[sent])
    stepped.change(size=OTHER_SIZE, portrait=Path("bert.png"), engine=EngineChoice.LIVEPORTRAIT)
    until(lambda: len(stepped.openers.outputs) == 2)
    until(lambda: stepped.output.images)
    assert all(_is_card(image) for image in stepped.output.images)
    assert stepped.studio.status().on_air is OnAir.PLACEHOLDER


def test_frozen_repeats_one_picture_until_it_is_let_go(stage: Stage) -> None:
    stage.go_live()
    stage.until_sent(is_moved)
    stage.studio.show(OnAir.FROZEN)
    stage.settle()
    frozen_from = len(stage.output.images)
    until(lambda: len(stage.output.images) > frozen_from + 20)
    assert len({id(image) for image in stage.output.images[frozen_from + 1 :]}) == 1
    stage.studio.show(OnAir.PORTRAIT)
    frozen = stage.output.images[-1]
    stage.until_sent(lambda image: image is not frozen and is_moved(image))


def test_a_panic_while_starting_holds(stage: Stage) -> None:
    gate = stage.openers.gates["animator"] = Gate()
    stage.studio.start()
    assert gate.reached.wait(20)
    stage.studio.show(OnAir.PLACEHOLDER)
    gate.open()
    until(lambda: len(stage.openers.outputs) == 1 and len(stage.output.images) > 10)
    assert all(_is_card(image) for image in stage.output.images)


def test_a_second_press_of_start_does_not_end_a_panic(stage: Stage) -> None:
    stage.go_live()
    stage.studio.show(OnAir.PLACEHOLDER)
    stage.studio.start()
    stage.until_sent(_is_card)
    assert stage.studio.status().on_air is OnAir.PLACEHOLDER
    stage.stop()
    assert stage.studio.status().on_air is OnAir.PORTRAIT
    stage.go_live()
    stage.until_portrait(portrait_colour(ANNA))


def test_nothing_is_on_air_while_stopped(stage: Stage) -> None:
    stage.studio.show(OnAir.PLACEHOLDER)
    assert stage.studio.status().on_air is OnAir.PORTRAIT
    stage.go_live()
    stage.until_sent(lambda image: portrait_in(image) == portrait_colour(ANNA))
