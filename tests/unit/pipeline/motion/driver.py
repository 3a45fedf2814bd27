"""A driver made of numbers: a real face's landmarks that turn, blink, talk and look as told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.topology import EYE_LOWER, EYE_UPPER, IRIS_RINGS
from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.tracking.ratios import EYE_CORNERS, IRIS_CENTRES, MOUTH_CORNERS
from app.pipeline.types import Landmarks
from tests import shipped

Rotation: TypeAlias = npt.NDArray[np.float32] | npt.NDArray[np.float64]

_LOWER_LIP_AND_CHIN = [14, 87, 178, 88, 95, 317, 402, 318, 324, 17, 84, 181, 91, 314, 405, 321, 152, 148, 377]


@dataclass(frozen=True, slots=True)
class Act:
    """One instant of a driver.

    Attributes:
        pitch: Degrees, as ``HeadPose``; likewise yaw and roll.
        place: Pixels, where the head's centre is.
        size: Pixels of a face size.
        eyes: Share of the resting lid gap, left and right in the picture.
        lips: Added inner-lip gap over mouth width.
        gaze: Shift of both irises along the eye, eye widths.
    """

    pitch: float = 0.0
    yaw: float = 0.0
    roll: float = 0.0
    place: tuple[float, float] = (320.0, 240.0)
    size: float = 60.0
    eyes: tuple[float, float] = (1.0, 1.0)
    lips: float = 0.0
    gaze: float = 0.0


REST_ACT = Act()


@cache
def resting_shape(name: str) -> npt.NDArray[np.float64]:
    """478 x 3 in the head's own axes."""
    return measure(shipped.portrait(name).landmarks).local.astype(np.float64)


class Driver:
    """Somebody in front of a camera.

    Args:
        name: Whose face it is.
        eye_share: Makes the resting eyes smaller or larger.
    """

    def __init__(self, name: str = shipped.GENTLEMAN, eye_share: float = 1.0) -> None:
        self._rest = _with_eyes(resting_shape(name).copy(), (eye_share, eye_share))

    def face(self, act: Act = REST_ACT) -> Landmarks:
        """478 x 3 float32 pixels."""
        local = _with_eyes(self._rest.copy(), act.eyes)
        width = np.linalg.norm(np.subtract(*local[list(MOUTH_CORNERS), :2]))
        local[_LOWER_LIP_AND_CHIN, 1] += act.lips * width
        for eye, (start, end) in enumerate(EYE_CORNERS):
            iris = [IRIS_CENTRES[eye], *IRIS_RINGS[eye]]
            local[iris] += act.gaze * (local[end] - local[start])
        turn = shipped.turned(act.pitch, act.yaw, act.roll).astype(np.float64)
        return np.asarray(local @ turn.T * act.size + (*act.place, 0.0), np.float32)

    def shape(self, act: Act = REST_ACT) -> FaceShape:
        """The same, measured."""
        return measure(self.face(act))


def _with_eyes(local: npt.NDArray[np.float64], shares: tuple[float, float]) -> npt.NDArray[np.float64]:
    for eye, share in enumerate(shares):
        upper, lower = EYE_UPPER[eye], EYE_LOWER[eye]
        local[upper] = local[lower] + share * (local[upper] - local[lower])
    return local


def angle_between(one: Rotation, other: Rotation) -> float:
    """Degrees of the turn from one rotation to another."""
    skew = one.T @ other - other.T @ one
    sine = np.sqrt((skew**2).sum() / 8)
    cosine = (np.trace(one.T @ other) - 1) / 2
    return float(np.degrees(np.arctan2(sine, cosine)))


def syllables(t: float) -> float:
    return float(0.35 * np.sin(2 * np.pi * 2.3 * t) ** 2 * (0.6 + 0.4 * np.sin(1.7 * t)))


def blink(t: float) -> tuple[float, float]:
    return (0.1, 0.1) if t % 3.1 < 0.18 else (1.0, 1.0)


def chatting(t: float) -> Act:
    """Talks, blinks and nods about his place, as one does in a call."""
    return Act(
        pitch=4 * np.sin(1.1 * t),
        yaw=9 * np.sin(0.7 * t),
        roll=3 * np.sin(0.9 * t),
        place=(320 + 6 * np.sin(0.6 * t), 240 + 4 * np.sin(0.8 * t)),
        eyes=blink(t),
        lips=syllables(t),
    )
