from __future__ import annotations

import numpy as np
import pytest

from app.pipeline.portrait.library import ShippedPortrait, default_portrait, shipped_portraits
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.types import Landmarks

UPPER_LID, LOWER_LID = 159, 145
UPPER_INNER_LIP, LOWER_INNER_LIP = 13, 14
LEFT_CHEEK, RIGHT_CHEEK = 234, 454
FOREHEAD, CHIN = 10, 152
LEFT_EYE_CORNER, RIGHT_EYE_CORNER = 33, 263

every_portrait = pytest.mark.parametrize(
    "portrait", shipped_portraits(), ids=lambda shipped: shipped.path.stem
)


@every_portrait
def test_its_rights_are_told_in_the_provenance(portrait: ShippedPortrait) -> None:
    provenance = (portrait.path.parent / "PROVENANCE.md").read_text(encoding="utf-8")
    row = next(line for line in provenance.splitlines() if portrait.path.name in line)

    assert portrait.author in row
    assert portrait.licence in row


@every_portrait
def test_it_stays_small(portrait: ShippedPortrait) -> None:
    assert portrait.path.stat().st_size <= 400_000


@every_portrait
def test_its_face_is_upright_relaxed_and_large_enough(portrait: ShippedPortrait) -> None:
    loaded = load_portrait(portrait.path)
    points = loaded.landmarks[:, :2]

    face_height = distance(points, FOREHEAD, CHIN)
    eyes = points[RIGHT_EYE_CORNER] - points[LEFT_EYE_CORNER]
    assert face_height > 200
    assert distance(points, LEFT_CHEEK, RIGHT_CHEEK) < face_height * 1.1
    assert abs(np.degrees(np.arctan2(eyes[1], eyes[0]))) < 8
    assert distance(points, UPPER_LID, LOWER_LID) > 0.03 * face_height
    assert distance(points, UPPER_INNER_LIP, LOWER_INNER_LIP) < 0.1 * face_height


def test_the_default_is_one_of_them() -> None:
    assert default_portrait() in {portrait.path for portrait in shipped_portraits()}


def distance(points: Landmarks, first: int, second: int) -> float:
    return float(np.linalg.norm(points[first] - points[second]))
