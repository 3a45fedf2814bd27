"""The neutral keypoints: of the same restful moments as the neutral face."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from app.pipeline.motion.calibration import NeutralEstimator
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.resting_keypoints import median_keypoints
from tests.unit.pipeline.motion.driver import Act, Driver, angle_between, chatting
from tests.unit.pipeline.motion.keypoint_driver import LIDS, LIPS, figures, read

Reading = Callable[[Act], KeypointMotion | None]


def perform(
    estimator: NeutralEstimator,
    act: Callable[[float], Act],
    seconds: float,
    start: float = 0.0,
    fps: float = 15.0,
    reading: Reading = read,
) -> list[KeypointMotion]:
    """The neutral keypoints after each frame of a performance, where there are some."""
    driver, track = Driver(), []
    for k in range(round(seconds * fps)):
        now = act(k / fps)
        estimator.update(driver.face(now), start + k / fps, reading(now))
        if estimator.neutral_keypoints is not None:
            track.append(estimator.neutral_keypoints)
    return track


def still(act: Act) -> Callable[[float], Act]:
    return lambda _: act


def unread(_: Act) -> None:
    return None


def test_without_readings_there_are_none() -> None:
    estimator = NeutralEstimator()
    assert perform(estimator, chatting, 3, reading=unread) == []
    assert estimator.neutral is not None


def test_the_first_reading_serves_at_once() -> None:
    aside = Act(yaw=12, lips=0.3)
    (first,) = perform(NeutralEstimator(), still(aside), 1 / 15)
    np.testing.assert_array_equal(figures(first), figures(read(aside)))


def test_a_first_frame_mid_blink_and_mid_word_is_not_the_rest() -> None:
    def starting(t: float) -> Act:
        return Act(yaw=25, eyes=(0.1, 0.1), lips=0.4) if t < 0.3 else Act()

    neutral = perform(NeutralEstimator(), starting, 6)[-1]
    assert abs(neutral.expression[LIDS, 1]) < 0.1 * 0.02 * 0.9
    assert abs(neutral.expression[LIPS, 1]) < 0.1 * 0.3 * 0.4
    assert angle_between(neutral.rotation, read().rotation) < 3


def test_a_long_speech_does_not_become_the_rest() -> None:
    neutral = perform(NeutralEstimator(), chatting, 60)[-1]
    usual = np.median([read(chatting(t)).expression[LIPS, 1] for t in np.arange(30, 60, 0.1)])
    assert neutral.expression[LIPS, 1] < 0.7 * usual
    assert abs(neutral.expression[LIDS, 1]) < 0.002
    assert angle_between(neutral.rotation, read().rotation) < 6


def test_it_slides_without_a_jump_and_stays_a_rotation() -> None:
    draw = np.random.default_rng(4)

    def restless(t: float) -> Act:
        del t
        pitch, yaw, roll = draw.uniform(-20, 20, 3)
        return Act(pitch, yaw, roll, eyes=(draw.uniform(0, 1), 1.0), lips=draw.uniform(0, 0.5))

    track = perform(NeutralEstimator(), restless, 12, fps=30)
    assert max(np.abs(figures(b) - figures(a)).max() for a, b in pairwise(track)) < 0.05
    np.testing.assert_allclose(track[-1].rotation @ track[-1].rotation.T, np.eye(3), atol=1e-5)


def test_readings_now_and_then_are_enough() -> None:
    """An engine may read every other frame only."""
    count = iter(range(10_000))
    neutral = perform(
        NeutralEstimator(),
        lambda t: Act(lips=0.4 if t < 0.6 else 0.0),
        8,
        reading=lambda act: read(act) if next(count) % 3 == 0 else None,
    )[-1]
    assert neutral.expression[LIPS, 1] < 0.03


def test_recentering_takes_the_present_keypoints_and_keeps_them() -> None:
    estimator, aside = NeutralEstimator(), Act(pitch=6, yaw=18, place=(360, 250), lips=0.1)
    perform(estimator, chatting, 4)
    estimator.recenter()
    held = perform(estimator, still(aside), 1, start=4)[-1]
    np.testing.assert_allclose(figures(held), figures(read(aside)), atol=1e-5)
    assert perform(estimator, chatting, 30, start=5)[-1] is held


def test_recentering_outlives_one_bad_frame() -> None:
    estimator = NeutralEstimator()
    estimator.recenter()
    perform(estimator, lambda t: Act(lips=0.6) if 0.1 < t < 0.15 else Act(yaw=10), 1)
    assert estimator.neutral_keypoints is not None
    assert estimator.neutral_keypoints.expression[LIPS, 1] < 0.02


def test_keypoints_that_come_after_recentering_are_found() -> None:
    estimator = NeutralEstimator()
    estimator.recenter()
    perform(estimator, still(Act()), 1, reading=unread)
    shape = estimator.neutral
    neutral = perform(estimator, lambda t: Act(lips=0.4 if t < 0.6 else 0.0), 30, start=1)[-1]
    assert neutral.expression[LIPS, 1] < 0.03
    assert estimator.neutral is shape


def test_saved_keypoints_are_kept_but_for_their_place() -> None:
    """Today's camera stands elsewhere: his face fills another part of another crop."""
    saved = read(Act(yaw=3, lips=0.05))
    estimator = NeutralEstimator(Driver().shape(), saved)
    assert estimator.neutral_keypoints is saved
    today = Act(yaw=10, place=(400, 260), size=70)
    neutral = perform(estimator, still(today), 2)[-1]
    np.testing.assert_array_equal(neutral.rotation, saved.rotation)
    np.testing.assert_array_equal(neutral.expression, saved.expression)
    np.testing.assert_allclose(neutral.translation, read(today).translation, atol=1e-6)
    assert neutral.scale == pytest.approx(read(today).scale)
    assert perform(estimator, chatting, 20, start=2)[-1] is neutral


