"""The neutral face, found over simulated seconds; no clock runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
import pytest

from app.pipeline.motion.calibration import NeutralEstimator
from app.pipeline.motion.face_shape import FaceShape, measure
from tests.unit.pipeline.motion.driver import Act, Driver, angle_between, blink, chatting, syllables

FPS = 30.0


def perform(
    estimator: NeutralEstimator,
    act: Callable[[float], Act],
    seconds: float,
    start: float = 0.0,
    fps: float = FPS,
) -> list[FaceShape]:
    """The neutral face after each frame of a performance."""
    driver = Driver()
    return [estimator.update(driver.face(act(k / fps)), start + k / fps) for k in range(round(seconds * fps))]


def test_the_first_face_serves_at_once() -> None:
    estimator = NeutralEstimator()
    assert estimator.neutral is None
    face = Driver().face()
    neutral = estimator.update(face, 5.0)
    assert estimator.neutral is neutral
    assert neutral.eyes == pytest.approx(measure(face).eyes)


def test_a_first_frame_mid_blink_is_not_the_rest() -> None:
    rest = Driver().shape()
    track = perform(NeutralEstimator(), lambda t: Act(eyes=(0.1, 0.1) if t < 0.15 else (1.0, 1.0)), 5)
    assert min(track[0].eyes) < 0.2 * min(rest.eyes)
    assert track[-1].eyes == pytest.approx(rest.eyes, rel=0.07)


def test_a_mouth_open_at_first_is_not_the_rest() -> None:
    rest = Driver().shape()
    track = perform(NeutralEstimator(), lambda t: Act(lips=0.4 if t < 0.6 else 0.0), 5)
    assert track[0].lips > 0.3
    assert track[-1].lips == pytest.approx(rest.lips, abs=0.03)


def test_a_head_turned_at_first_is_not_the_rest() -> None:
    track = perform(NeutralEstimator(), lambda t: Act(yaw=25 if t < 0.4 else 0.0), 5)
    assert angle_between(track[0].pose.rotation, Driver().shape().pose.rotation) > 20
    assert angle_between(track[-1].pose.rotation, Driver().shape().pose.rotation) < 3


def test_a_long_speech_does_not_become_the_rest() -> None:
    rest = Driver().shape()
    neutral = perform(NeutralEstimator(), chatting, 60, fps=15)[-1]
    usual = np.median([syllables(k / 15) for k in range(30 * 15, 60 * 15)])
    assert neutral.lips - rest.lips < 0.7 * usual
    assert neutral.eyes == pytest.approx(rest.eyes, rel=0.1)
    assert angle_between(neutral.pose.rotation, rest.pose.rotation) < 6


def test_it_follows_a_driver_who_settles_elsewhere() -> None:
    def slouching(t: float) -> Act:
        sunk = min(t / 20, 1.0)
        return Act(pitch=8 * sunk, place=(320, 240 + 40 * sunk), size=60 - 6 * sunk, eyes=blink(t))

    neutral = perform(NeutralEstimator(), slouching, 80, fps=10)[-1]
    settled = Driver().shape(slouching(60.5))
    assert angle_between(neutral.pose.rotation, settled.pose.rotation) < 1.5
    assert neutral.pose.centre == pytest.approx(settled.pose.centre, abs=4)
    assert neutral.pose.size == pytest.approx(settled.pose.size, rel=0.02)


def test_a_gesture_of_two_seconds_hardly_moves_it() -> None:
    def glance(t: float) -> Act:
        return Act(yaw=25, lips=0.3) if 20 < t < 22 else Act(eyes=blink(t))

    track = perform(NeutralEstimator(), glance, 23, fps=15)
    turn = angle_between(track[-1].pose.rotation, Driver().shape().pose.rotation)
    assert turn < 2


def changes(track: Iterable[FaceShape]) -> list[tuple[float, float, float]]:
    """From frame to frame: degrees, face sizes of the centre, openness of eyes or lips."""
    return [
        (
            angle_between(a.pose.rotation, b.pose.rotation),
            float(np.linalg.norm(b.pose.centre - a.pose.centre)) / a.pose.size,
            float(np.abs(np.subtract((*b.eyes, b.lips), (*a.eyes, a.lips))).max()),
        )
        for a, b in pairwise(track)
    ]


def test_the_portrait_never_jumps_whatever_the_driver_does() -> None:
    random = np.random.default_rng(4)

    def restless(t: float) -> Act:
        del t
        pitch, yaw, roll = random.uniform(-20, 20, 3)
        x, y = random.uniform(-20, 20, 2)
        return Act(pitch, yaw, roll, (320 + x, 240 + y), eyes=(random.uniform(0, 1), 1.0), lips=0.4)

    degrees, shift, openness = np.max(changes(perform(NeutralEstimator(), restless, 12)), axis=0)
    assert degrees < 3
    assert shift < 0.1
    assert openness < 0.05


def test_after_the_first_look_it_moves_slower_still() -> None:
    track = perform(NeutralEstimator(), lambda t: Act(yaw=0 if t < 8 else 20), 30)
    assert max(degrees for degrees, _, _ in changes(track[round(5 * FPS) :])) < 0.3


def test_recentering_makes_the_present_face_neutral_and_keeps_it() -> None:
    estimator, looks_aside = NeutralEstimator(), Act(pitch=6, yaw=18, place=(360, 250), lips=0.1)
    perform(estimator, chatting, 4)
    estimator.recenter()
    perform(estimator, lambda _: looks_aside, 0.5, start=4)
    wanted = Driver().shape(looks_aside)
    assert estimator.neutral is not None
    assert angle_between(estimator.neutral.pose.rotation, wanted.pose.rotation) < 0.5
    assert estimator.neutral.pose.centre == pytest.approx(wanted.pose.centre, abs=0.5)
    assert estimator.neutral.lips == pytest.approx(wanted.lips, abs=0.02)

    held = estimator.neutral
    assert perform(estimator, chatting, 40, start=4.5, fps=10)[-1] is held


def test_recentering_takes_effect_with_the_very_next_frame() -> None:
    estimator = NeutralEstimator()
    perform(estimator, lambda _: Act(), 4)
    estimator.recenter()
    (neutral,) = perform(estimator, lambda _: Act(yaw=15), 1 / FPS, start=4)
    assert angle_between(neutral.pose.rotation, Driver().shape(Act(yaw=15)).pose.rotation) < 0.5


def test_recentering_outlives_one_bad_frame() -> None:
    estimator = NeutralEstimator()
    perform(estimator, lambda _: Act(), 4)
    estimator.recenter()
    bad, good = Act(yaw=40, lips=0.6), Act(yaw=10)
    track = perform(estimator, lambda t: bad if 0.1 < t < 0.14 else good, 0.6, start=4)
    assert angle_between(track[-1].pose.rotation, Driver().shape(good).pose.rotation) < 1
    assert track[-1].lips < 0.1


def test_recentering_before_any_face_waits_for_one() -> None:
    estimator = NeutralEstimator()
    estimator.recenter()
    assert estimator.neutral is None
    held = perform(estimator, lambda _: Act(yaw=12), 1)[-1]
    assert angle_between(held.pose.rotation, Driver().shape(Act(yaw=12)).pose.rotation) < 0.5
    assert perform(estimator, lambda _: Act(), 20, start=1, fps=10)[-1] is held


def test_one_can_recenter_again() -> None:
    estimator = NeutralEstimator()
    for start, yaw in ((0.0, 10.0), (1.0, -10.0)):
        estimator.recenter()
        neutral = perform(estimator, lambda _, yaw=yaw: Act(yaw=yaw), 1, start=start)[-1]  # type: ignore[misc]
        assert angle_between(neutral.pose.rotation, Driver().shape(Act(yaw=yaw)).pose.rotation) < 0.5


def test_a_given_neutral_is_kept() -> None:
    given_neutral = Driver().shape(Act(yaw=5))
    estimator = NeutralEstimator(given_neutral)
    assert perform(estimator, chatting, 30, fps=10)[-1] is given_neutral


def test_time_standing_still_or_a_long_gap_is_no_trouble() -> None:
    estimator, face = NeutralEstimator(), Driver().face()
    for now in (3.0, 3.0, 3.0, 500.0, 500.0, 500.1):
        assert np.isfinite(estimator.update(face, now).local).all()
