from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.config import MotionMode
from app.pipeline.following import motions
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.retargeting import Retargeter
from app.pipeline.performance import Performance, calmed
from app.pipeline.recording import performance_of
from app.pipeline.types import Motion
from tests import shipped
from tests.unit.pipeline.motion.driver import Act, Driver, angle_between
from tests.unit.pipeline.motion.performances import performance, unseen

FPS = 30.0


def read(yaw: float, jitter: float = 0.0, seed: int = 0) -> KeypointMotion:
    """What an engine reads of a head: the yaw is told in the place, to be found again."""
    noise = np.random.default_rng(seed).normal(0, jitter, (21, 3)) if jitter else np.zeros((21, 3))
    place = np.array([yaw / 100, 0, 0], np.float32)
    return KeypointMotion(np.eye(3, dtype=np.float32), noise.astype(np.float32), place, 1.3)


def acted(*acts: Act | None) -> Performance:
    driver = Driver()
    faces = tuple(None if act is None else driver.face(act) for act in acts)
    keypoints = tuple(None if act is None else read(act.yaw) for act in acts)
    return Performance(np.arange(len(acts)) / FPS, faces, keypoints)


def followed(
    driver: Performance,
    mode: MotionMode = MotionMode.RELATIVE,
    keypoints: KeypointMotion | None = None,
) -> list[Motion]:
    retargeter = Retargeter(shipped.portrait().landmarks, mode)
    return list(motions(driver, retargeter, neutral_keypoints=keypoints))


def place(motion: KeypointMotion | None) -> float:
    assert motion is not None
    return float(motion.translation[0]) * 100


def test_what_an_engine_read_goes_with_the_landmarks() -> None:
    acts = [Act(yaw=float(yaw)) for yaw in (20, 20, *[3] * 20, 10)]
    for motion, act in list(zip(followed(acted(*acts)), acts, strict=True))[1:]:
        assert motion.keypoints is not None
        assert place(motion.keypoints.now) == pytest.approx(act.yaw, abs=1e-4)
        # Not the first frame: the one that answers to the portrait, or the driver's rest.
        assert place(motion.keypoints.neutral) == pytest.approx(3, abs=1e-4)


def test_absolute_motion_counts_from_nothing() -> None:
    for driver in (acted(*[Act()] * 5), performance_of(performance(5))):
        for motion in followed(driver, MotionMode.ABSOLUTE)[1:]:
            assert motion.keypoints is not None
            assert motion.keypoints.neutral is None


def test_a_saved_neutral_is_met_where_the_driver_is_today() -> None:
    saved = replace(read(90), expression=np.full((21, 3), 0.01, np.float32), scale=1.9)
    for driver in (acted(*[Act(yaw=5)] * 9), performance_of(performance(5))):
        first = followed(driver, keypoints=saved)[1].keypoints
        assert first is not None
        assert first.neutral is not None
        assert np.array_equal(first.neutral.expression, saved.expression)
        assert first.neutral.scale != 1.9
        assert place(first.neutral) != pytest.approx(90)


def test_a_performance_of_keypoints_counts_from_its_first_frame() -> None:
    template = performance(8)
    track = followed(performance_of(template))
    assert angle_between(np.eye(3), track[0].rotation) < 0.1
    for motion, now in zip(track, template.keypoints, strict=True):
        assert motion.keypoints is not None
        assert motion.keypoints.now is now
        assert motion.keypoints.neutral is template.keypoints[0]
    assert angle_between(np.eye(3), track[3].rotation) > 5


def test_gaps_at_either_end_of_keypoints_are_bridged() -> None:
    track = followed(performance_of(unseen(performance(6), 0, 5)))
    assert len(track) == 6
    assert track[0].keypoints is None
    assert track[5].keypoints is not None


def test_keypoints_are_calmed_without_lag_and_stay_rotations() -> None:
    count = 60
    steady = [read(2.0 * k, jitter=0.002, seed=k) for k in range(count)]
    raw = Performance(np.arange(count) / FPS, (None,) * count, tuple(steady))
    calm = calmed(raw, 0.7)
    assert calm.keypoints is not None
    unrest = [
        np.abs(np.diff([m.expression for m in track if m is not None], n=2, axis=0)).mean()
        for track in (steady, calm.keypoints)
    ]
    assert unrest[1] < 0.6 * unrest[0]
    for before, after in list(zip(steady, calm.keypoints, strict=True))[15:45]:
        assert after is not None
        assert place(after) == pytest.approx(place(before), abs=0.5)
        assert after.rotation @ after.rotation.T == pytest.approx(np.eye(3), abs=1e-5)
    assert calmed(raw, 0.0).keypoints == raw.keypoints


def test_keypoints_are_not_calmed_across_a_gap() -> None:
    tracks = [read(0.0)] * 12 + [None] * 3 + [read(80.0)] * 12
    calm = calmed(Performance(np.arange(27) / FPS, (None,) * 27, tuple(tracks)), 1.0)
    assert calm.keypoints is not None
    assert calm.keypoints[12:15] == (None, None, None)
    assert (place(calm.keypoints[11]), place(calm.keypoints[15])) == pytest.approx((0, 80), abs=0.1)
