from __future__ import annotations

from dataclasses import replace

import pytest

from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.motion.matching import best_match
from app.pipeline.types import Landmarks
from tests import shipped
from tests.unit.pipeline.motion.driver import Act, Driver, angle_between, chatting


def recorded(faces: list[Landmarks]) -> list[FaceShape]:
    first = measure(faces[0])
    return [measure(face, first) for face in faces]


@pytest.mark.parametrize("index", [0, 17, 63])
def test_a_moment_just_like_the_portrait_is_found(index: int) -> None:
    faces = [Driver().face(chatting(k / 15)) for k in range(90)]
    portrait = measure(faces[index])
    found = best_match(recorded(faces), portrait).shape
    assert angle_between(found.pose.rotation, portrait.pose.rotation) < 2
    assert found.lips == pytest.approx(portrait.lips, abs=0.04)
    assert found.eyes == pytest.approx(portrait.eyes, abs=0.04)


def test_a_portrait_that_is_the_first_frame_is_matched_by_that_very_frame() -> None:
    faces = [Driver().face(chatting(2 + k / 15)) for k in range(90)]
    track = recorded(faces)
    found = best_match(track, measure(faces[0]))
    assert found.shape is track[0]
    assert found.moments == (0,)


def test_for_a_portrait_in_a_pose_the_driver_never_takes_it_is_his_rest() -> None:
    faces = [Driver().face(chatting(k / 15)) for k in range(150)]
    sideways = Driver(shipped.LADY).shape(Act(yaw=38, pitch=-20, lips=0.6))
    neutral, rest = best_match(recorded(faces), sideways).shape, Driver().shape()
    assert angle_between(neutral.pose.rotation, rest.pose.rotation) < 5
    assert neutral.lips < rest.lips + 0.1
    assert neutral.eyes == pytest.approx(rest.eyes, rel=0.1)


def test_a_performance_of_one_frame_is_its_own_neutral() -> None:
    (shape,) = recorded([Driver().face(Act(yaw=20))])
    far = replace(shape, lips=2.0)
    assert angle_between(best_match([shape], far).shape.pose.rotation, shape.pose.rotation) < 0.1


def test_an_open_mouth_in_the_performance_does_not_stand_for_a_portrait_with_parted_lips() -> None:
    calm, talking = [Driver().face()] * 20, [Driver().face(Act(lips=0.3))] * 40
    parted = Driver(shipped.LADY).shape(Act(lips=0.22))
    found = best_match(recorded(calm + talking), parted)
    assert found.shape.lips < 0.1
    assert set(found.moments) <= set(range(20))
