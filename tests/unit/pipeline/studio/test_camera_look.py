from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from app.errors import SourceError
from app.pipeline.studio.camera_look import CameraLook
from app.pipeline.studio.fake_camera import CAMERA_COLOUR, CameraFaults, Gate
from app.pipeline.studio.fakes import FakeOpeners
from app.pipeline.types import Landmarks, RGBImage
from tests.unit.pipeline.studio.stage import until

FACE = np.zeros((478, 3), np.float32)


class FakeDetector:
    """Finds a face in every picture."""

    def __init__(self) -> None:
        self.seen: list[Landmarks | None] = []
        self.closed = False
        self.fault: Exception | None = None

    def detect(self, image: RGBImage, near: Landmarks | None = None) -> Landmarks | None:
        if self.fault is not None:
            raise self.fault
        assert image.dtype == np.uint8
        self.seen.append(near)
        return FACE

    def reset(self) -> None: ...

    def close(self) -> None:
        self.closed = True


class Room:
    """A camera by hand and whoever looks through it."""

    def __init__(self) -> None:
        self.openers = FakeOpeners()
        self.openers.camera_faults["front"] = CameraFaults(by_hand=True)
        self.detector = FakeDetector()
        self._looks: list[CameraLook] = []

    def look(self) -> CameraLook:
        self._looks.append(CameraLook(self.openers, "front", make_detector=lambda: self.detector))
        return self._looks[-1]

    def deliver(self, count: int) -> None:
        until(lambda: self.openers.cameras, "the camera")
        for _ in range(count):
            self.openers.cameras[-1].deliver()

    def close(self) -> None:
        for gate in self.openers.gates.values():
            gate.open()
        for camera in self.openers.cameras:
            camera.released.set()
        for look in self._looks:
            assert look.close()


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    yield room
    room.close()


def test_it_keeps_the_newest_frame_and_looks_for_a_face_now_and_then(room: Room) -> None:
    look = room.look()
    assert look.frame is None
    room.deliver(7)
    until(lambda: look.frame is not None and look.frame.index == 6)
    until(lambda: len(room.detector.seen) == 3)
    assert look.frame is not None
    assert tuple(look.frame.image[1, 1]) == CAMERA_COLOUR
    assert look.face is FACE
    assert room.detector.seen == [None, FACE, FACE]
    assert look.problem is None


def test_it_returns_before_the_camera_is_open(room: Room) -> None:
    gate = room.openers.gates["source"] = Gate()
    look = room.look()
    assert gate.reached.wait(10)
    assert look.frame is None
    assert look.problem is None


def test_close_lets_the_camera_and_the_detector_go(room: Room) -> None:
    look = room.look()
    room.deliver(1)
    until(lambda: look.frame)
    assert look.close()
    assert room.openers.cameras[0].closed.is_set()
    assert room.detector.closed
    assert look.close()
    assert look.problem is None


def test_asked_to_end_it_ends_with_the_next_frame(room: Room) -> None:
    look = room.look()
    look.ask_to_end()
    room.deliver(1)
    until(room.openers.cameras[0].closed.is_set)
    assert look.problem is None


def test_a_read_that_hangs_is_freed(room: Room) -> None:
    room.openers.camera_faults["front"] = CameraFaults(blocks_at=0)
    look = room.look()
    until(lambda: room.openers.cameras)
    assert room.openers.cameras[0].blocked.wait(10)
    assert look.close()


def test_a_camera_that_cannot_be_opened_is_a_problem(room: Room) -> None:
    error = SourceError("cannot open the camera", "it is busy", "Close the other program")
    room.openers.camera_faults["front"].error = error
    look = room.look()
    until(lambda: look.problem)
    assert look.problem is error
    assert look.close()


def test_one_that_is_unplugged_is_too_and_is_let_go(room: Room) -> None:
    room.openers.camera_faults["front"] = CameraFaults(fails_at=0)
    look = room.look()
    until(lambda: look.problem)
    assert "unplugged" in str(look.problem)
    assert room.openers.cameras[0].closed.is_set()
    assert room.detector.closed


def test_the_end_of_a_video_is_no_problem(room: Room) -> None:
    room.openers.camera_faults["front"] = CameraFaults(ends_at=0)
    look = room.look()
    until(lambda: room.openers.cameras and room.openers.cameras[0].closed.is_set())
    assert look.problem is None


def test_a_fault_of_the_detector_is_told_in_words_and_lets_the_camera_go(room: Room) -> None:
    room.detector.fault = ValueError("a fault")
    look = room.look()
    room.deliver(1)
    until(lambda: look.problem)
    assert "front" in str(look.problem)
    assert "a fault" in str(look.problem)
    assert room.openers.cameras[0].closed.is_set()


def test_a_detector_that_cannot_be_made_leaves_no_camera_open(room: Room) -> None:
    def none() -> FakeDetector:
        raise RuntimeError("no model")

    look = CameraLook(room.openers, "front", make_detector=none)
    until(lambda: look.problem)
    assert room.openers.cameras[0].closed.is_set()
    assert look.close()
