from collections.abc import Sequence

import numpy as np
import pytest

from app.pipeline.tracking.tracker import FaceTracker
from app.pipeline.types import FaceObservation, Frame, Landmarks, RGBImage
from tests.unit.pipeline.tracking.faces import ScriptedDetector, drawn_face, frames, texture

HERE = drawn_face()
ELSEWHERE = drawn_face((120.0, 120.0), 40.0)


def run(
    script: Sequence[Landmarks | None], images: list[RGBImage] | None = None, smoothing: float = 0.5
) -> list[FaceObservation | None]:
    """What the tracker says to each of the images (a still picture without any)."""
    tracker = FaceTracker(smoothing, ScriptedDetector(script))
    return [tracker.track(frame) for frame in frames(images or [texture()] * len(script))]


def seen(observations: Sequence[FaceObservation | None]) -> list[FaceObservation]:
    """The observations, none of them missing."""
    present = [one for one in observations if one is not None]
    assert len(present) == len(observations)
    return present


def noise() -> RGBImage:
    return np.random.default_rng(8).integers(0, 255, (480, 640, 3), dtype=np.uint8)


def test_says_where_and_when_the_face_was() -> None:
    (face,) = seen(run([HERE]))
    np.testing.assert_allclose(face.landmarks, HERE, atol=1e-3)
    assert (face.frame_size, face.captured_at, face.confidence) == ((640, 480), 0.0, 1.0)


def test_trembling_detections_come_out_steady() -> None:
    rng = np.random.default_rng(4)
    script = [HERE + rng.normal(0, 0.2, HERE.shape).astype(np.float32) for _ in range(60)]
    track = np.array([face.landmarks for face in seen(run(script))])[30:]
    assert track[:, :, :2].std(axis=0).mean() < 0.6 * 0.2


def test_without_smoothing_detections_pass_as_they_are() -> None:
    rng = np.random.default_rng(4)
    script = [HERE + rng.normal(0, 0.2, HERE.shape).astype(np.float32) for _ in range(5)]
    for face, found in zip(seen(run(script, smoothing=0)), script, strict=True):
        np.testing.assert_array_equal(face.landmarks, found)


def test_a_lid_that_falls_is_seen_at_once() -> None:
    closed = HERE.copy()
    closed[159, 1] += 8
    track = seen(run([HERE] * 10 + [closed] * 2))
    assert track[10].landmarks[159, 1] > HERE[159, 1] + 6


def test_coasts_on_flow_through_a_gap_with_falling_confidence() -> None:
    images = [texture(shift=(2 * step, 0)) for step in range(12)]
    coasting = seen(run([HERE] + [None] * 11, images))
    confidence = [face.confidence for face in coasting]
    assert confidence == sorted(confidence, reverse=True)
    assert confidence[-1] < 0.5
    np.testing.assert_allclose(np.median(coasting[-1].landmarks - HERE, axis=0)[:2], (22, 0), atol=2.0)


def test_nothing_credible_after_half_a_second() -> None:
    track = run([HERE] + [None] * 29)
    assert track[14] is not None
    assert track[16:] == [None] * 14


def test_nothing_credible_when_the_face_is_covered() -> None:
    assert run([HERE, None], [texture(), noise()])[1] is None


def test_another_face_is_not_followed_while_the_first_may_return() -> None:
    for face in seen(run([HERE] * 3 + [ELSEWHERE] * 5 + [HERE])):
        np.testing.assert_allclose(face.landmarks, HERE, atol=0.5)


def test_another_face_is_taken_once_the_first_is_lost() -> None:
    track = run([HERE] + [ELSEWHERE] * 20)
    np.testing.assert_allclose(seen(track[-1:])[0].landmarks, ELSEWHERE, atol=0.5)


def test_a_covered_face_is_still_waited_for() -> None:
    track = run([HERE, None, ELSEWHERE, ELSEWHERE, HERE], [texture(), noise(), noise(), noise(), noise()])
    assert track[1:4] == [None, None, None]
    assert track[4] is not None


def test_a_face_of_another_size_is_another_face() -> None:
    bigger = drawn_face(size=120.0)
    np.testing.assert_allclose(seen(run([HERE, bigger]))[1].landmarks, HERE, atol=0.5)


def test_the_detector_is_told_where_to_look() -> None:
    detector = ScriptedDetector([HERE] * 2)
    tracker = FaceTracker(detector=detector)
    for frame in frames([texture(), texture(shift=(6, 0))]):
        tracker.track(frame)
    assert detector.asked_near[0] is None
    expected = detector.asked_near[1]
    assert expected is not None
    np.testing.assert_allclose(np.median(expected - HERE, axis=0)[:2], (6, 0), atol=0.2)


def test_a_new_frame_size_starts_afresh() -> None:
    track = seen(run([HERE, ELSEWHERE], [texture(), texture(320, 240)]))
    np.testing.assert_allclose(track[1].landmarks, ELSEWHERE, atol=1e-3)
    assert track[1].frame_size == (320, 240)


@pytest.mark.parametrize("shape", [(0, 0, 3), (1, 1, 3), (4, 640, 3)])
def test_empty_and_tiny_frames_show_nobody(shape: tuple[int, int, int]) -> None:
    detector = ScriptedDetector([])
    tracker = FaceTracker(detector=detector)
    assert tracker.track(Frame(np.zeros(shape, np.uint8), 0, 0.0)) is None


def test_a_broken_detection_counts_as_none() -> None:
    broken = HERE.copy()
    broken[5] = np.nan
    assert run([broken, np.zeros_like(HERE)]) == [None, None]


def test_a_face_that_has_left_the_frame_is_gone() -> None:
    steps = [HERE + np.array([40 * step, 0, 0], np.float32) for step in range(12)]
    images = [texture(shift=(40 * step, 0)) for step in range(12)]
    track = run(steps, images)
    assert all(track[:7])
    assert track[-2:] == [None, None]


def test_reset_forgets_the_face() -> None:
    tracker = FaceTracker(detector=ScriptedDetector([HERE, ELSEWHERE]))
    first, second = frames([texture()] * 2)
    tracker.track(first)
    tracker.reset()
    face = tracker.track(second)
    assert face is not None
    np.testing.assert_allclose(face.landmarks, ELSEWHERE, atol=1e-3)


def test_close_closes_the_detector() -> None:
    detector = ScriptedDetector([])
    FaceTracker(detector=detector).close()
    assert detector.closed == 1


def test_the_same_frames_give_the_same_track() -> None:
    rng = np.random.default_rng(4)
    script = [HERE + rng.normal(0, 0.5, HERE.shape).astype(np.float32) for _ in range(10)]
    images = [texture(shift=(step, step)) for step in range(10)]
    first, second = (seen(run(script, images)) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a.landmarks, b.landmarks)


def test_smoothing_changes_while_tracking_without_a_jump() -> None:
    rng = np.random.default_rng(4)
    script = [HERE + rng.normal(0, 0.2, HERE.shape).astype(np.float32) for _ in range(40)]
    tracker = FaceTracker(0.5, ScriptedDetector(script))
    track = []
    for frame in frames([texture()] * len(script)):
        if frame.index in (20, 30):
            tracker.set_smoothing(1.0 if frame.index == 20 else 0.0)
        face = tracker.track(frame)
        assert face is not None
        track.append(face.landmarks)
    steps = np.abs(np.diff(track, axis=0)).mean(axis=(1, 2))
    assert steps[20:29].mean() < 0.7 * steps[10:19].mean()
    assert steps[19] < 2 * steps[10:19].max()
    np.testing.assert_array_equal(track[-1], script[-1])
