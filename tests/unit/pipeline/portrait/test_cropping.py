from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.portrait.cropping import portrait_crop, source_crop
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.types import Landmarks, RGBImage
from tests import shipped

ANCHOR = Path(__file__).parents[5] / "shared/data/portraits/painting_seated_lady.jpg"
CHEEKS, BROWS, CHIN = [127, 356, 234, 454], [63, 105, 66, 296, 334, 293], 152


def test_the_reference_cuts_this_painting_here() -> None:
    if not ANCHOR.exists():
        pytest.skip("the painting that the reference was run on is not here")
    crop = portrait_crop(load_portrait(ANCHOR))
    assert math.dist(crop.centre, (319.1, 119.8)) < 0.02 * 202.7
    assert crop.side == pytest.approx(202.7, rel=0.03)
    assert math.degrees(crop.angle) == pytest.approx(-0.2, abs=1.0)


@pytest.mark.parametrize("name", shipped.PORTRAITS)
def test_the_face_fills_its_share_of_the_crop(name: str) -> None:
    landmarks = shipped.portrait(name).landmarks
    places = source_crop(landmarks).from_picture(landmarks, 1)
    left, right = places[CHEEKS, 0].min(), places[CHEEKS, 0].max()
    top, bottom = places[BROWS, 1].min(), places[CHIN, 1]
    assert max(right - left, bottom - top) == pytest.approx(1 / 2.3, rel=0.03)
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((0.5, 0.5 + 0.125), abs=0.02)


@given(st.floats(-math.pi, math.pi), st.floats(0.2, 5), st.tuples(st.floats(-500, 500), st.floats(-500, 500)))
def test_the_crop_goes_with_the_face(angle: float, zoom: float, shift: tuple[float, float]) -> None:
    landmarks = shipped.portrait().landmarks
    cos, sin = math.cos(angle), math.sin(angle)
    moved = landmarks.copy()
    moved[:, :2] = landmarks[:, :2] @ np.array([[cos, sin], [-sin, cos]], np.float32) * zoom + shift
    still, turned = source_crop(landmarks), source_crop(moved)
    x, y = still.centre
    expected = (zoom * (cos * x - sin * y) + shift[0], zoom * (sin * x + cos * y) + shift[1])
    assert turned.side == pytest.approx(still.side * zoom, rel=1e-3)
    assert math.dist(turned.centre, expected) < 1e-3 * turned.side
    turn = turned.angle - still.angle - angle
    assert math.remainder(turn, 2 * math.pi) == pytest.approx(0, abs=1e-3)


def test_the_angle_counts_clockwise() -> None:
    landmarks = shipped.portrait().landmarks
    tilted = landmarks.copy()
    # A quarter turn clockwise in the picture takes what is right to below.
    tilted[:, 0], tilted[:, 1] = -landmarks[:, 1], landmarks[:, 0]
    turn = source_crop(tilted).angle - source_crop(landmarks).angle
    assert turn == pytest.approx(math.pi / 2, abs=1e-4)


def test_a_fallen_together_face_still_has_a_crop() -> None:
    crop = source_crop(np.full((478, 3), 7, np.float32))
    assert crop.side > 0
    assert crop.angle == 0


def test_several_looks_are_steadier_than_one() -> None:
    portrait = shipped.portrait()
    random = np.random.default_rng(3)
    truth = source_crop(portrait.landmarks)

    def look(image: RGBImage, crop: FaceCrop) -> Landmarks:
        del image, crop
        return portrait.landmarks + random.normal(0, 8, (478, 3)).astype(np.float32)

    def error(crop: FaceCrop) -> float:
        return abs(crop.angle - truth.angle)

    single = np.mean([error(source_crop(look(portrait.image, truth))) for _ in range(30)])
    several = np.mean([error(portrait_crop(portrait, look)) for _ in range(30)])
    assert several < 0.5 * single


def test_a_face_seen_only_once_keeps_its_crop() -> None:
    portrait = shipped.portrait()
    crop = portrait_crop(portrait, lambda _image, _crop: None)
    assert crop == source_crop(portrait.landmarks)
