from __future__ import annotations

import logging

import numpy as np
import pytest

from app.pipeline import recording
from app.pipeline.motion.keypoints_to_landmarks import RecordedRatios
from app.pipeline.motion.template_arrays import TemplateError
from app.pipeline.performance import Performance
from app.pipeline.recording import MotionRecorder, performance_of, template_of
from app.pipeline.types import FaceObservation, Landmarks
from tests.unit.pipeline.motion.driver import Act, Driver
from tests.unit.pipeline.motion.performances import assert_same, landmarks_performance, performance, unseen

SIZE = (640, 480)


def face(yaw: float = 0.0) -> Landmarks:
    return Driver().face(Act(yaw=yaw))


def seen(yaw: float = 0.0, size: tuple[int, int] = SIZE) -> FaceObservation:
    return FaceObservation(face(yaw), size, 0.0)


def test_what_a_driver_did_becomes_a_template() -> None:
    recorder = MotionRecorder()
    for k in range(10):
        recorder.add(50 + k / 25, None if k == 4 else seen(2.0 * k), None)
    template = recorder.template()
    assert template.fps == pytest.approx(25)
    assert template.frame_size == SIZE
    assert template.keypoints == ()
    assert [f is None for f in template.faces] == [k == 4 for k in range(10)]
    assert np.array_equal(template.faces[7], face(14.0))  # type: ignore[arg-type]


def test_keypoints_are_kept_beside_the_landmarks() -> None:
    recorder = MotionRecorder()
    motions = performance(4).keypoints
    for k, motion in enumerate(motions):
        recorder.add(k / 30, seen(), motion if k else None)
    assert recorder.template().keypoints == (None, *motions[1:])


def test_lost_frames_are_filled_by_their_neighbours_and_unsteady_times_by_the_nearest() -> None:
    recorder = MotionRecorder()
    for k in (0, 1, 2, 3, 6, 7, 8, 9, 10):
        recorder.add(k / 30 + 0.008 * (k == 8), seen(float(k)), None)
    template = recorder.template()
    assert len(template) == 11
    turns = [
        next(k for k in range(11) if f is not None and np.array_equal(f, face(float(k))))
        for f in template.faces
    ]
    assert turns == [0, 1, 2, 3, 3, 6, 6, 7, 8, 9, 10]


def test_a_camera_that_changes_its_resolution_does_not_move_the_face() -> None:
    recorder = MotionRecorder()
    recorder.add(0.0, seen(), None)
    recorder.add(0.1, FaceObservation(2 * face(), (1280, 960), 0.1), None)
    first, second = recorder.template().faces
    assert first is not None
    assert second is not None
    assert second == pytest.approx(first, abs=1e-3)


def test_a_recording_is_bounded_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(recording, "MOST_FACES", 20)
    recorder = MotionRecorder()
    with caplog.at_level(logging.WARNING):
        for k in range(50):
            recorder.add(k / 30, seen(), None)
    assert len(recorder.template()) == 20
    assert [record.message.count("full after 20 frames") for record in caplog.records] == [1]


def test_a_long_pause_does_not_blow_a_recording_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MOST_FACES", 20)
    recorder = MotionRecorder()
    for time in (0.0, 0.03, 0.06, 1e9):
        recorder.add(time, seen(), None)
    assert len(recorder.template()) == 20


@pytest.mark.parametrize("frames", [0, 1, 5])
def test_nobody_seen_is_no_template(frames: int) -> None:
    recorder = MotionRecorder()
    for k in range(frames):
        recorder.add(k / 30, None, None)
    with pytest.raises(TemplateError, match="no face was seen"):
        recorder.template()


def test_one_frame_is_enough() -> None:
    recorder = MotionRecorder()
    recorder.add(3.0, seen(), None)
    assert (len(recorder.template()), recorder.template().fps) == (1, 30)


def test_time_that_stands_still_adds_nothing() -> None:
    recorder = MotionRecorder()
    for time in (0.0, 0.0, 0.1, 0.05, 0.2):
        recorder.add(time, seen(), None)
    assert len(recorder.template()) == 3


def test_a_recorded_performance_comes_back() -> None:
    faces = tuple(None if k == 2 else face(3.0 * k) for k in range(6))
    recorded = Performance(np.arange(6) / 25, faces, frame_size=SIZE)
    back = performance_of(template_of(recorded))
    assert back.times == pytest.approx(recorded.times)
    assert back.frame_size == SIZE
    assert back.keypoints is None
    assert back.seen == 5
    for one, other in zip(back.faces, faces, strict=True):
        assert one is other or np.array_equal(one, other)  # type: ignore[arg-type]


def test_a_template_of_landmarks_survives_being_played_and_recorded_again() -> None:
    template = landmarks_performance(5)
    assert_same(template_of(performance_of(template)), template)


def test_a_template_of_keypoints_is_played_with_its_ratios() -> None:
    template = unseen(performance(5), 3)
    played = performance_of(template)
    assert played.keypoints == template.keypoints
    assert (len(played), played.seen, played.has_landmarks) == (5, 4, False)
    assert played.ratios[3] == RecordedRatios()
    assert template.eye_ratios is not None
    assert played.ratios[1].eyes == tuple(float(r) for r in template.eye_ratios[1])
    assert len(performance_of(template, 2)) == 2
