from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import MotionMode
from app.pipeline.engines.liveportrait.keypoints import HeadAngles, rotation_matrix
from app.pipeline.motion.face_shape import measure
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.keypoint_signals import FACE_SIZES
from app.pipeline.motion.keypoints_to_landmarks import KeypointFace, KeypointRetargeter, RecordedRatios
from app.pipeline.motion.templates import load_template
from app.pipeline.recording import performance_of
from app.pipeline.types import Motion
from tests import shipped

REAL = Path(__file__).parents[5] / "shared" / "data" / "templates"
PORTRAIT = measure(shipped.portrait().landmarks)
REST = KeypointMotion(
    rotation_matrix(HeadAngles(3, -4, 2)), np.zeros((21, 3), np.float32), np.zeros(3, np.float32), 1.3
)


def followed(
    now: KeypointMotion, neutral: KeypointMotion = REST, mode: MotionMode = MotionMode.RELATIVE
) -> Motion:
    return KeypointRetargeter(PORTRAIT, mode).motion(KeypointFace(now), KeypointFace(neutral))


def test_a_driver_at_rest_leaves_the_portrait_at_rest() -> None:
    motion = followed(REST)
    assert motion.rotation == pytest.approx(np.eye(3), abs=1e-6)
    assert (motion.translation, motion.scale) == ((0, 0), 1)
    assert np.abs(motion.expression).max() == 0
    assert motion.eye_openness == pytest.approx(PORTRAIT.eyes)
    assert motion.lip_openness == pytest.approx(PORTRAIT.lips)


small = st.floats(-14, 14)
angles = st.builds(HeadAngles, small, small, small)


@given(angles, angles, angles)
def test_the_head_turns_as_the_keypoint_engine_would_turn_it(
    source: HeadAngles, first: HeadAngles, now: HeadAngles
) -> None:
    """Points fixed to the head land at the same place of the picture in both worlds."""
    r_s, r_0, r_d = map(rotation_matrix, (source, first, now))
    portrait = replace(PORTRAIT, pose=replace(PORTRAIT.pose, rotation=r_s.T.astype(np.float64)))
    neutral, driver = (KeypointFace(replace(REST, rotation=r)) for r in (r_0, r_d))
    points = np.random.default_rng(1).normal(0, 1, (21, 3))
    by_keypoints = points @ (r_d @ r_0.T @ r_s)
    motion = KeypointRetargeter(portrait).motion(driver, neutral)
    turned = np.degrees(np.arccos(np.clip((np.trace(motion.rotation) - 1) / 2, -1, 1)))
    if turned < 27:  # beyond, the limits take over
        moved = portrait.pose.moved_by(motion)
        assert points @ moved.rotation.T == pytest.approx(by_keypoints, abs=1e-4)


@pytest.mark.parametrize(("yaw", "side"), [(15, -1), (-15, 1)])
def test_a_nose_goes_where_the_reference_s_yaw_says(yaw: float, side: int) -> None:
    motion = followed(replace(REST, rotation=rotation_matrix(HeadAngles(0, yaw, 0))))
    nose = np.array([0.0, 0.0, -1.0])  # towards the camera
    assert np.sign((motion.rotation @ nose)[0]) == side


def test_the_head_moves_and_grows_by_the_driver_s_own_size() -> None:
    motion = followed(replace(REST, translation=np.array([0.13, -0.026, 0.5], np.float32), scale=1.43))
    assert motion.translation == pytest.approx((0.1 * FACE_SIZES, -0.02 * FACE_SIZES), abs=1e-6)
    assert motion.scale == pytest.approx(1.1)


def test_recorded_openness_goes_before_what_keypoints_tell() -> None:
    retargeter = KeypointRetargeter(PORTRAIT)
    rest = KeypointFace(REST, RecordedRatios((0.3, 0.3), 0.02))
    now = KeypointFace(REST, RecordedRatios((0.03, 0.3), 0.22))
    motion = retargeter.motion(now, rest)
    assert motion.eye_openness == pytest.approx((0, PORTRAIT.eyes[1]))
    assert motion.lip_openness == pytest.approx(PORTRAIT.lips + 0.2)


def test_absolute_motion_takes_pose_and_recorded_openness_over() -> None:
    retargeter = KeypointRetargeter(PORTRAIT, MotionMode.ABSOLUTE)
    turned = replace(REST, rotation=rotation_matrix(HeadAngles(0, 10, 0)))
    motion = retargeter.motion(KeypointFace(turned, RecordedRatios((0.4, 0.2), 0.3)), KeypointFace(REST))
    assert (motion.eye_openness, motion.lip_openness) == ((0.4, 0.2), 0.3)
    assert PORTRAIT.pose.moved_by(motion).rotation == pytest.approx(turned.rotation.T, abs=1e-5)


@given(st.integers(0, 10_000), st.floats(0.0, 3.0))
def test_no_believable_template_moves_a_portrait_beyond_belief(seed: int, spread: float) -> None:
    draw = np.random.default_rng(seed)
    first, now = (
        KeypointMotion(
            rotation_matrix(HeadAngles(*draw.uniform(-90, 90, 3))),
            draw.normal(0, spread, (21, 3)).astype(np.float32),
            draw.normal(0, spread, 3).astype(np.float32),
            float(draw.uniform(0.05, 20)),
        )
        for _ in range(2)
    )
    motion = followed(now, first)
    assert np.linalg.norm(motion.translation) < 1.6
    assert 0.5 < motion.scale < 1.9
    assert np.abs(motion.expression).max() < 1.2
    assert np.abs(motion.gaze).max() < 0.3
    assert motion.lip_openness is not None
    assert motion.lip_openness >= 0
    assert min(motion.eye_openness or (0, 0)) >= 0


def played(name: str) -> list[Motion]:
    if not REAL.is_dir():
        pytest.skip("the shared templates are not here")
    performance = performance_of(load_template(REAL / name))
    faces = [
        KeypointFace(motion, ratios)
        for motion, ratios in zip(performance.keypoints or (), performance.ratios, strict=True)
        if motion is not None
    ]
    return [KeypointRetargeter(PORTRAIT).motion(face, faces[0]) for face in faces]


def eyes_of(motions: list[Motion]) -> npt.NDArray[np.float64]:
    return np.array([motion.eye_openness for motion in motions]) / PORTRAIT.eyes


def test_a_real_wink_winks_with_one_eye() -> None:
    eyes = eyes_of(played("wink.pkl"))
    at = int(eyes[:, 0].argmin())
    assert eyes[at, 0] < 0.25
    assert eyes[at, 1] > 0.6


def test_a_real_laugh_opens_the_mouth_and_lifts_its_corners() -> None:
    motions = played("laugh.pkl")
    lips = [motion.lip_openness or 0.0 for motion in motions]
    top = motions[int(np.argmax(lips))]
    assert max(lips) > 0.2
    assert top.expression[[61, 291], 1].max() < -0.03


def test_real_talk_opens_and_shuts_the_mouth_and_blinks() -> None:
    motions = played("talking.pkl")
    lips = np.array([motion.lip_openness for motion in motions])
    assert lips.max() > 0.15
    assert lips.min() < 0.02
    assert eyes_of(motions).max(axis=1).min() < 0.3
