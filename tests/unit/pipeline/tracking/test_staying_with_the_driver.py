"""Who is followed when more than one person comes before the camera."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from app.pipeline.tracking.driver_guard import DriverGuard
from app.pipeline.tracking.fakes import FakeCrowd, FakePerson, Standing
from app.pipeline.tracking.tracker import FaceTracker
from app.pipeline.types import FaceObservation, Frame, Sighting

FPS = 15
DRIVER, OTHER, THIRD = FakePerson(1), FakePerson(2), FakePerson(3)
AT_HOME = Standing(DRIVER, (200.0, 240.0))
IN_FRONT = Standing(OTHER, (420.0, 240.0), 60.0)


class Room:
    """A camera, its tracker, and people who come and go."""

    def __init__(self, *, guard: bool = True, video: bool = False) -> None:
        self.crowd = FakeCrowd()
        self.tracker = FaceTracker(detector=self.crowd, guard=DriverGuard() if guard else None)
        self._video = video
        self._index = 0

    def show(self, *people: Standing) -> FaceObservation | None:
        """One frame of these people, the nearest last."""
        self.crowd.people = people
        now = self._index / FPS
        frame = Frame(self.crowd.picture(), self._index, now, now if self._video else None)
        self._index += 1
        return self.tracker.track(frame)

    def hold(self, seconds: float, *people: Standing) -> list[FaceObservation | None]:
        """The same people for a while."""
        return [self.show(*people) for _ in range(round(seconds * FPS))]

    def met(self) -> Room:
        """With the driver known."""
        assert followed(self.hold(1.5, AT_HOME)) == {DRIVER_ALONE}
        return self


def where(face: FaceObservation | None) -> tuple[float, float] | None:
    """The place of a face, to twenty pixels."""
    if face is None:
        return None
    x, y = (face.landmarks[:, :2].mean(axis=0) - OFFSET * face_scale(face)) / 20
    return round(x) * 20.0, round(y) * 20.0


def face_scale(face: FaceObservation) -> float:
    return float(np.ptp(face.landmarks[:, 0])) / SPAN


SPAN = float(np.ptp(Standing(DRIVER, (0.0, 0.0), 1.0).landmarks[:, 0]))
OFFSET = Standing(DRIVER, (0.0, 0.0), 1.0).landmarks[:, :2].mean(axis=0)
DRIVER_ALONE = AT_HOME.centre


def followed(track: Sequence[FaceObservation | None]) -> set[tuple[float, float] | None]:
    return {where(face) for face in track}


def test_a_stranger_is_not_followed_when_the_driver_has_left() -> None:
    room = Room().met()
    room.hold(1.0)
    before = room.tracker.sighting
    assert followed(room.hold(2.0, IN_FRONT)) == {None}
    assert (before, room.tracker.sighting) == (Sighting.NOBODY, Sighting.SOMEBODY_ELSE)


def test_without_a_guard_whoever_comes_is_followed() -> None:
    room = Room(guard=False).met()
    room.hold(1.0)
    assert room.hold(1.0, IN_FRONT)[-1] is not None
    assert room.tracker.sighting is Sighting.DRIVER


def test_a_cut_in_a_video_is_followed() -> None:
    room = Room(video=True).met()
    room.hold(1.0)
    assert where(room.hold(1.0, IN_FRONT)[-1]) == IN_FRONT.centre


def test_the_driver_is_followed_at_once_when_he_is_back_elsewhere_and_nearer() -> None:
    room = Room().met()
    room.hold(1.5)
    back = Standing(DRIVER, (440.0, 260.0), 52.0)
    first = [where(face) for face in room.hold(0.2, back)]
    assert None not in first[2:]
    assert first[-1] == back.centre
    assert room.tracker.sighting is Sighting.DRIVER


def test_the_driver_is_found_behind_a_larger_stranger() -> None:
    room = Room().met()
    room.hold(1.0)
    room.hold(1.0, IN_FRONT)
    assert where(room.hold(0.3, AT_HOME, IN_FRONT)[-1]) == AT_HOME.centre


def test_nobody_who_stays_away_is_said_to_be_there() -> None:
    room = Room().met()
    room.hold(1.0)
    room.hold(1.0, IN_FRONT)
    room.hold(1.0)
    assert room.tracker.sighting is Sighting.NOBODY


def test_a_glimpse_of_somebody_is_not_said() -> None:
    room = Room().met()
    room.hold(1.0)
    room.hold(0.2, IN_FRONT)
    assert room.tracker.sighting is Sighting.NOBODY


def test_somebody_who_walks_in_changes_nothing() -> None:
    room = Room().met()
    walk = [Standing(OTHER, (x, 240.0), 60.0) for x in np.linspace(660, 400, 25)]
    assert followed([room.show(AT_HOME, one) for one in walk]) == {AT_HOME.centre}


def test_somebody_who_walks_past_in_front_is_not_followed() -> None:
    room = Room().met()
    walk = [Standing(OTHER, (x, 245.0), 50.0) for x in np.linspace(660, -100, 32)]
    track = [where(room.show(AT_HOME, one)) for one in walk] + [
        where(face) for face in room.hold(1.0, AT_HOME)
    ]
    astray = [place for place in track if place is not None and abs(place[0] - AT_HOME.centre[0]) > 60]
    assert len(astray) <= 2
    assert track[-8:] == [AT_HOME.centre] * 8


@pytest.mark.parametrize("gap_s", [0.0, 0.3])
def test_somebody_in_the_driver_s_place_is_let_go_of_within_moments(gap_s: float) -> None:
    room = Room().met()
    room.hold(gap_s)
    track = room.hold(1.2, Standing(OTHER, AT_HOME.centre))
    assert sum(face is not None for face in track) <= 2
    assert track[-1] is None
    assert room.tracker.sighting is Sighting.SOMEBODY_ELSE


def test_two_who_swap_places_are_not_confused() -> None:
    room = Room().met()
    there = Standing(OTHER, (440.0, 240.0))
    room.hold(0.5, AT_HOME, there)
    swapped = (Standing(DRIVER, (440.0, 240.0)), Standing(OTHER, AT_HOME.centre))
    track = [where(face) for face in room.hold(1.5, *swapped)]
    assert track[-10:] == [(440.0, 240.0)] * 10


def test_whoever_is_there_is_followed_when_asked_for() -> None:
    room = Room().met()
    room.hold(1.0)
    room.hold(1.0, IN_FRONT)
    room.tracker.follow_anyone()
    assert where(room.hold(0.2, IN_FRONT)[-1]) == IN_FRONT.centre
    room.hold(2.0, IN_FRONT)
    assert followed(room.hold(1.0) + room.hold(1.0, AT_HOME)) >= {None}
    assert room.tracker.sighting is Sighting.SOMEBODY_ELSE


def test_asking_while_the_driver_is_followed_stays_with_him() -> None:
    room = Room().met()
    room.hold(0.2, AT_HOME, IN_FRONT)
    room.tracker.follow_anyone()
    assert followed(room.hold(1.0, AT_HOME, IN_FRONT)) == {AT_HOME.centre}


def test_a_reset_forgets_the_driver() -> None:
    room = Room().met()
    room.tracker.reset()
    assert where(room.hold(0.2, IN_FRONT)[-1]) == IN_FRONT.centre


def test_another_frame_size_keeps_him() -> None:
    room = Room().met()
    room.crowd = room.tracker._detector = FakeCrowd((672, 480))
    assert followed(room.hold(1.0, IN_FRONT)) == {None}
    assert room.hold(0.3, AT_HOME)[-1] is not None


def test_a_driver_hardly_met_is_not_guarded() -> None:
    room = Room()
    room.hold(0.5, AT_HOME)
    room.hold(1.0)
    assert where(room.hold(0.5, IN_FRONT)[-1]) == IN_FRONT.centre


def test_the_same_frames_give_the_same_track() -> None:
    def play() -> list[tuple[float, float] | None]:
        room = Room().met()
        scene = [room.hold(0.8), room.hold(0.6, IN_FRONT), room.hold(0.6, AT_HOME, IN_FRONT)]
        return [where(face) for part in scene for face in part]

    assert play() == play()
