from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.motion.face_shape import measure
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.performance import Performance
from app.pipeline.restoring import ReferenceTrack, rest_of, restored
from app.pipeline.types import REST, Landmarks
from tests import shipped
from tests.unit.pipeline.motion.driver import Driver, chatting

OWN, REFERENCE = Driver(shipped.GENTLEMAN), Driver(shipped.LADY)


def performance(
    driver: Driver, frames: int, rate: float = 25.0, unseen: frozenset[int] = frozenset()
) -> Performance:
    times = np.arange(frames) / rate
    faces: tuple[Landmarks | None, ...] = tuple(
        None if at in unseen else driver.face(chatting(float(time))) for at, time in enumerate(times)
    )
    return Performance(times, faces)


def reading(own: Performance, value: float) -> Performance:
    keypoints = tuple(
        KeypointMotion(
            shipped.turned(yaw=value), np.full((21, 3), value, np.float32), np.zeros(3, np.float32), 1.0
        )
        for _ in own.faces
    )
    return Performance(own.times, own.faces, keypoints)


def test_every_frame_gets_a_motion_that_leaves_the_head_alone() -> None:
    motions = list(restored(performance(OWN, 40), performance(REFERENCE, 40)))
    assert len(motions) == 40
    assert all(motion is not None and np.array_equal(motion.rotation, np.eye(3)) for motion in motions)


def test_a_face_restored_by_itself_stays_as_it_is() -> None:
    own = performance(OWN, 40)
    motions = [motion for motion in restored(own, own) if motion is not None]
    assert max(float(np.abs(motion.expression).max()) for motion in motions) < 0.02


def test_where_the_input_has_no_face_there_is_nothing_to_do_and_around_it_little() -> None:
    motions = list(restored(performance(OWN, 60, unseen=frozenset({30})), performance(REFERENCE, 60)))
    assert motions[30] is None
    sizes = [0.0 if motion is None else float(np.abs(motion.expression).max()) for motion in motions]
    assert sizes[29] < 0.3 * max(sizes)
    assert sizes[31] < 0.3 * max(sizes)


def test_where_the_reference_has_no_face_the_input_keeps_its_own_expression() -> None:
    hidden = frozenset(range(20, 30))
    motions = list(restored(performance(OWN, 50), performance(REFERENCE, 50, unseen=hidden)))
    assert motions[25] is REST


def test_a_shorter_reference_goes_forth_and_back() -> None:
    track = ReferenceTrack(performance(REFERENCE, 11, rate=10))
    assert _place(track, 0.3) == pytest.approx(3)
    assert _place(track, 1.0) == pytest.approx(10)
    assert _place(track, 1.3) == pytest.approx(7)
    assert _place(track, 2.0) == pytest.approx(0)
    assert _place(track, 2.4) == pytest.approx(4)


def test_between_two_frames_of_the_reference_lies_a_mixture() -> None:
    seen = performance(REFERENCE, 3, rate=10)
    track = ReferenceTrack(seen)
    moment = track.moment(0.05)
    assert moment is not None
    first, second = (measure(face).local for face in seen.faces[:2] if face is not None)
    assert track.shape(moment).local == pytest.approx((first + second) / 2, abs=1e-5)


@given(st.floats(0, 1000), st.integers(1, 5))
def test_any_time_has_its_moment(time: float, frames: int) -> None:
    assert 0 <= _place(ReferenceTrack(performance(REFERENCE, frames, rate=10)), time) <= frames - 1 + 1e-6


@pytest.mark.parametrize(("own", "reference"), [(1, 30), (40, 1), (1, 1)])
def test_a_photo_will_do_on_either_side(own: int, reference: int) -> None:
    ours = performance(OWN, own)
    assert rest_of(performance(OWN, 1)) is None
    motions = list(restored(ours, performance(REFERENCE, reference)))
    assert len(motions) == own
    assert all(motion is not None and np.isfinite(motion.expression).all() for motion in motions)


def test_an_engine_with_eyes_gets_the_references_expression_on_the_own_head() -> None:
    own, reference = reading(performance(OWN, 30), 3.0), reading(performance(REFERENCE, 30), 7.0)
    for motion in restored(own, reference):
        assert motion is not None
        assert motion.keypoints is not None
        now, neutral = motion.keypoints.now, motion.keypoints.neutral
        assert neutral is not None
        assert np.array_equal(now.rotation, neutral.rotation)
        assert (now.scale, float(now.expression[0, 0]), float(neutral.expression[0, 0])) == (1.0, 7.0, 3.0)


def _place(track: ReferenceTrack, time: float) -> float:
    moment = track.moment(time)
    assert moment is not None
    return sum(moment)


def _steps(values: npt.NDArray[np.float64]) -> float:
    return float(np.abs(np.diff(values)).max())


def test_motion_does_not_jump_between_frames() -> None:
    motions = list(restored(performance(OWN, 60), performance(REFERENCE, 60)))
    corners = np.array([motion.expression[61, 1] for motion in motions if motion is not None], np.float64)
    assert _steps(corners) < 0.05
