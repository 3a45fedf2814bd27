"""People who come, go, cross and swap before one camera, pasted together from clips of one person each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.face_crop import face_size
from app.pipeline.tracking.face_mesh import FaceMesh
from app.pipeline.types import Frame, Landmarks, RGBImage

FPS = 30.0
SIZE = (960, 540)
_FACE = 46.0
"""Face size in pixels of somebody at his usual distance."""

_REACH = (2.3, 3.1)
_ALONE_S = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """Somebody cut out of a clip.

    Attributes:
        name: Of the clip.
        looks: Pictures of head and shoulders, all with a face of one size in the middle.
    """

    name: str
    looks: tuple[RGBImage, ...]

    def at(self, index: int) -> RGBImage:
        """The picture at a moment; the clip runs there and back."""
        period = max(2 * len(self.looks) - 2, 1)
        index %= period
        return self.looks[min(index, period - index)]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where somebody's face is: pixels of the frame, and his size against the usual."""

    person: Person
    x: float
    y: float = 250.0
    zoom: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A frame and who is in it, the nearest last."""

    frame: Frame
    people: tuple[Placed, ...]


class Plot(Enum):
    """What happens, after the driver sat there alone for a while."""

    RETURNS = "the driver leaves and comes back"
    STRANGER = "somebody else comes instead, then the driver too"
    WALKS_IN = "somebody larger walks in"
    CROSSES = "somebody walks past in front of the driver"
    SWAPS = "the two swap places"
    REPLACES = "somebody else is in the driver's place from one frame to the next"


def cut_out(clip: Path) -> Person:
    """The person of a clip, at most 120 frames."""
    mesh, looks = FaceMesh(), list[RGBImage]()
    with av.open(str(clip)) as container:
        for picture in container.decode(video=0):
            image = np.asarray(picture.to_ndarray(format="rgb24"), np.uint8)
            face = mesh.detect(image)
            if face is not None and len(looks) < 120:
                looks.append(_bust(image, face))
    mesh.close()
    return Person(clip.stem, tuple(looks))


def play(plot: Plot, driver: Person, other: Person) -> Iterator[Moment]:
    """The frames of a scene."""
    seconds, staging = _STAGED[plot]
    for index in range(round((_ALONE_S + seconds) * FPS)):
        now = index / FPS
        then = now - _ALONE_S
        people = staging(driver, other, then) if then >= 0 else (Placed(driver, 320.0),)
        yield Moment(Frame(_picture(people, index), index, now), people)


def _returns(driver: Person, other: Person, t: float) -> tuple[Placed, ...]:
    del other
    return () if t < 1.2 else (Placed(driver, 600.0, 270.0, 0.85),)


def _stranger(driver: Person, other: Person, t: float) -> tuple[Placed, ...]:
    if t < 1.2:
        return ()
    if t < 3.2:
        return (Placed(other, 360.0, 250.0, 1.1),)
    return (Placed(driver, 720.0, 260.0, 0.8), Placed(other, 330.0, 250.0, 1.2))


def _walks_in(driver: Person, other: Person, t: float) -> tuple[Placed, ...]:
    return (Placed(driver, 320.0), Placed(other, max(1100.0 - 350 * t, 640.0), 260.0, 1.3))


def _crosses(driver: Person, other: Person, t: float) -> tuple[Placed, ...]:
    return (Placed(driver, 320.0), Placed(other, 1000.0 - 400 * t, 255.0, 1.25))


def _swaps(driver: Person, other: Person, t: float) -> tuple[Placed, ...]:
    along = min(max((t - 1.0) / 1.2, 0.0), 1.0)
    came = 700.0 + 400.0 * max(1.0 - t, 0.0)
    return (Placed(driver, 320.0 + 380 * along), Placed(other, came - 380 * along, 255.0, 1.1))


def _replaces(driver: Person, other: Person, t: float) -> tuple[Placed, ...]:
    del driver, t
    return (Placed(other, 320.0),)


_STAGED: dict[Plot, tuple[float, Callable[[Person, Person, float], tuple[Placed, ...]]]] = {
    Plot.RETURNS: (3.0, _returns),
    Plot.STRANGER: (5.0, _stranger),
    Plot.WALKS_IN: (3.0, _walks_in),
    Plot.CROSSES: (3.2, _crosses),
    Plot.SWAPS: (4.0, _swaps),
    Plot.REPLACES: (2.0, _replaces),
}


def _bust(image: RGBImage, face: Landmarks) -> RGBImage:
    scale = _FACE / face_size(face)
    side = round(2 * max(_REACH) * _FACE)
    middle = face[:, :2].mean(axis=0)
    matrix = np.array([[scale, 0, side / 2 - middle[0] * scale], [0, scale, side / 2 - middle[1] * scale]])
    cut = cv2.warpAffine(image, matrix, (side, side), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def _picture(people: tuple[Placed, ...], index: int) -> RGBImage:
    shades = np.linspace(150, 95, SIZE[1], dtype=np.float32)[:, None, None]
    picture = np.broadcast_to(shades, (SIZE[1], SIZE[0], 3)).copy()
    for placed in people:
        _paste(picture, placed, placed.person.at(index))
    noise = np.random.default_rng(index).normal(0, 2.5, picture.shape)
    return np.asarray(np.clip(picture + noise, 0, 255), np.uint8)


def _paste(picture: npt.NDArray[np.float32], placed: Placed, look: RGBImage) -> None:
    side = look.shape[0]
    shift = (placed.x - side / 2 * placed.zoom, placed.y - side / 2 * placed.zoom)
    matrix = np.array([[placed.zoom, 0, shift[0]], [0, placed.zoom, shift[1]]])
    mask = np.zeros((side, side), np.float32)
    axes = (round(_REACH[0] * _FACE * 0.95), round(_REACH[1] * _FACE * 0.95))
    cv2.ellipse(mask, (side // 2, side // 2), axes, 0, 0, 360, (1.0,), -1)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 3), np.float32)
    body = cv2.warpAffine(look.astype(np.float32), matrix, SIZE)
    cover = cv2.warpAffine(mask, matrix, SIZE)[..., None]
    picture += (body - picture) * cover
