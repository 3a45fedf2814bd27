"""The driver's neutral face: found by itself while he acts, or set at a keystroke."""

from __future__ import annotations

from collections import deque

import numpy as np

from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.motion.resting import median_shape, orthonormal, restful
from app.pipeline.tracking.head_pose import HeadPose
from app.pipeline.types import Landmarks

_QUICK_S = 2.0
"""The first look at a driver: samples come fast and the estimate follows them at once."""

_INTERVALS_S = (0.1, 0.75)
_WINDOW = 40
_FOLLOW_S = (0.4, 8.0)
_RECENTER_FRAMES = 8


class NeutralEstimator:
    """Keeps a robust running estimate of one driver's resting face.

    Samples of the last half minute vote: those with eyes open and lips at their lower half give
    the shape and the pose by their median, so neither a first frame mid-blink nor a long speech
    becomes the rest. The estimate in use slides towards the vote, fast at first, then slowly, so
    that the portrait never jumps. ``recenter`` takes the next frames instead and stays with them.
    """

    def __init__(self, neutral: FaceShape | None = None) -> None:
        self._neutral = neutral
        self._held = neutral is not None
        self._votes: deque[FaceShape] = deque(maxlen=_WINDOW)
        self._target = neutral
        self._started = self._sampled = self._last = 0.0
        self._recentering: list[FaceShape] | None = None

    @property
    def neutral(self) -> FaceShape | None:
        """The estimate in use; None before any face was seen."""
        return self._neutral

    def recenter(self) -> None:
        """Makes the face of the next frames the neutral one, until told otherwise."""
        self._recentering = []

    def update(self, landmarks: Landmarks, now: float) -> FaceShape:
        """Takes one observed face into account.

        Args:
            landmarks: 478 x 3 pixels.
            now: Seconds, never going back.

        Returns:
            The neutral face to use for this frame.
        """
        if self._neutral is None:
            self._neutral = self._target = measure(landmarks)
            self._started = self._sampled = self._last = now
        if self._recentering is not None:
            self._collect(measure(landmarks, self._neutral))
        elif not self._held:
            self._vote(landmarks, now)
            self._follow(now)
        self._last = now
        return self._neutral

    def _collect(self, shape: FaceShape) -> None:
        collected = self._recentering or []
        collected.append(shape)
        self._recentering = collected
        self._neutral = self._target = median_shape(collected)
        if len(collected) >= _RECENTER_FRAMES:
            self._held, self._recentering = True, None

    def _vote(self, landmarks: Landmarks, now: float) -> None:
        quick = now - self._started < _QUICK_S
        if self._votes and now - self._sampled < _INTERVALS_S[0 if quick else 1]:
            return
        self._votes.append(measure(landmarks, self._neutral))
        self._sampled = now
        self._target = median_shape(restful(list(self._votes)))

    def _follow(self, now: float) -> None:
        if self._neutral is None or self._target is None or self._target is self._neutral:
            return
        slow = _FOLLOW_S[0 if now - self._started < 1.5 * _QUICK_S else 1]
        weight = 1 - float(np.exp(-max(now - self._last, 0.0) / slow))
        self._neutral = _towards(self._neutral, self._target, weight)


def _towards(shape: FaceShape, target: FaceShape, weight: float) -> FaceShape:
    one, other = shape.pose, target.pose
    pose = HeadPose(
        orthonormal(one.rotation + (other.rotation - one.rotation) * weight),
        one.centre + (other.centre - one.centre) * weight,
        one.size + (other.size - one.size) * weight,
    )
    return FaceShape.of(pose, shape.local + (target.local - shape.local) * np.float32(weight))
