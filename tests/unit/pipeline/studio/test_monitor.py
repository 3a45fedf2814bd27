from __future__ import annotations

import numpy as np
import pytest

from app.pipeline.clock import ManualClock
from app.pipeline.fakes import filled
from app.pipeline.studio.fake_camera import CameraFaults, FakeCamera
from app.pipeline.studio.monitor import DriverMonitor, OutputMonitor, WatchedSource
from app.pipeline.types import FaceObservation, Frame


def _frame(index: int = 0) -> Frame:
    return Frame(filled((8, 6), (1, 2, 3)), index, 0.0)


def test_a_repeated_picture_keeps_its_serial() -> None:
    monitor, first, second = OutputMonitor(), filled((4, 2), (1, 1, 1)), filled((4, 2), (1, 1, 1))
    assert monitor.picture is None
    monitor.send(first)
    monitor.send(first)
    shown = monitor.picture
    assert shown is not None
    assert (shown.image is first, shown.serial) == (True, 1)
    monitor.send(second)
    monitor.close()
    shown = monitor.picture
    assert shown is not None
    assert (shown.image is second, shown.serial) == (True, 2)


def test_landmarks_are_told_in_parts_of_the_frame() -> None:
    monitor = DriverMonitor()
    landmarks = np.array([[4.0, 3.0, 9.0], [8.0, 0.0, 0.0]], np.float32)
    monitor.on_motion(0.0, FaceObservation(landmarks, (8, 6), 0.0), None)
    look = monitor.look
    assert look is not None
    assert look.landmarks is not None
    assert look.landmarks.tolist() == [[0.5, 0.5], [1.0, 0.0]]
    assert look.aspect == pytest.approx(8 / 6)
    monitor.on_motion(0.1, None, None)
    look = monitor.look
    assert look is not None
    assert look.landmarks is None
    assert look.aspect == pytest.approx(8 / 6)
    monitor.clear()
    assert monitor.look is None


def test_frames_are_kept_only_while_asked_for() -> None:
    monitor, frame = DriverMonitor(), _frame()
    monitor.on_frame(frame)
    assert monitor.frame is None
    monitor.keep_frames(True)
    assert monitor.frame is None
    monitor.on_frame(frame)
    assert monitor.frame is frame
    monitor.keep_frames(False)
    monitor.keep_frames(True)
    assert monitor.frame is None


def _watched(faults: CameraFaults) -> tuple[WatchedSource, FakeCamera, DriverMonitor, list[str]]:
    camera, monitor, told = FakeCamera("front", ManualClock(), 30, faults), DriverMonitor(), list[str]()
    monitor.keep_frames(True)
    source = WatchedSource(
        camera, monitor, lambda: told.append("first"), lambda dark: told.append(f"dark {dark}")
    )
    return source, camera, monitor, told


def test_a_watched_source_is_the_source_and_tells_of_its_first_frame() -> None:
    source, camera, monitor, told = _watched(CameraFaults(ends_at=2))
    assert (source.name, source.size, source.fps) == (camera.name, camera.size, camera.fps)
    assert told == []
    frames = [source.read() for _ in range(3)]
    assert frames[2] is None
    assert monitor.frame is frames[1]
    assert told == ["first"]
    source.close()
    assert camera.closed.is_set()


def test_a_source_that_was_lost_is_believed_when_it_has_delivered_for_a_while() -> None:
    told = list[float]()
    clock = ManualClock()
    camera = FakeCamera("front", clock, 10, CameraFaults(ends_at=60))
    source = WatchedSource(
        camera, DriverMonitor(), lambda: told.append(clock.now()), lambda _: None, steady_s=2.5
    )
    while source.read() is not None:
        pass
    assert told == [pytest.approx(0.1 + 2.5)]


def test_nothing_is_watched_of_a_source_that_was_let_go() -> None:
    source, camera, monitor, told = _watched(CameraFaults(blocks_at=0, stubborn=True))
    source.close()
    camera.released.set()
    assert source.read() is not None
    assert monitor.frame is None
    assert told == []