@pytest.mark.parametrize("recentered", [True, False])
def test_in_another_crop_the_face_is_at_rest_where_it_is_found(recentered: bool) -> None:
    estimator, sits = NeutralEstimator(), Act(yaw=4, lips=0.04)
    if recentered:
        estimator.recenter()
    before = perform(estimator, still(sits), 12)[-1]
    estimator.forget_place()

    def elsewhere(act: Act) -> KeypointMotion:
        return read(act, (100, 300), 0.7)

    track = perform(estimator, still(sits), 5, start=20, reading=elsewhere)
    for neutral in (track[0], track[-1]):
        np.testing.assert_allclose(figures(neutral), figures(elsewhere(sits)), atol=2e-3)
    np.testing.assert_allclose(track[-1].expression, before.expression, atol=1e-5)


def test_a_grimace_at_return_is_not_the_rest() -> None:
    estimator = NeutralEstimator()
    perform(estimator, still(Act()), 12)
    estimator.forget_place()
    track = perform(estimator, lambda t: Act(lips=0.5) if t < 0.8 else Act(), 6, start=20)
    assert max(neutral.expression[LIPS, 1] for neutral in track) < 0.01


def test_forgetting_the_place_before_anything_was_read_is_no_trouble() -> None:
    estimator = NeutralEstimator()
    estimator.forget_place()
    assert len(perform(estimator, still(Act()), 1)) == 15


def test_the_median_is_of_each_figure_and_shrugs_off_an_outlier() -> None:
    readings = [read(Act(yaw=yaw, lips=lips)) for yaw, lips in ((9, 0.1), (10, 0.1), (11, 0.9))]
    middle = median_keypoints(readings)
    assert middle.expression[LIPS, 1] == pytest.approx(0.03)
    assert angle_between(middle.rotation, read(Act(yaw=10)).rotation) < 0.1
    assert middle.rotation.dtype == middle.expression.dtype == middle.translation.dtype == np.float32
