from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest

from app.pipeline import performance as performance_module
from app.pipeline.following import find_neutral, motions
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.retargeting import Retargeter
from app.pipeline.performance import Performance, watch
from app.pipeline.sources.performer import draw, script_at
from app.pipeline.types import REST, FaceObservation, Frame, Landmarks, Motion, RGBImage
from tests import shipped
from tests.unit.pipeline.motion.driver import Act, Driver, angle_between

FPS = 30.0
IDENTITY = np.eye(3)


class ToldTracker:
    """Sees what it was told, frame by frame."""

    def __init__(self, faces: Sequence[Landmarks | None]) -> None:
        self._faces = iter(faces)
        self.closed = 0

    def track(self, frame: Frame) -> FaceObservation | None:
        face = next(self._faces)
        return None if face is None else FaceObservation(face, frame.size, frame.captured_at)

    def close(self) -> None:
        self.closed += 1


def blank_frames(count: int) -> Iterator[Frame]:
    for index in range(count):
        yield Frame(np.zeros((8, 8, 3), np.uint8), index, 1000.0 + index, index / FPS)


def watched(
    faces: Sequence[Landmarks | None], smoothing: float, monkeypatch: pytest.MonkeyPatch
) -> Performance:
    tracker = ToldTracker(faces)
    monkeypatch.setattr(performance_module, "FaceTracker", lambda **_: tracker)
    result = watch(blank_frames(len(faces)), smoothing, lambda: None)
    assert tracker.closed
    return result


def acted(*acts: Act | None) -> Performance:
    """A performance of the given acts, one a frame."""
    driver = Driver()
    faces = tuple(None if act is None else driver.face(act) for act in acts)
    return Performance(np.arange(len(faces)) / FPS, faces)


def followed(performance: Performance) -> list[Motion]:
    return list(motions(performance, Retargeter(shipped.portrait().landmarks)))


def turns(track: list[Motion]) -> list[float]:
    return [angle_between(IDENTITY, motion.rotation) for motion in track]


def test_every_frame_of_a_recording_is_watched() -> None:
    empty = np.zeros((240, 320, 3), np.uint8)
    images = [draw(script_at(k / 10), (320, 240)) for k in range(4)] + [empty] * 2
    frames = [Frame(image, k, 99.0, k / 10) for k, image in enumerate(images)]
    steps: list[int] = []
    performance = watch(frames, 0.5, lambda: steps.append(len(steps)))
    assert len(performance) == len(steps) == 6
    assert performance.times == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert all(face is not None and face.shape == (478, 3) for face in performance.faces[:4])
    assert 4 <= performance.seen <= 6


def test_without_media_time_the_capture_time_counts() -> None:
    frames = [Frame(np.zeros((8, 8, 3), np.uint8), k, 7.0 + k) for k in range(3)]
    assert watch(frames, 0.5, lambda: None).times == pytest.approx([7, 8, 9])


