from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.portrait.cropping import face_square
from app.pipeline.tracking.driving_crop import DrivingCrop, driving_square, shows_face
from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.types import Landmarks
from tests import shipped
from tests.unit.pipeline.motion.driver import REST_ACT, Act, Driver, chatting

FPS = 30.0


@pytest.fixture(scope="module")
def driver() -> Driver:
    return Driver()


def followed(faces: Iterable[Landmarks], fps: float = FPS) -> list[FaceCrop]:
    crop = DrivingCrop()
    return [crop.follow(face, index / fps) for index, face in enumerate(faces)]


def at(driver: Driver, x: float, y: float = 240.0, size: float = 60.0) -> Landmarks:
    return driver.face(replace(REST_ACT, place=(x, y), size=size))


def largest_step(crops: list[FaceCrop]) -> float:
    """Over the side, of centre and size."""
    return max(max(math.dist(a.centre, b.centre), abs(a.side - b.side)) / a.side for a, b in pairwise(crops))


@pytest.mark.parametrize("name", shipped.PORTRAITS)
def test_a_resting_face_is_cut_as_the_reference_does(name: str) -> None:
    landmarks = shipped.portrait(name).landmarks
    ours, reference = driving_square(landmarks), face_square(landmarks, 2.2, 0.1)
    assert ours.side == pytest.approx(reference.side, rel=0.06)
    assert math.dist(ours.centre, reference.centre) < 0.03 * reference.side
    assert ours.angle == 0


def test_noise_does_not_move_it(driver: Driver) -> None:
    random = np.random.default_rng(0)
    faces = [at(driver, 320) + random.normal(0, 0.5, (478, 3)).astype(np.float32) for _ in range(300)]
    crops = followed(faces)
    assert set(crops) == {crops[0]}


@pytest.mark.parametrize("moving", [Act(lips=1.0), Act(eyes=(0.1, 0.1)), Act(gaze=0.4)])
def test_an_expression_does_not_move_it(driver: Driver, moving: Act) -> None:
    crops = followed([driver.face()] * 5 + [driver.face(moving)] * 30 + [driver.face()] * 5)
    assert set(crops) == {crops[0]}
    assert driving_square(driver.face(moving)) == driving_square(driver.face())


def test_talking_in_a_call_does_not_move_it(driver: Driver) -> None:
    crops = followed(driver.face(chatting(index / FPS)) for index in range(600))
    assert set(crops) == {crops[0]}


def path_to_the_side(t: float) -> tuple[float, float, float]:
    return 320 + 150 * min(t, 2.0), 240, 60


def path_to_the_camera(t: float) -> tuple[float, float, float]:
    return 320, 240, 60 * (1 + 0.4 * min(t, 2.0))


@pytest.mark.parametrize("path", [path_to_the_side, path_to_the_camera])
def test_it_goes_along_with_a_walk(
    driver: Driver, path: Callable[[float], tuple[float, float, float]]
) -> None:
    faces = [at(driver, *path(index / FPS)) for index in range(120)]
    crops = followed(faces)
    assert all(shows_face(crop, driving_square(face)) for crop, face in zip(crops, faces, strict=True))
    assert largest_step(crops) < 0.03
    arrived = driving_square(faces[-1])
    assert math.dist(crops[-1].centre, arrived.centre) < 0.02 * arrived.side
    assert crops[-1].side == pytest.approx(arrived.side, rel=0.02)


def test_it_glides_without_overshoot_and_rests(driver: Driver) -> None:
    faces = [at(driver, 320)] + [at(driver, 360)] * 90
    crops = followed(faces)
    x = [crop.centre[0] for crop in crops]
    goal = driving_square(faces[-1]).centre[0]
    assert x == sorted(x)
    assert goal - 0.01 * crops[0].side <= x[-1] <= goal
    assert len(set(crops[-30:])) == 1


def test_the_glide_depends_on_time_not_on_frames(driver: Driver) -> None:
    faces = [at(driver, 320)] + [at(driver, 360)] * 12
    slow = followed(faces, 30.0)
    fast = followed([face for face in faces for _ in range(2)][1:], 60.0)[::2]
    np.testing.assert_allclose([c.centre for c in slow], [c.centre for c in fast], atol=1e-6)


def test_a_face_that_leapt_is_met_at_once(driver: Driver) -> None:
    there = at(driver, 620)
    crops = followed([at(driver, 200), there, there])
    assert crops[1] == crops[2] == driving_square(there)


def test_a_reset_meets_the_next_face(driver: Driver) -> None:
    crop = DrivingCrop()
    crop.follow(at(driver, 320), 0.0)
    crop.reset()
    near = at(driver, 335)
    assert crop.follow(near, 0.1) == driving_square(near)


def test_time_that_goes_back_does_no_harm(driver: Driver) -> None:
    crop = DrivingCrop()
    crop.follow(at(driver, 320), 5.0)
    first = crop.follow(at(driver, 360), 5.1)
    assert crop.follow(at(driver, 360), 1.0).centre == pytest.approx(first.centre)


@settings(deadline=None)  # hundreds of steps each, and the machine may be busy
@given(st.integers(0, 100_000), st.floats(0.3, 4.0))
def test_on_a_random_walk_the_face_stays_in_and_nothing_jumps(seed: int, pace: float) -> None:
    walker = Driver()
    random = np.random.default_rng(seed)
    place, size, faces = np.array([320.0, 240.0]), 60.0, []
    for heading in random.uniform(-1, 1, (6, 3)):
        for _ in range(20):
            place += pace / 60 * size * heading[:2]
            size *= 1 + 0.004 * heading[2] * pace
            faces.append(at(walker, place[0], place[1], size))
    crops = followed(faces)
    assert all(shows_face(crop, driving_square(face)) for crop, face in zip(crops, faces, strict=True))
    assert largest_step(crops) < 0.035
