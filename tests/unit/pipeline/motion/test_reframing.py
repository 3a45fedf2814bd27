from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.reframing import in_frame
from app.pipeline.tracking.face_crop import FaceCrop
from tests.shipped import turned

crops = st.builds(
    FaceCrop,
    st.tuples(st.floats(0, 640), st.floats(0, 480)),
    st.floats(100, 500),
    st.floats(-math.pi, math.pi),
)
seeds = st.integers(0, 10_000)
CANONICAL = np.random.default_rng(5).uniform(-0.5, 0.5, (21, 3))


def some_motion(seed: int) -> KeypointMotion:
    random = np.random.default_rng(seed)
    return KeypointMotion(
        rotation=turned(*random.uniform(-40, 40, 3)),
        expression=random.normal(0, 0.05, (21, 3)).astype(np.float32),
        translation=random.uniform(-0.3, 0.3, 3).astype(np.float32),
        scale=float(random.uniform(0.8, 1.8)),
    )


def pixels(motion: KeypointMotion, crop: FaceCrop) -> npt.NDArray[np.float64]:
    """Where the keypoints of a face sit in the picture."""
    places = motion.scale * (CANONICAL @ motion.rotation + motion.expression)
    places[:, :2] += motion.translation[:2]
    return crop.to_picture(places[:, :2].astype(np.float32) + 1, 2).astype(np.float64)


@given(seeds, crops, crops)
def test_every_keypoint_stays_at_its_pixel(seed: int, crop: FaceCrop, anchor: FaceCrop) -> None:
    motion = some_motion(seed)
    told = in_frame(motion, crop, anchor)
    np.testing.assert_allclose(pixels(told, anchor), pixels(motion, crop), atol=0.01)


@given(seeds, crops, crops)
def test_there_and_back(seed: int, crop: FaceCrop, anchor: FaceCrop) -> None:
    motion = some_motion(seed)
    back = in_frame(in_frame(motion, crop, anchor), anchor, crop)
    np.testing.assert_allclose(back.rotation, motion.rotation, atol=1e-5)
    np.testing.assert_allclose(back.expression, motion.expression, atol=1e-5)
    np.testing.assert_allclose(back.translation, motion.translation, atol=1e-4)
    assert back.scale == pytest.approx(motion.scale)


@given(seeds, crops)
def test_the_anchor_itself_changes_nothing(seed: int, crop: FaceCrop) -> None:
    motion = some_motion(seed)
    told = in_frame(motion, crop, crop)
    np.testing.assert_array_equal(told.translation, motion.translation)
    np.testing.assert_array_equal(told.rotation, motion.rotation)
    assert told.scale == motion.scale


def test_a_crop_that_slides_past_a_still_face() -> None:
    """The face seems to slide the other way in its crop; told in one frame it stands still."""
    anchor, later = FaceCrop((300.0, 200.0), 200.0), FaceCrop((320.0, 200.0), 200.0)
    seen = some_motion(1)
    slid = KeypointMotion(
        seen.rotation, seen.expression, seen.translation - np.array([0.2, 0, 0], np.float32), seen.scale
    )
    told = in_frame(slid, later, anchor)
    np.testing.assert_allclose(told.translation, seen.translation, atol=1e-6)
