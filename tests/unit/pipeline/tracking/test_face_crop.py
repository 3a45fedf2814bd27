import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.tracking.face_crop import FaceCrop, face_size, usable
from tests.unit.pipeline.tracking.faces import drawn_face

crops = st.builds(
    FaceCrop,
    st.tuples(st.floats(-200, 900), st.floats(-200, 900)),
    st.floats(8, 2000),
    st.floats(-math.pi, math.pi),
)


@given(crops, st.sampled_from([64, 192, 256]))
def test_points_come_back_from_the_crop(crop: FaceCrop, side: int) -> None:
    points = drawn_face()
    back = crop.to_picture(crop.from_picture(points, side), side)
    np.testing.assert_allclose(back, points, atol=0.05)


@pytest.mark.parametrize("angle", [0.0, 0.4, -2.0])
@pytest.mark.parametrize("side", [90.0, 200.0, 389.0, 600.0])
def test_a_spot_is_cut_where_from_picture_says(side: float, angle: float) -> None:
    spot = (300.0, 260.0)
    y, x = np.mgrid[0:480, 0:640]
    glow = 250 * np.exp(-((x - spot[0]) ** 2 + (y - spot[1]) ** 2) / (2 * 12.0**2))
    crop = FaceCrop((310.4, 249.7), side, angle)
    moments = cv2.moments(crop.cut(glow.astype(np.uint8), 192))
    centroid = moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]
    expected = crop.from_picture(np.array([spot], np.float32), 192)[0]
    np.testing.assert_allclose(centroid, expected, atol=0.35)


@given(crops)
def test_any_crop_can_be_cut(crop: FaceCrop) -> None:
    image = np.full((50, 70, 3), 9, np.uint8)
    cut = crop.cut(image, 32)
    assert cut.shape == (32, 32, 3)
    assert (cut == 9).all()


def test_around_stands_upright_on_the_eye_line() -> None:
    level = FaceCrop.around(drawn_face())
    turn = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]], np.float32)  # a quarter turn clockwise
    turned = FaceCrop.around((drawn_face() - (320, 240, 0)).astype(np.float32) @ turn)
    assert level.angle == pytest.approx(0.0, abs=1e-6)
    assert turned.angle == pytest.approx(math.pi / 2, abs=1e-4)
    assert turned.side == pytest.approx(level.side, rel=1e-4)


def test_a_dropped_chin_enlarges_the_crop_downwards_only() -> None:
    closed, opened = drawn_face(), drawn_face()
    opened[152] = opened[:, :].mean(axis=0) + np.array([0, 250, 0], np.float32)
    before, after = FaceCrop.around(closed), FaceCrop.around(opened)
    assert after.side > before.side
    top = [crop.centre[1] - crop.side / 2 for crop in (before, after)]
    assert top[0] == pytest.approx(top[1], abs=0.01)


def test_face_size_scales_with_the_face() -> None:
    assert face_size(drawn_face(size=120)) == pytest.approx(2 * face_size(drawn_face(size=60)), rel=1e-4)


@pytest.mark.parametrize("shape", [(0, 0, 3), (8, 8, 3), (100, 3, 3), (100, 100), (100, 100, 4)])
def test_unusable_pictures(shape: tuple[int, ...]) -> None:
    assert not usable(np.zeros(shape, np.uint8))


def test_usable_picture() -> None:
    assert usable(np.zeros((16, 16, 3), np.uint8))
