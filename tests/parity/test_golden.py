from __future__ import annotations

import numpy as np
import pytest

from app.pipeline.motion.keypoint_motion import FloatArray
from tests.parity.golden import Golden, load_compact


@pytest.fixture
def array() -> FloatArray:
    return np.random.default_rng(0).normal(size=(3, 100, 100)).astype(np.float32)


def test_few_values_tell_arrays_apart(array: FloatArray) -> None:
    golden = Golden.whole(array).sampled()
    assert golden.values.size < array.size / 100
    assert golden.error(array) < 1e-7
    assert golden.error(1.001 * array) == pytest.approx(1e-3, rel=1e-3)
    for axis in range(3):
        assert golden.error(np.roll(array, 1, axis)) > 1
        assert golden.error(np.flip(array, axis)) > 1


def test_an_error_between_the_values_shows_in_the_norm(
    array: FloatArray,
) -> None:
    golden = Golden.whole(array).sampled()
    array[1, 50, 50:90] = 5
    assert golden.error(array) > 1e-3
    array[1, 50, 51] = np.nan
    assert np.isnan(golden.error(array))


def test_another_shape_is_no_match(array: FloatArray) -> None:
    with pytest.raises(ValueError, match="shape"):
        Golden.whole(array).error(array[None])


def test_the_compact_arrays_cover_every_network() -> None:
    parts = {name.partition("/")[0] for name in load_compact()}
    assert parts == {
        "image",
        "appearance",
        "motion",
        "keypoints",
        "stitching",
        "retarget",
        "warping",
        "generator",
    }
