from __future__ import annotations

import numpy as np
import pytest

from app.pipeline.tracking import driver_guard
from app.pipeline.tracking.driver_guard import DriverGuard
from app.pipeline.tracking.face_signature import FaceSignature
from app.pipeline.types import LANDMARK_COUNT, Landmarks, RGBImage

IMAGE = np.zeros((16, 16, 3), np.uint8)
FACE: Landmarks = np.zeros((LANDMARK_COUNT, 3), np.float32)
OTHER_FACE: Landmarks = np.ones((LANDMARK_COUNT, 3), np.float32)
PERIOD = 1 / 30


def look(likeness: float, yaw: float = 0.0) -> FaceSignature:
    """A look that is so much like the driver's, which is ``look(1.0)``."""
    patches = np.zeros((28, 49), np.float32)
    patches[:, :2] = likeness, np.sqrt(1 - likeness**2)
    proportions = np.zeros(68, np.float32)
    proportions[:2] = patches[0, :2]
    return FaceSignature(patches, proportions, yaw, 0.0)


def covered() -> FaceSignature:
    """The driver, with a quarter of his face hidden."""
    whole, hidden = look(0.75), look(0.0)
    patches = whole.patches.copy()
    patches[:8] = hidden.patches[:8]
    return FaceSignature(patches, whole.proportions, 0.0, 0.0)


class Watch:
    """A guard that knows its driver, told how like him every face is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.looks = {0.0: look(1.0)}
        self.taken = 0
        monkeypatch.setattr(driver_guard, "signature_of", self._look_at)
        self.guard, self.now = DriverGuard(), 0.0
        self.follow(2.0, look(1.0))
        assert self.guard.knows_driver

    def _look_at(self, image: RGBImage, face: Landmarks) -> FaceSignature:
        del image
        self.taken += 1
        return self.looks[float(face[0, 0])]

    def follow(self, seconds: float, seen: FaceSignature, *, steady: bool = True) -> list[bool]:
        """Whether the guard stays with the face, frame by frame; only the first may be unsteady."""
        self.looks[0.0] = seen
        stays = []
        for index in range(round(seconds / PERIOD)):
            self.now += PERIOD
            stays.append(self.guard.stays(IMAGE, FACE, self.now, steady or index > 0))
            if not stays[-1]:
                break
        return stays

    def search(self, seconds: float, *seen: FaceSignature) -> list[Landmarks | None]:
        """Whom it chooses of these faces, until it has chosen."""
        faces = [FACE, OTHER_FACE][: len(seen)]
        self.looks = dict(zip((0.0, 1.0), seen, strict=False))
        chosen: list[Landmarks | None] = []
        for _ in range(round(seconds / PERIOD)):
            self.now += PERIOD
            chosen.append(self.guard.choose(IMAGE, faces, self.now))
            if chosen[-1] is not None:
                break
        return chosen


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


def test_looks_are_rare_while_all_is_well(watch: Watch) -> None:
    watch.taken = 0
    assert all(watch.follow(4.0, look(1.0)))
    assert watch.taken <= 11


def test_another_face_in_his_place_is_let_go_of_after_seven_looks(watch: Watch) -> None:
    stays = watch.follow(2.0, look(0.2), steady=False)
    assert (len(stays), stays[-1]) == (7, False)


def test_a_slide_that_nobody_noticed_is_found_out_as_well(watch: Watch) -> None:
    stays = watch.follow(2.0, look(0.2))
    assert not stays[-1]
    assert len(stays) <= 0.4 / PERIOD + 8


def test_a_face_that_hides_for_a_moment_is_held_and_kept(watch: Watch) -> None:
    assert all(watch.follow(0.15, look(0.3), steady=False))
    assert watch.guard.suspects
    assert all(watch.follow(0.1, look(0.9)))
    assert not watch.guard.suspects


def test_a_face_with_a_hand_on_it_is_still_his(watch: Watch) -> None:
    assert all(watch.follow(6.0, covered(), steady=False))
    assert not watch.guard.suspects


def test_a_new_look_is_learnt_after_a_while(watch: Watch) -> None:
    watch.follow(4.0, covered(), steady=False)
    assert watch.search(0.1, covered())[0] is FACE


def test_a_head_that_turns_away_is_not_suspected(watch: Watch) -> None:
    watch.follow(0.1, look(0.3), steady=False)
    assert all(watch.follow(1.0, look(0.3, yaw=40.0)))
    assert not watch.guard.suspects


def test_who_comes_and_cannot_be_told_apart_is_followed_at_once(watch: Watch) -> None:
    assert watch.search(0.1, look(0.6))[0] is FACE


def test_who_comes_and_is_somebody_else_is_said_and_waited_out(watch: Watch) -> None:
    assert watch.search(1.0, look(0.3)) == [None] * 30
    assert watch.guard.sees_somebody_else
    assert watch.search(1.0) == [None] * 30
    assert not watch.guard.sees_somebody_else


def test_one_who_was_refused_has_to_convince_for_longer(watch: Watch) -> None:
    watch.search(0.5, look(0.3))
    assert len(watch.search(1.0, look(0.62))) >= 4
    watch.search(0.1)


def test_the_likest_of_several_is_chosen(watch: Watch) -> None:
    assert watch.search(0.1, look(0.6), look(0.95))[0] is OTHER_FACE


def test_a_profile_nobody_knows_is_given_a_chance_after_a_second(watch: Watch) -> None:
    chosen = watch.search(2.0, look(1.0, yaw=50.0))
    assert chosen[-1] is FACE
    assert 28 <= len(chosen) <= 33


def test_one_who_only_turned_away_is_no_less_refused(watch: Watch) -> None:
    watch.search(0.5, look(0.3))
    assert watch.search(2.0, look(0.3, yaw=50.0)) == [None] * 60


def test_a_better_face_is_certain(watch: Watch) -> None:
    watch.follow(0.1, covered(), steady=False)
    watch.looks = {0.0: covered(), 1.0: look(0.65)}
    assert watch.guard.better(IMAGE, [FACE, OTHER_FACE], watch.now) is None
    watch.looks[1.0] = look(0.8)
    assert watch.guard.better(IMAGE, [FACE, OTHER_FACE], watch.now) is OTHER_FACE


def test_somebody_who_came_before_the_first_was_known_is_the_driver(watch: Watch) -> None:
    watch.guard.forget()
    watch.follow(0.5, look(0.1))
    watch.follow(2.0, look(1.0))
    assert watch.search(0.5, look(0.1))[-1] is None
    assert watch.search(1.0, look(1.0))[-1] is FACE


def test_after_forgetting_anybody_is_the_driver(watch: Watch) -> None:
    watch.guard.forget()
    assert not watch.guard.knows_driver
    assert all(watch.follow(2.0, look(0.1)))
    assert watch.guard.knows_driver
    assert watch.search(0.5, look(1.0))[-1] is None
