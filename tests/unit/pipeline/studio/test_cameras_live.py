from __future__ import annotations

import pytest

from app.errors import AppError, SourceError
from app.pipeline.clock import SystemClock
from app.pipeline.opening import Opening
from app.pipeline.sources.fresh import STEADY_S
from app.pipeline.studio.fake_camera import CameraFaults, FakeCamera, Gate
from app.pipeline.studio.fake_parts import is_moved
from app.pipeline.studio.status import Part
from app.pipeline.types import RGBImage
from tests.unit.pipeline.stepped_clock import SteppedClock
from tests.unit.pipeline.studio.stage import Stage, until

MISSING = SourceError("cannot open the camera", "there is no such camera")
BUSY = SourceError("cannot open the camera", "another program uses it", "Close that program")


def _is_at_rest(image: RGBImage) -> bool:
    return not is_moved(image)


def test_a_missing_camera_is_asked_for_with_growing_patience(stepped: Stage, clock: SteppedClock) -> None:
    stepped.openers.camera_faults["front"] = CameraFaults(error=MISSING)
    stepped.go_live()
    attempts = stepped.openers.camera_attempts
    waited = []
    for number in range(1, 8):
        stepped.settle()
        assert len(attempts) == number
        assert Part.CAMERA in stepped.problems
        at = clock.now()
        while len(attempts) == number:
            clock.advance(0.25)
            stepped.settle()
        waited.append(clock.now() - at)
    assert waited == [0.5, 1.0, 2.0, 3.0, 3.0, 3.0, 3.0]


def test_a_camera_that_comes_back_is_read_and_its_problem_is_over(stage: Stage) -> None:
    faults = stage.openers.camera_faults["front"] = CameraFaults(fails_at=3)
    stage.go_live()
    assert "unplugged" in stage.until_problem(Part.CAMERA)
    faults.fails_at = None
    faults.error = MISSING
    # The portrait goes to rest, and the output goes on.
    stage.until_sent(_is_at_rest)
    assert "unplugged" in stage.problems[Part.CAMERA]
    faults.error = None
    stage.studio.retry(Part.CAMERA)
    stage.until_sent(is_moved)
    stage.until_fine(Part.CAMERA)
    assert stage.openers.animators[0].met == 2


def test_a_camera_lost_in_the_middle_is_opened_again_after_half_a_second(
    stepped: Stage, clock: SteppedClock
) -> None:
    faults = stepped.openers.camera_faults["front"] = CameraFaults(by_hand=True, fails_at=1)
    stepped.go_live()
    until(lambda: stepped.openers.cameras)
    stepped.openers.cameras[0].deliver()
    stepped.until_problem(Part.CAMERA)
    faults.fails_at = None
    lost_at = clock.now()
    while len(stepped.openers.cameras) == 1:
        clock.advance(0.125)
        stepped.settle()
    assert clock.now() - lost_at == 0.5
    assert Part.CAMERA in stepped.problems
    stepped.openers.cameras[1].deliver()
    until(lambda: stepped.openers.cameras[1].given == 1)
    stepped.settle()
    assert Part.CAMERA in stepped.problems
    clock.advance(STEADY_S)
    stepped.openers.cameras[1].deliver()
    stepped.until_fine(Part.CAMERA)


def test_a_camera_that_stays_frozen_is_one_problem_however_often_it_is_opened(
    stepped: Stage, clock: SteppedClock
) -> None:
    stepped.openers.camera_faults["front"] = CameraFaults(frozen=True)
    stepped.go_live()
    stepped.until_later(clock, lambda: Part.CAMERA in stepped.problems, within_s=5)
    serial = stepped.studio.status().problems[0].serial
    stepped.until_later(clock, lambda: len(stepped.openers.cameras) == 4, within_s=20)
    assert [problem.serial for problem in stepped.studio.status().problems] == [serial]


def test_a_camera_that_opens_and_fails_at_once_is_one_problem_and_no_tight_loop(
    stepped: Stage, clock: SteppedClock
) -> None:
    stepped.openers.camera_faults["front"] = CameraFaults(fails_at=0)
    stepped.go_live()
    stepped.until_problem(Part.CAMERA)
    serial = stepped.studio.status().problems[0].serial
    stepped.settle()
    assert len(stepped.openers.cameras) == 1
    for _ in range(80):
        clock.advance(0.125)
        stepped.settle()
    # Ten seconds: after 0, 0.5, 1.5, 3.5, 6.5 and 9.5.
    assert len(stepped.openers.cameras) == 6
    assert stepped.studio.status().problems[0].serial == serial


def test_a_camera_that_ends_without_an_error_is_opened_again(stage: Stage) -> None:
    stage.openers.camera_faults["front"] = CameraFaults(ends_at=2)
    stage.go_live()
    until(lambda: len(stage.openers.cameras) >= 2)
    assert stage.problems == {}


