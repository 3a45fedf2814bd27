from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.tracking.ratios import (
    EYE_CORNERS,
    EYE_LIDS,
    INNER_LIPS,
    IRIS_CENTRES,
    MOUTH_CORNERS,
    eye_openness,
    gaze,
    lip_openness,
)
from app.pipeline.types import LANDMARK_COUNT, Landmarks
from tests import shipped
from tests.unit.pipeline.motion.driver import Act, Driver

every_portrait = pytest.mark.parametrize("name", shipped.PORTRAITS)


def figures(face: Landmarks) -> npt.NDArray[np.float64]:
    return np.array([*eye_openness(face), lip_openness(face), *gaze(face).ravel()], np.float64)


def drawn() -> Landmarks:
    """Two eyes 100 wide and 30 open, looking straight; a mouth 80 wide and 20 open."""
    face = np.zeros((LANDMARK_COUNT, 3), np.float32)
    for eye, x in enumerate((100.0, 300.0)):
        face[EYE_CORNERS[eye], :2] = [(x, 200), (x + 100, 200)]
        face[EYE_LIDS[eye], :2] = [(x + 50, 182), (x + 50, 212)]
        face[IRIS_CENTRES[eye], :2] = (x + 50, 200)
    face[list(MOUTH_CORNERS), :2] = [(210, 400), (290, 400)]
    face[list(INNER_LIPS), :2] = [(250, 390), (250, 410)]
    return face


def test_ratios_are_gap_over_width() -> None:
    assert eye_openness(drawn()) == pytest.approx((0.3, 0.3))
    assert lip_openness(drawn()) == pytest.approx(0.25)


def test_an_iris_in_the_middle_looks_straight() -> None:
    assert gaze(drawn()) == pytest.approx(np.zeros((2, 2)), abs=1e-6)


@pytest.mark.parametrize("eye", [0, 1])
def test_gaze_is_right_and_down_in_eye_widths_for_each_eye_alone(eye: int) -> None:
    face = drawn()
    face[IRIS_CENTRES[eye], :2] += (12, -5)
    seen = gaze(face)
    assert seen[eye] == pytest.approx((0.12, -0.05), abs=1e-6)
    assert seen[1 - eye] == pytest.approx((0, 0), abs=1e-6)


def test_the_picture_s_left_eye_comes_first() -> None:
    face = drawn()
    face[EYE_LIDS[0][0], 1] += 20
    left, right = eye_openness(face)
    assert left < right
    assert face[EYE_CORNERS[0], 0].max() < face[EYE_CORNERS[1], 0].min()


@every_portrait
def test_the_corners_are_ordered_from_the_picture_s_left(name: str) -> None:
    points = shipped.portrait(name).landmarks
    row = [*EYE_CORNERS[0], *EYE_CORNERS[1]]
    assert (np.diff(points[row, 0]) > 0).all()
    assert points[MOUTH_CORNERS[0], 0] < points[MOUTH_CORNERS[1], 0]
    for (start, end), iris in zip(EYE_CORNERS, IRIS_CENTRES, strict=True):
        assert points[start, 0] < points[iris, 0] < points[end, 0]


@settings(max_examples=50, deadline=None)
@given(st.floats(0.05, 20), st.floats(-180, 180), st.floats(-2000, 2000), st.floats(-2000, 2000))
def test_size_place_and_tilt_of_the_picture_do_not_count(
    scale: float, roll: float, x: float, y: float
) -> None:
    face = shipped.portrait().landmarks
    turned = (face @ shipped.turned(roll=roll).T) * np.float32(scale) + np.array([x, y, 0], np.float32)
    assert figures(turned) == pytest.approx(figures(face), abs=0.02)


def test_each_figure_follows_what_it_measures_and_nothing_else() -> None:
    driver = Driver()
    rest = figures(driver.face())
    shut, wide, aside = (
        figures(driver.face(act)) - rest for act in (Act(eyes=(0.0, 1.0)), Act(lips=0.4), Act(gaze=0.1))
    )
    assert shut[0] == pytest.approx(-rest[0], abs=0.03)
    assert shut[1:3] == pytest.approx((0, 0), abs=1e-3)
    assert wide[2] == pytest.approx(0.4, abs=0.03)
    assert wide[[0, 1, 3, 4, 5, 6]] == pytest.approx(np.zeros(6), abs=1e-3)
    assert aside[[3, 5]] == pytest.approx((0.1, 0.1), abs=0.01)
    assert aside[:3] == pytest.approx(np.zeros(3), abs=1e-3)


def test_a_face_squeezed_to_a_point_still_has_figures() -> None:
    assert np.isfinite(figures(np.zeros((LANDMARK_COUNT, 3), np.float32))).all()
