from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.engines.liveportrait.keypoints import HeadAngles, rotation_matrix
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.motion.keypoint_signals import KeypointSignals, read_signals

REST = KeypointMotion(
    np.eye(3, dtype=np.float32), np.zeros((21, 3), np.float32), np.zeros(3, np.float32), 1.3
)


def expressing(*shifts: tuple[int, int, float]) -> KeypointMotion:
    """The resting face with (keypoint, axis, shift)."""
    expression = np.zeros((21, 3), np.float32)
    for keypoint, axis, shift in shifts:
        expression[keypoint, axis] = shift
    return replace(REST, expression=expression)


def told(*shifts: tuple[int, int, float]) -> KeypointSignals:
    return read_signals(expressing(*shifts), REST)


def flat(signals: KeypointSignals) -> FloatArray:
    values = (getattr(signals, name) for name in KeypointSignals.__slots__)
    return np.hstack([np.ravel(value) for value in values]).astype(np.float32)


def test_a_face_at_rest_says_nothing() -> None:
    assert np.abs(flat(told())).max() == 0


def test_a_wink_shuts_the_picture_s_left_eye_only() -> None:
    wink = told((11, 1, 0.013), (13, 1, -0.003), (17, 0, 0.004))
    assert wink.eyes[0] < -0.2
    assert abs(wink.eyes[1]) < 0.01
    assert wink.lift[0] > 0 > wink.lift[1]


def test_a_blink_shuts_both_and_does_not_look_down() -> None:
    blink = told((11, 1, 0.014), (13, 1, -0.005), (15, 1, 0.014), (16, 1, -0.005))
    assert max(blink.eyes) < -0.2
    assert blink.gaze == (0, 0)


def test_eyes_look_where_both_keypoints_go() -> None:
    assert told((11, 0, 0.02), (15, 0, 0.02)).gaze[0] > 0.1
    down = told((11, 1, 0.02), (15, 1, 0.02), (13, 1, 0.006), (16, 1, 0.006))
    up = told((11, 1, -0.02), (15, 1, -0.02), (13, 1, -0.006), (16, 1, -0.006))
    assert up.gaze[1] < -0.05 < 0.05 < down.gaze[1]


def test_lips_part_when_the_lower_one_drops_and_the_upper_one_rises() -> None:
    parted = told((19, 1, 0.06), (20, 1, -0.015), (14, 1, 0.007))
    assert 0.2 < parted.lips < 0.4
    assert parted.lift == pytest.approx((0, 0), abs=0.01)


def test_a_smile_lifts_both_corners_and_the_cheeks() -> None:
    smile = told((20, 1, -0.01), (14, 1, -0.02), (17, 1, 0.0065), (13, 1, -0.00275), (16, 1, -0.00275))
    assert min(smile.lift) > 0.05
    assert smile.widening > 0
    assert min(smile.cheeks) > 0.005
    assert abs(smile.lips) < 0.05


def test_brows_rise_and_frown() -> None:
    assert told((1, 1, 0.02), (2, 1, -0.02)).brows > 0.05
    frown = told((1, 0, 0.02), (2, 0, -0.02), (1, 1, -0.006), (2, 1, 0.006))
    assert frown.frown > 0.05
    assert frown.brows < 0


@given(st.integers(0, 1000), st.floats(-60, 60))
def test_a_tilted_picture_says_the_same(seed: int, roll: float) -> None:
    """Turning the whole picture turns head and displacements alike."""
    draw = np.random.default_rng(seed)
    rest, now = (
        KeypointMotion(
            rotation_matrix(HeadAngles(*draw.uniform(-15, 15, 3))),
            draw.normal(0, 0.02, (21, 3)).astype(np.float32),
            REST.translation,
            1.3,
        )
        for _ in range(2)
    )
    turn = rotation_matrix(HeadAngles(0, 0, roll))
    tilted = [replace(m, rotation=m.rotation @ turn, expression=m.expression @ turn) for m in (now, rest)]
    assert flat(read_signals(*tilted)) == pytest.approx(flat(read_signals(now, rest)), abs=2e-4)
