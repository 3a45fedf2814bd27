from __future__ import annotations

import threading

from app.pipeline.studio.fake_camera import CameraFaults, Gate
from app.pipeline.studio.fake_parts import is_moved, smile_in
from tests.unit.pipeline.studio.stage import Stage, smiling, until


def test_a_tuning_from_before_the_start_is_that_of_the_first_picture(stage: Stage) -> None:
    stage.studio.tune(smiling(0.5))
    stage.go_live()
    until(lambda: stage.output.images)
    assert smile_in(stage.output.images[0]) == 0.5


def test_a_tuning_while_the_animator_is_built_is_not_lost(stage: Stage) -> None:
    gate = stage.openers.gates["animator"] = Gate()
    stage.studio.start()
    assert gate.reached.wait(20)
    stage.studio.tune(smiling(0.5))
    gate.open()
    until(lambda: stage.openers.outputs and stage.output.images)
    stage.until_sent(lambda image: smile_in(image) == 0.5)


def test_a_tuning_while_the_parts_are_opened_is_not_lost(stage: Stage) -> None:
    gate = stage.openers.gates["engine"] = Gate()
    stage.studio.start()
    assert gate.reached.wait(20)
    stage.studio.tune(smiling(-0.5))
    gate.open()
    until(lambda: stage.openers.outputs and stage.output.images)
    stage.until_sent(lambda image: smile_in(image) == -0.5)


def test_a_tuning_reaches_the_very_next_frame(stage: Stage) -> None:
    stage.openers.camera_faults["front"] = CameraFaults(by_hand=True)
    stage.go_live()
    until(lambda: stage.openers.cameras)
    for number in range(20):
        smile = number / 50
        stage.studio.tune(smiling(smile))
        stage.openers.cameras[0].deliver()
        stage.until_sent(lambda image, number=number: is_moved(image) and image[0, 0, 0] == number)  # type: ignore[misc]
        assert smile_in(stage.output.images[-1]) == smile


def test_a_tuning_shows_without_any_camera(stage: Stage) -> None:
    stage.openers.camera_faults["front"] = CameraFaults(by_hand=True)
    stage.go_live()
    stage.studio.tune(smiling(1.0))
    stage.until_sent(lambda image: smile_in(image) == 1.0)


def test_a_thousand_tunings_during_one_frame_are_one(stage: Stage) -> None:
    gate = stage.openers.animator_faults.gate = Gate()
    stage.go_live()
    assert gate.reached.wait(20)
    for number in range(1001):
        stage.studio.tune(smiling(number / 1000))
    stage.openers.animator_faults.gate = None
    gate.open()
    stage.until_sent(lambda image: smile_in(image) == 1.0)
    (animator,) = stage.openers.animators
    assert len(animator.tunings) <= 4


def test_the_newest_tuning_wins_whatever_thread_it_comes_from(stage: Stage) -> None:
    """While a stream is begun, its thread hands over tunings too."""
    for number in range(10):
        stage.studio.start()
        done = threading.Event()

        def slide(done: threading.Event = done) -> None:
            for step in range(200):
                stage.studio.tune(smiling(step / 200))
            stage.studio.tune(smiling(1.0))
            done.set()

        thread = threading.Thread(target=slide)
        thread.start()
        assert done.wait(20)
        thread.join()
        until(lambda number=number: len(stage.openers.outputs) == number + 1)  # type: ignore[misc]
        stage.until_sent(lambda image: smile_in(image) == 1.0)
        assert stage.openers.animators[-1].tunings[-1] == smiling(1.0)
        stage.stop()
