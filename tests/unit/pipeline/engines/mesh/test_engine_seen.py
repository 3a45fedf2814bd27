"""What a landmark pass finds in a rendered picture, without knowing how it was rendered."""

from __future__ import annotations

import numpy as np
import pytest

from app.pipeline.tracking.head_pose import estimate_pose
from app.pipeline.tracking.ratios import eye_openness, gaze, lip_openness
from app.pipeline.types import LANDMARK_COUNT, REST, Motion
from tests import shipped
from tests.shipped import Observer
from tests.unit.pipeline.engines.mesh.drawing import looking, rendered

every_portrait = pytest.mark.parametrize("name", shipped.PORTRAITS)

LEFT_BROW, LEFT_LID = 105, 159
BROWS = [70, 63, 105, 66, 107, 46, 53, 52, 65, 55, 300, 293, 334, 296, 336, 276, 283, 282, 295, 285]


def with_eyes(name: str, share: float) -> Motion:
    """The portrait's own openness, times a share."""
    left, right = eye_openness(shipped.portrait(name).landmarks)
    return Motion(eye_openness=(share * left, share * right))


@every_portrait
def test_lids_close(name: str, observe: Observer) -> None:
    rest = np.mean(eye_openness(observe(rendered(name, REST))))
    shut = np.mean(eye_openness(observe(rendered(name, with_eyes(name, 0.0)))))
    # Behind her glasses the landmark model sees the lid's edge less clearly.
    assert shut < (0.6 if name == shipped.HOPPER else 0.45) * rest


@every_portrait
def test_half_closed_lies_between_open_and_shut(name: str, observe: Observer) -> None:
    shut, half, rest = (
        np.mean(eye_openness(observe(rendered(name, with_eyes(name, share))))) for share in (0.0, 0.5, 1.0)
    )
    assert shut < half - 0.02 < rest - 0.04


@pytest.mark.parametrize("name", [shipped.LADY, shipped.GENTLEMAN])
@pytest.mark.parametrize("eye", [0, 1])
def test_a_wink_closes_one_eye(name: str, eye: int, observe: Observer) -> None:
    own = eye_openness(shipped.portrait(name).landmarks)
    wink = Motion(eye_openness=(0.0, own[1]) if eye == 0 else (own[0], 0.0))
    seen = eye_openness(observe(rendered(name, wink)))
    assert seen[eye] < 0.5 * seen[1 - eye]


@every_portrait
def test_the_mouth_opens_as_asked(name: str, observe: Observer) -> None:
    asked = np.array([0.0, 0.1, 0.25, 0.45, 0.7])
    seen = np.array([lip_openness(observe(rendered(name, Motion(lip_openness=a)))) for a in asked])
    assert (np.diff(seen) > 0.02).all()
    assert seen[0] < 0.03
    assert seen[-1] > 0.6 * asked[-1]


def test_an_open_mouth_shows_an_inside_that_is_darker_than_the_lips() -> None:
    portrait = shipped.portrait()
    image = rendered(shipped.LADY, Motion(lip_openness=0.6))
    (x, upper), (_, lip) = portrait.landmarks[13, :2].astype(int), portrait.landmarks[17, :2].astype(int)
    column = image[upper : lip + 60, x - 3 : x + 4].mean(axis=(1, 2))
    assert column.min() < 0.6 * portrait.image[lip, x].mean()


@every_portrait
def test_irises_move_along_and_the_lids_stay(name: str, observe: Observer) -> None:
    faces = [observe(rendered(name, looking(along=shift))) for shift in (-0.15, 0.0, 0.15)]
    seen = np.array([gaze(face)[:, 0].mean() for face in faces])
    assert (np.diff(seen) > 0.04).all()
    openings = [np.mean(eye_openness(face)) for face in faces]
    assert np.ptp(openings) < 0.15 * openings[1]


@every_portrait
def test_irises_move_up_and_down(name: str, observe: Observer) -> None:
    up, down = (gaze(observe(rendered(name, looking(across=shift))))[:, 1].mean() for shift in (-0.12, 0.12))
    assert down - up > 0.01


ASKED = [("yaw", 20.0), ("yaw", -20.0), ("pitch", 12.0), ("pitch", -12.0), ("roll", 15.0), ("roll", -15.0)]


@every_portrait
@pytest.mark.parametrize(("angle", "degrees"), ASKED)
def test_the_head_turns_the_way_and_about_as_far_as_asked(
    name: str, angle: str, degrees: float, observe: Observer
) -> None:
    rest = estimate_pose(observe(rendered(name, REST)))
    seen = estimate_pose(observe(rendered(name, Motion(shipped.turned(**{angle: degrees})))))
    turns = {key: getattr(seen, key) - getattr(rest, key) for key in ("yaw", "pitch", "roll")}
    assert 0.5 < turns.pop(angle) / degrees < 1.5
    assert max(map(abs, turns.values())) < 6


@every_portrait
def test_the_head_moves_and_grows_as_asked(name: str, observe: Observer) -> None:
    rest = estimate_pose(observe(rendered(name, REST)))
    moved = estimate_pose(observe(rendered(name, Motion(translation=(0.3, -0.15)))))
    grown = estimate_pose(observe(rendered(name, Motion(scale=1.2))))
    shift = (moved.centre - rest.centre)[:2] / rest.size
    assert shift == pytest.approx((0.3, -0.15), abs=0.06)
    assert grown.size / rest.size == pytest.approx(1.2, abs=0.06)


def test_brows_follow_the_expression(observe: Observer) -> None:
    raised = np.zeros((LANDMARK_COUNT, 3), np.float32)
    raised[BROWS, 1] = -0.12

    def brow_height(motion: Motion) -> float:
        face = observe(rendered(shipped.LADY, motion))
        return float(face[LEFT_LID, 1] - face[LEFT_BROW, 1]) / estimate_pose(face).size

    assert brow_height(Motion(expression=raised)) > brow_height(REST) + 0.04
