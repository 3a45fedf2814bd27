"""Keypoints of a driver at rest, told from readings of restful moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.motion.resting import orthonormal

_FEWEST = 3
"""Readings that make a vote; fewer may all be of one grimace."""

_PLACE_FRAMES = 8


class RestingKeypoints:
    """The keypoints in use, and what they slide towards.

    Args:
        saved: Keypoints to stay with, None to find them. Their place and size belong to the crop
            of another day and are taken anew.
    """

    def __init__(self, saved: KeypointMotion | None = None) -> None:
        self._value = self._target = saved
        self._held = saved is not None
        self._places: list[KeypointMotion] | None = [] if self._held else None

    @property
    def value(self) -> KeypointMotion | None:
        """The keypoints in use; None before any were read."""
        return self._value

    @property
    def held(self) -> bool:
        """Whether they stay as they are."""
        return self._held

    def forget_place(self) -> None:
        """The next readings come from another crop, and the first of them show his usual place."""
        if self._value is not None:
            self._places = []

    def see(self, reading: KeypointMotion) -> None:
        """Takes a reading of any moment into account, restful or not."""
        if self._value is None or self._target is None:
            self._value = self._target = reading
        if self._places is None:
            return
        self._places.append(reading)
        place = median_keypoints(self._places)
        self._value, self._target = _placed_as(self._value, place), _placed_as(self._target, place)
        if len(self._places) >= _PLACE_FRAMES:
            self._places = None

    def hold(self, readings: Sequence[KeypointMotion]) -> None:
        """Takes readings for the rest, until told otherwise. Without any, the rest is to be found."""
        self._held = bool(readings)
        if readings:
            self._value = self._target = median_keypoints(readings)
            self._places = None

    def aim_at(self, readings: Sequence[KeypointMotion]) -> None:
        """Takes readings of restful moments for what to slide towards."""
        if len(readings) >= _FEWEST and not self._held:
            self._target = median_keypoints(readings)

    def slide(self, weight: float) -> None:
        """Comes nearer: 0 stays, 1 arrives."""
        if self._held or self._value is self._target:
            return
        if self._value is not None and self._target is not None:
            self._value = _towards(self._value, self._target, weight)


def median_keypoints(readings: Sequence[KeypointMotion]) -> KeypointMotion:
    """The middle of many readings of one face, each figure by itself; the turn is their mean."""
    return KeypointMotion(
        rotation=_rotation(np.mean([r.rotation for r in readings], axis=0)),
        expression=np.median([r.expression for r in readings], axis=0).astype(np.float32),
        translation=np.median([r.translation for r in readings], axis=0).astype(np.float32),
        scale=float(np.median([r.scale for r in readings])),
    )


def _towards(one: KeypointMotion, other: KeypointMotion, weight: float) -> KeypointMotion:
    share = np.float32(weight)
    return KeypointMotion(
        rotation=_rotation(one.rotation + (other.rotation - one.rotation) * share),
        expression=one.expression + (other.expression - one.expression) * share,
        translation=one.translation + (other.translation - one.translation) * share,
        scale=one.scale + (other.scale - one.scale) * weight,
    )


def _placed_as(motion: KeypointMotion, place: KeypointMotion) -> KeypointMotion:
    return replace(motion, translation=place.translation, scale=place.scale)


def _rotation(mixture: FloatArray) -> FloatArray:
    return orthonormal(mixture.astype(np.float64)).astype(np.float32)
