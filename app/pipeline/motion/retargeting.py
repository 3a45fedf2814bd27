"""A driver's face -> motion of the portrait, in the portrait's own proportions."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from app.config import MotionMode
from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.motion.limits import limit_rotation, limit_scale, limit_shift
from app.pipeline.tracking.ratios import EYE_CORNERS, MOUTH_CORNERS
from app.pipeline.types import Landmarks, Motion

FloatArray = npt.NDArray[np.float32]

_BROWS = np.array([(105, 159), (334, 386)])
_GAIN_RANGE = (0.6, 1.6)
_NEVER_SHUT = 0.04
"""Least eye openness taken for a resting eye: a driver found mid-blink must not blow eyes up."""

_LIDS_MET, _LIDS_FREE = 0.2, 0.6
"""Openness against rest at which lids have met, and above which it is taken as it is."""


class Retargeter:
    """Turns what a driver does into what one portrait should do.

    Args:
        portrait: 478 x 3 landmarks of the portrait, pixels.
        mode: Relative to the driver's neutral, or absolute.
    """

    def __init__(self, portrait: Landmarks, mode: MotionMode = MotionMode.RELATIVE) -> None:
        self.portrait = measure(portrait)
        self.mode = mode

    def motion(self, driver: Landmarks, neutral: FaceShape) -> Motion:
        """The portrait's motion for one observed face.

        Args:
            driver: 478 x 3 pixels.
            neutral: The same driver at rest.
        """
        now, portrait = measure(driver, neutral), self.portrait
        absolute = self.mode is MotionMode.ABSOLUTE
        start = portrait if absolute else neutral
        expression = (now.local - neutral.local) * region_gains(neutral, portrait)
        offset = (now.pose.centre - neutral.pose.centre)[:2] / neutral.pose.size
        return Motion(
            rotation=limit_rotation(start.pose.rotation.T @ now.pose.rotation),
            translation=limit_shift(offset),
            scale=limit_scale(now.pose.size / neutral.pose.size),
            expression=expression.astype(np.float32),
            eye_openness=now.eyes if absolute else relative_eyes(now, neutral, portrait),
            lip_openness=now.lips if absolute else max(portrait.lips + now.lips - neutral.lips, 0.0),
            gaze=now.gaze - start.gaze,
        )


def relative_eyes(now: FaceShape, neutral: FaceShape, portrait: FaceShape) -> tuple[float, float]:
    """The portrait's own openness, times the driver's openness against his own rest.

    A driver with small eyes thereby closes big ones fully.
    """
    left, right = (
        own * share_of_rest(seen, rest)
        for own, seen, rest in zip(portrait.eyes, now.eyes, neutral.eyes, strict=True)
    )
    return left, right


def share_of_rest(openness: float, rest: float) -> float:
    """How far an eye is open against its rest, 0 where its lids have met.

    Landmarks never see lids meet: what they call a fifth open is shut.
    """
    share = openness / max(rest, _NEVER_SHUT)
    if share >= _LIDS_FREE:
        return share
    return _LIDS_FREE * max(share - _LIDS_MET, 0.0) / (_LIDS_FREE - _LIDS_MET)


def region_gains(driver: FaceShape, portrait: FaceShape) -> FloatArray:
    """How much larger the portrait's mouth and brow space are than the driver's, by landmark.

    Args:
        driver: The driver at rest.
        portrait: The portrait at rest.

    Returns:
        478 x 1 float32, 1 away from mouth and brows, eased in between.
    """
    mouth_width = _distance(driver.local, *MOUTH_CORNERS)
    mouth = _gain(_distance(portrait.local, *MOUTH_CORNERS), mouth_width)
    gains = 1 + _near(driver.local, driver.local[list(MOUTH_CORNERS)].mean(axis=0), 0.9 * mouth_width) * (
        mouth - 1
    )
    for (brow, lid), (start, end) in zip(_BROWS, EYE_CORNERS, strict=True):
        lift = _gain(_distance(portrait.local, brow, lid), _distance(driver.local, brow, lid))
        gains += _near(driver.local, driver.local[brow], 0.6 * _distance(driver.local, start, end)) * (
            lift - 1
        )
    return gains[:, None].astype(np.float32)


def _gain(portrait: float, driver: float) -> float:
    return float(np.clip(portrait / max(driver, 1e-6), *_GAIN_RANGE))


def _near(local: FloatArray, centre: FloatArray, reach: float) -> npt.NDArray[np.floating[Any]]:
    squared = ((local[:, :2] - centre[:2]) ** 2).sum(axis=1)
    near: npt.NDArray[np.floating[Any]] = np.exp(-squared / max(reach, 1e-6) ** 2)
    return near


def _distance(local: FloatArray, a: int, b: int) -> float:
    return float(np.linalg.norm(local[a, :2] - local[b, :2]))