def test_another_camera_takes_over_from_one_that_is_blocked(stage: Stage) -> None:
    stage.openers.camera_faults["front"] = CameraFaults(blocks_at=2)
    stage.go_live()
    until(lambda: stage.openers.cameras and stage.openers.cameras[0].blocked.is_set())
    stage.change(camera="back")
    until(lambda: len(stage.openers.cameras) == 2)
    stage.until_sent(lambda image: is_moved(image) and image[0, 0, 0] > 5)
    assert stage.openers.cameras[0].closed.is_set()
    assert stage.problems == {}


def test_a_frame_that_comes_too_late_from_a_camera_let_go_moves_nothing(stage: Stage) -> None:
    stage.openers.camera_faults["front"] = CameraFaults(blocks_at=0, stubborn=True)
    stage.openers.camera_faults["back"] = CameraFaults(error=MISSING)
    stage.studio.keep_frames(True)
    stage.go_live()
    until(lambda: stage.openers.cameras and stage.openers.cameras[0].blocked.is_set())
    stage.change(camera="back")
    stage.until_problem(Part.CAMERA)
    stage.openers.cameras[0].released.set()
    stage.until_sent(lambda _: len(stage.output.images) > 150)
    assert not any(is_moved(image) for image in stage.output.images)
    assert stage.studio.frame is None
    assert stage.studio.driver is None


def test_a_busy_camera_and_back(stage: Stage) -> None:
    stage.openers.camera_faults["back"] = CameraFaults(error=BUSY)
    stage.go_live()
    stage.until_sent(is_moved)
    stage.change(camera="back")
    assert "another program" in stage.until_problem(Part.CAMERA)
    until(lambda: stage.openers.cameras[0].closed.is_set())
    until(lambda: stage.studio.status().face_seen is None)
    stage.change(camera="front")
    stage.until_fine(Part.CAMERA)
    until(lambda: len(stage.openers.cameras) == 2)
    stage.until_sent(lambda image: is_moved(image) and image[0, 0, 0] > 5)
    assert stage.studio.status().face_seen


def test_what_was_wrong_with_the_old_camera_is_not_said_of_the_new_one(stage: Stage) -> None:
    stage.openers.camera_faults["front"] = CameraFaults(fails_at=0)
    stage.openers.camera_faults["back"] = CameraFaults(error=BUSY)
    stage.go_live()
    assert "unplugged" in stage.until_problem(Part.CAMERA)
    stage.change(camera="back")
    until(lambda: "another program" in stage.problems.get(Part.CAMERA, ""))


def test_changes_do_not_wait_for_a_camera_that_opens_slowly(stage: Stage) -> None:
    gate = stage.openers.gates["source"] = Gate()
    stage.go_live()
    assert gate.reached.wait(20)
    stage.change(outputs=("vcam", "other"))
    until(lambda: len(stage.openers.outputs) == 2)
    stage.change(camera="back")
    until(lambda: len(stage.openers.camera_attempts) == 2)
    gate.open()
    stage.until_sent(is_moved)
    cameras = {camera.name: camera for camera in stage.openers.cameras}
    until(cameras["front"].closed.is_set, "the closing of the camera nobody wants")
    assert not cameras["back"].closed.is_set()


def test_the_driver_is_seen_only_while_asked_for(stage: Stage) -> None:
    stage.go_live()
    stage.until_sent(is_moved)
    assert stage.studio.frame is None
    stage.studio.keep_frames(True)
    until(lambda: stage.studio.frame)
    stage.studio.keep_frames(False)
    assert stage.studio.frame is None


def test_an_opening_that_nobody_wants_any_more_is_closed() -> None:
    camera = FakeCamera("front", SystemClock(), 30, CameraFaults())
    gate = Gate()

    def open_slowly() -> FakeCamera:
        gate.pass_through()
        return camera

    opening = Opening("camera", open_slowly, lambda: None)
    opening.abandon()
    assert not opening.done
    gate.open()
    assert camera.closed.wait(20)


def test_a_finished_opening_is_closed_when_it_is_abandoned() -> None:
    camera = FakeCamera("front", SystemClock(), 30, CameraFaults())
    opening = Opening("camera", lambda: camera, lambda: None)
    until(lambda: opening.done)
    opening.abandon()
    assert camera.closed.is_set()


def test_a_fault_of_the_program_while_opening_is_told_as_one() -> None:
    opening = Opening("camera", lambda: 1 / 0, lambda: None)  # type: ignore[type-var]
    until(lambda: opening.done)
    with pytest.raises(AppError, match="ZeroDivisionError"):
        opening.take()
