"""The face: lost, covered, gone dark, the camera of another size. Tracked, moved and drawn for real.

The performer sits before a wall of a colour that is nowhere in the portrait: not one pixel of it may be
in any picture that comes out, whatever happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import cv2
import numpy as np
import pytest

from app.pipeline.animator import Animator
from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.metrics import Metrics
from app.pipeline.sources.performer import draw, script_at
from app.pipeline.types import FaceObservation, Frame, RGBImage
from tests import shipped

PLANTED = np.array((255, 0, 255), np.int16)
SIZE, FPS = (320, 240), 15

Fault = Callable[[RGBImage, int], RGBImage]


def _plant(image: RGBImage) -> RGBImage:
    """Makes the wall at both sides and the upper edge of the planted colour."""
    height, width = image.shape[:2]
    planted = image.copy()
    planted[:, : width // 5] = planted[:, -width // 5 :] = planted[: height // 12] = PLANTED
    return planted


def _nothing(image: RGBImage, number: int) -> RGBImage:
    del number
    return image


def _gone(image: RGBImage, number: int) -> RGBImage:
    del number
    empty: RGBImage = np.empty_like(image)
    empty[:] = PLANTED
    return empty


def _covered(image: RGBImage, number: int) -> RGBImage:
    """Something is held before the face, which moves a little."""
    height, width = image.shape[:2]
    covered, left = image.copy(), width // 4 + number % 5
    covered[height // 5 : -height // 6, left : left + width // 2] = PLANTED
    return covered


def _black(image: RGBImage, number: int) -> RGBImage:
    del number
    return np.zeros_like(image)


def _frozen(image: RGBImage, number: int) -> RGBImage:
    del number
    return _plant(draw(script_at(0.0), (image.shape[1], image.shape[0])))


def _larger(image: RGBImage, number: int) -> RGBImage:
    del number
    return np.asarray(cv2.resize(image, (480, 360)), np.uint8)


def _upright(image: RGBImage, number: int) -> RGBImage:
    del number
    width = image.shape[1]
    return np.ascontiguousarray(image[:, width // 5 : -width // 5])


def _torn(image: RGBImage, number: int) -> RGBImage:
    """Half of the picture is another one, as from a driver that mixes its buffers."""
    torn = image.copy()
    torn[number % image.shape[0] :] = np.roll(image, 40 * number, axis=1)[number % image.shape[0] :]
    return torn


FAULTS: dict[str, Fault] = {
    fault.__name__.strip("_"): fault
    for fault in (_nothing, _gone, _covered, _black, _frozen, _larger, _upright, _torn)
}


class Room:
    """An animator, and the performer before the planted wall."""

    def __init__(self) -> None:
        self.faces: list[bool] = []
        self.pictures: list[RGBImage] = []
        self._number = 0
        self._animator = Animator(
            shipped.resized(shipped.portrait(shipped.LADY), 0.4),
            MeshEngine(),
            output_size=(240, 240),
            metrics=Metrics(),
            on_motion=self._note,
        )
        self.rest = self._animator.at_rest()

    def perform(self, frames: int, fault: Fault = _nothing) -> list[RGBImage]:
        """So many frames of the performance, with something wrong; the pictures of the portrait."""
        before = len(self.pictures)
        for _ in range(frames):
            at = self._number / FPS
            image = fault(_plant(draw(script_at(at), SIZE)), self._number)
            self.pictures.append(self._animator.animate(Frame(image, self._number, at)))
            self._number += 1
        return self.pictures[before:]

    def close(self) -> None:
        self._animator.close()

    def _note(self, at: float, face: FaceObservation | None, keypoints: object) -> None:
        del at, keypoints
        self.faces.append(face is not None)


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    yield room
    room.close()
    for number, picture in enumerate([room.rest, *room.pictures]):
        assert _nearest_to_planted(picture) > 100, f"the camera is in picture {number}"


def _nearest_to_planted(image: RGBImage) -> int:
    """Smallest distance of any pixel from the planted colour, as the largest of its channels' distances."""
    return int(np.abs(image.astype(np.int16) - PLANTED).max(axis=2).min())


def _step(a: RGBImage, b: RGBImage) -> float:
    return float(np.abs(a.astype(np.int16) - b).mean())


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_whatever_happens_to_the_face_comes_out_as_a_portrait_and_goes_on_afterwards(
    fault: Fault, room: Room
) -> None:
    well = room.perform(10)
    room.perform(30, fault)
    room.faces.clear()
    again = room.perform(15)
    assert sum(room.faces) >= 10, "the face is found again"
    assert _step(room.rest, again[-1]) < 30
    assert well[0].shape == again[-1].shape


@pytest.mark.parametrize("fault", [_gone, _covered, _black], ids=["gone", "covered", "black"])
def test_without_a_face_the_portrait_holds_eases_to_rest_and_eases_back(fault: Fault, room: Room) -> None:
    room.perform(12)
    lost = room.perform(30, fault)
    assert _step(lost[-1], room.rest) < 0.5, "at rest two seconds later"
    back = room.perform(15)
    shown = [room.pictures[11], *lost, *back]
    moved = [_step(a, b) for a, b in pairwise(shown)]
    ordinary = max(_step(a, b) for a, b in pairwise(room.pictures[:12]))
    assert max(moved) < 2.5 * max(ordinary, 1.0), "it never jumps"
