"""A crowd of made-up people before a camera, and the detector that knows where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from app.pipeline.tracking.head_pose import estimate_pose
from app.pipeline.types import LANDMARK_COUNT, Landmarks, RGBImage

_TEXTURE = 72
_ACROSS = 4.0
"""Width of a person's picture, face sizes."""

_REACH = 1.5
"""A face as near as that is found again, and one that close in front hides another; face sizes."""


@dataclass(frozen=True, slots=True)
class FakePerson:
    """Somebody whose face is coloured noise, the same at any time and nobody else's.

    Attributes:
        seed: Who it is.
    """

    seed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody is.

    Attributes:
        person: Who it is.
        centre: (x, y) of the face, pixels of the frame.
        size: Face size, pixels.
    """

    person: FakePerson
    centre: tuple[float, float]
    size: float = 40.0

    @property
    def landmarks(self) -> Landmarks:
        """478 x 3 pixels, upright and looking at the camera."""
        points = _dome() * np.float32(self.size)
        points[:, :2] += np.array(self.centre, np.float32)
        return points


class FakeCrowd:
    """A ``CrowdDetector`` that sees whoever was put before the camera and is not hidden.

    Attributes:
        people: Who is there, the nearest to the camera last.
    """

    def __init__(self, size: tuple[int, int] = (640, 480)) -> None:
        self.people: tuple[Standing, ...] = ()
        self._size = size

    def picture(self) -> RGBImage:
        """H x W x 3 uint8 RGB, as the camera sees them."""
        width, height = self._size
        image = np.full((height, width, 3), 128, np.uint8)
        for one in self.people:
            _paint(image, one)
        return image

    def detect(self, image: RGBImage, near: Landmarks | None = None) -> Landmarks | None:
        """Whoever is around ``near``, the largest if nobody is."""
        faces = self.detect_all(image)
        if near is not None:
            here = near[:, :2].mean(axis=0)
            faces.sort(key=lambda face: float(np.linalg.norm(face[:, :2].mean(axis=0) - here)))
        return faces[0] if faces else None

    def detect_all(self, image: RGBImage) -> list[Landmarks]:
        """All that are not hidden, largest first."""
        del image
        seen = [
            one
            for at, one in enumerate(self.people)
            if not any(_hides(nearer, one) for nearer in self.people[at + 1 :])
        ]
        return [one.landmarks for one in sorted(seen, key=lambda one: -one.size)]

    def reset(self) -> None:
        """Nothing is remembered."""

    def close(self) -> None:
        """Nothing is held."""


def _hides(nearer: Standing, other: Standing) -> bool:
    apart = np.hypot(nearer.centre[0] - other.centre[0], nearer.centre[1] - other.centre[1])
    return bool(apart < _REACH * other.size)


@lru_cache(maxsize=1)
def _frontal() -> Landmarks:
    spread = np.random.default_rng(1).uniform(-1, 1, (LANDMARK_COUNT, 2)).astype(np.float32)
    depth = (spread**2).sum(axis=1, keepdims=True) * 0.5
    points = np.concatenate([spread * np.array((1.2, 1.6), np.float32), depth], axis=1)
    return np.asarray(estimate_pose(points).to_local(points), np.float32)


def _dome() -> Landmarks:
    """Landmarks spread over the front of a head, in its own axes, face sizes."""
    return _frontal().copy()


@lru_cache(maxsize=16)
def _texture(person: FakePerson) -> RGBImage:
    noise = np.random.default_rng(person.seed).uniform(0, 255, (_TEXTURE, _TEXTURE, 3)).astype(np.float32)
    soft = np.asarray(cv2.GaussianBlur(noise, (0, 0), 2.0), np.float32)
    return np.asarray((soft - soft.min()) / np.ptp(soft) * 255, np.uint8)


def _paint(image: RGBImage, one: Standing) -> None:
    scale = _ACROSS * one.size / _TEXTURE
    shift = np.array(one.centre) - _TEXTURE / 2 * scale
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    size = (image.shape[1], image.shape[0])
    cv2.warpAffine(_texture(one.person), matrix, size, dst=image, borderMode=cv2.BORDER_TRANSPARENT)