def test_a_recording_that_breaks_off_still_frees_the_tracker(monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = ToldTracker([None] * 5)
    monkeypatch.setattr(performance_module, "FaceTracker", lambda **_: tracker)

    def broken() -> Iterator[Frame]:
        yield from blank_frames(2)
        raise OSError("planted")

    with pytest.raises(OSError, match="planted"):
        watch(broken(), 0.5, lambda: None)
    assert tracker.closed


def test_an_engine_looks_at_every_frame_in_which_a_face_is(monkeypatch: pytest.MonkeyPatch) -> None:
    face, told = (
        Driver().face(),
        KeypointMotion(
            np.eye(3, dtype=np.float32), np.zeros((21, 3), np.float32), np.zeros(3, np.float32), 1.0
        ),
    )
    looks: list[float] = []

    def read(image: RGBImage, landmarks: Landmarks, now: float) -> KeypointMotion | None:
        assert (image.shape, landmarks is face) == ((8, 8, 3), True)
        looks.append(now)
        return None if len(looks) == 2 else told

    monkeypatch.setattr(performance_module, "FaceTracker", lambda **_: ToldTracker([None, face, face, face]))
    performance = watch(blank_frames(4), 0.0, lambda: None, read)
    assert looks == pytest.approx([1 / FPS, 2 / FPS, 3 / FPS])
    assert performance.keypoints == (None, told, None, told)
    assert performance.frame_size == (8, 8)


def test_an_engine_that_reads_nothing_leaves_no_keypoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(performance_module, "FaceTracker", lambda **_: ToldTracker([Driver().face()] * 2))
    assert watch(blank_frames(2), 0.5, lambda: None, lambda *_: None).keypoints is None


def noisy_track(count: int = 60) -> list[Landmarks]:
    random, face = np.random.default_rng(5), Driver().face()
    return [face + random.normal(0, 0.6, face.shape).astype(np.float32) for _ in range(count)]


def unrest(performance: Performance) -> float:
    track = np.stack([face for face in performance.faces if face is not None])
    return float(np.abs(np.diff(track[..., :2], n=2, axis=0)).mean())


def test_smoothing_calms_more_and_more_and_none_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    noisy = noisy_track()
    calmed = [watched(noisy, smoothing, monkeypatch) for smoothing in (0.0, 0.5, 1.0)]
    unrests = [unrest(performance) for performance in calmed]
    assert unrests[0] > 1.2 * unrests[1] > 1.3 * unrests[2]
    assert all(
        np.allclose(face, raw, atol=1e-3)
        for face, raw in zip(calmed[0].faces, noisy, strict=True)
        if face is not None
    )


@pytest.mark.parametrize("smoothing", [0.3, 0.5, 1.0])
def test_smoothing_in_hindsight_does_not_lag(smoothing: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A steady turn comes out where it went in."""
    driver = Driver()
    track = [driver.face(Act(place=(200.0 + 3 * k, 240.0))) for k in range(60)]
    smoothed = watched(track, smoothing, monkeypatch).faces
    for raw, face in list(zip(track, smoothed, strict=True))[20:40]:
        assert face is not None
        assert np.abs(face - raw).max() < 0.5


def test_smoothing_does_not_reach_across_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = Driver()
    left, right = driver.face(Act(place=(100, 240))), driver.face(Act(place=(500, 240)))
    faces = watched([left] * 12 + [None] * 3 + [right] * 12, 1.0, monkeypatch).faces
    assert [k for k, face in enumerate(faces) if face is None] == [12, 13, 14]
    for face, raw in ((faces[11], left), (faces[15], right)):
        assert face is not None
        assert np.abs(face - raw).max() < 0.1


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_shortest_recordings_are_watched_too(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    performance = watched(noisy_track(count), 1.0, monkeypatch)
    assert len(performance) == performance.seen == count
    assert len(followed(performance)) == count


def test_there_is_a_motion_for_every_frame() -> None:
    acts = [Act(yaw=10 * np.sin(k / 9)) if k % 7 else None for k in range(70)]
    assert len(followed(acted(*acts))) == 70


def test_nobody_in_it_leaves_the_portrait_at_rest() -> None:
    performance = acted(*[None] * 20)
    assert performance.seen == 0
    assert find_neutral(performance, Retargeter(shipped.portrait().landmarks).portrait) is None
    assert all(motion is REST for motion in followed(performance))


def test_the_driver_is_followed_from_the_first_frame_of_a_recording() -> None:
    nods = [Act(yaw=12 * np.sin(k / 8), lips=0.3 * (k % 20 > 12)) for k in range(120)]
    turned = np.array(turns(followed(acted(*nods))))
    expected = np.abs([act.yaw for act in nods])
    # Against the rest that was found, which is near the middle of the swings.
    assert np.corrcoef(turned[40:], expected[40:])[0, 1] > 0.9
    assert turned.max() > 10


def test_a_face_lost_in_the_middle_is_held_eased_and_eased_back() -> None:
    rest, aside = [Act()] * 60, [Act(yaw=20)] * 40
    turned = turns(followed(acted(*rest, *aside, *[None] * 45, *aside)))
    assert turned[95] == pytest.approx(20, abs=2)
    assert turned[100 + 10] == pytest.approx(20, abs=2)
    assert turned[100 + 40] == 0
    assert turned[-1] == pytest.approx(20, abs=2)
    assert max(abs(b - a) for a, b in pairwise(turned[100:])) < 3


def test_a_given_neutral_is_what_motion_counts_from() -> None:
    performance, saved = acted(*[Act(yaw=15)] * 40), Driver().shape()
    retargeter = Retargeter(shipped.portrait().landmarks)
    assert turns(list(motions(performance, retargeter, saved)))[-1] == pytest.approx(15, abs=1)
    assert turns(list(motions(performance, retargeter)))[-1] < 1


def test_a_portrait_taken_from_the_recording_is_at_rest_in_its_own_frame() -> None:
    driver = Driver()
    acts = [Act(pitch=4 * np.sin(k / 7), yaw=10 * np.sin(k / 11), lips=0.2 * (k % 9 > 5)) for k in range(90)]
    portrait = driver.face(acts[25])
    track = list(motions(acted(*acts), Retargeter(portrait)))
    assert turns(track)[25] < 1.5
    assert track[25].translation == pytest.approx((0, 0), abs=0.02)
    assert np.abs(track[25].expression).max() < 0.02
    assert max(turns(track)) > 8
