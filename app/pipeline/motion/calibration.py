"""The driver's neutral face: found by itself while he acts, or set at a keystroke."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.resting import median_shape, orthonormal, restful
from app.pipeline.motion.resting_keypoints import RestingKeypoints
from app.pipeline.tracking.head_pose import HeadPose
from app.pipeline.types import Landmarks

_QUICK_S = 2.0
"""The first look at a driver: samples come fast and the estimate follows them at once."""

_INTERVALS_S = (0.1, 0.75)
_WINDOW = 40
_FOLLOW_S = (0.4, 8.0)
_RECENTER_FRAMES = 8


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """One moment of a driver: his landmarks' shape, and his keypoints if they were read."""

    shape: FaceShape
    keypoints: KeypointMotion | None


class NeutralEstimator:
    """Keeps a robust running estimate of one driver's resting face.

    Samples of the last half minute vote: those with eyes open and lips at their lower half give
    the shape and the pose by their median, so neither a first frame mid-blink nor a long speech
    becomes the rest. The estimate in use slides towards the vote, fast at first, then slowly, so
    that the portrait never jumps. ``recenter`` takes the next frames instead and stays with them.

    Where an engine reads keypoints too, those of the same restful moments are kept likewise.

    Args:
        neutral: A face saved another day, to stay with; None to find it.
        keypoints: The keypoints saved with it; None to find them.
    """

    def __init__(self, neutral: FaceShape | None = None, keypoints: KeypointMotion | None = None) -> None:
        self._neutral = neutral
        self._held = neutral is not None
        self._keypoints = RestingKeypoints(keypoints)
        self._votes: deque[_Sample] = deque(maxlen=_WINDOW)
        self._target = neutral
        self._started: float | None = None
        self._sampled = self._last = 0.0
        self._recentering: list[_Sample] | None = None

    @property
    def neutral(self) -> FaceShape | None:
        """The estimate in use; None before any face was seen."""
        return self._neutral

    @property
    def neutral_keypoints(self) -> KeypointMotion | None:
        """The keypoints that go with it; None before any were read."""
        return self._keypoints.value

    def recenter(self) -> None:
        """Makes the face of the next frames the neutral one, until told otherwise."""
        self._recentering = []

    def forget_place(self) -> None:
        """The next keypoints come from another crop; the driver is at his usual place in it."""
        self._keypoints.forget_place()
        self._votes = deque((replace(vote, keypoints=None) for vote in self._votes), maxlen=_WINDOW)

    def update(self, landmarks: Landmarks, now: float, keypoints: KeypointMotion | None = None) -> FaceShape:
        """Takes one observed face into account.

        Args:
            landmarks: 478 x 3 pixels.
            now: Seconds, never going back.
            keypoints: What was read of the same face, if anything was.

        Returns:
            The neutral face to use for this frame.
        """
        if self._started is None:
            self._started = self._sampled = self._last = now
        if self._neutral is None:
            self._neutral = self._target = measure(landmarks)
        if keypoints is not None:
            self._keypoints.see(keypoints)
        if self._recentering is not None:
            self._collect(_Sample(measure(landmarks, self._neutral), keypoints))
        elif not self._held or (keypoints is not None and not self._keypoints.held):
            self._vote(landmarks, keypoints, now)
            self._follow(now)
        self._last = now
        return self._neutral

    def _collect(self, sample: _Sample) -> None:
        collected = [*(self._recentering or []), sample]
        self._recentering = collected
        self._neutral = self._target = median_shape([s.shape for s in collected])
        self._keypoints.hold(_readings(collected))
        if len(collected) >= _RECENTER_FRAMES:
            self._held, self._recentering = True, None

    def _vote(self, landmarks: Landmarks, keypoints: KeypointMotion | None, now: float) -> None:
        if self._votes and now - self._sampled < _INTERVALS_S[0 if self._age(now) < _QUICK_S else 1]:
            return
        self._votes.append(_Sample(measure(landmarks, self._neutral), keypoints))
        self._sampled = now
        chosen = set(restful([vote.shape for vote in self._votes]))
        calm = [vote for vote in self._votes if vote.shape in chosen]
        if not self._held:
            self._target = median_shape([vote.shape for vote in calm])
        self._keypoints.aim_at(_readings(calm))

    def _follow(self, now: float) -> None:
        slow = _FOLLOW_S[0 if self._age(now) < 1.5 * _QUICK_S else 1]
        weight = 1 - float(np.exp(-max(now - self._last, 0.0) / slow))
        self._keypoints.slide(weight)
        if self._neutral is None or self._target is None or self._target is self._neutral:
            return
        self._neutral = _towards(self._neutral, self._target, weight)

    def _age(self, now: float) -> float:
        return now - (self._started or 0.0)


def _readings(samples: list[_Sample]) -> list[KeypointMotion]:
    return [sample.keypoints for sample in samples if sample.keypoints is not None]


def _towards(shape: FaceShape, target: FaceShape, weight: float) -> FaceShape:
    one, other = shape.pose, target.pose
    pose = HeadPose(
        orthonormal(one.rotation + (other.rotation - one.rotation) * weight),
        one.centre + (other.centre - one.centre) * weight,
        one.size + (other.size - one.size) * weight,
    )
    return FaceShape.of(pose, shape.local + (target.local - shape.local) * np.float32(weight))
