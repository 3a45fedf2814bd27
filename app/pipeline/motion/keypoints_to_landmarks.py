"""Keypoint motion for engines that are driven by landmarks: a LivePortrait template on the mesh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.config import MotionMode
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.motion.keypoint_signals import FACE_SIZES, KeypointSignals, read_signals
from app.pipeline.motion.limits import knee, limit_rotation, limit_scale, limit_shift
from app.pipeline.motion.mimicry import Mimicry
from app.pipeline.motion.retargeting import share_of_rest
from app.pipeline.types import Motion

_USUAL_EYES = 0.32
"""Lid gap over eye width of a driver whose own was not recorded."""

_GAZE = ((0.15, 0.25), (0.06, 0.12))
_WIDEST_EYES = 1.35
"""Of the portrait's own openness: keypoints tell less exactly than landmarks."""

_WIDEST_LIPS = 0.9


@dataclass(frozen=True, slots=True)
class RecordedRatios:
    """Openness of a driver's eyes and lips, as ``tracking.ratios`` tells it.

    Attributes:
        eyes: (left, right) lid gap over eye width, None where it was not recorded.
        lips: Inner-lip gap over mouth width, or None.
    """

    eyes: tuple[float, float] | None = None
    lips: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class KeypointFace:
    """One moment of a driver of whom keypoints are known.

    Attributes:
        keypoints: Pose and expression.
        ratios: What was measured besides.
    """

    keypoints: KeypointMotion
    ratios: RecordedRatios = RecordedRatios()


class KeypointRetargeter:
    """Turns what a driver's keypoints do into what one portrait's landmarks should do.

    Args:
        portrait: The portrait at rest.
        mode: Relative to the driver's neutral, or absolute: head turn and recorded openness are
            then taken as they are.
    """

    def __init__(self, portrait: FaceShape, mode: MotionMode = MotionMode.RELATIVE) -> None:
        self._portrait = portrait
        self._absolute = mode is MotionMode.ABSOLUTE
        self._mimicry = Mimicry(portrait)

    def motion(self, now: KeypointFace, neutral: KeypointFace) -> Motion:
        """The portrait's motion.

        Args:
            now: The driver in this frame.
            neutral: The same driver at rest.
        """
        signals = read_signals(now.keypoints, neutral.keypoints)
        lips = self._lips(now, neutral, signals)
        along, across = (
            float(np.sign(shift)) * knee(abs(shift), *limit)
            for shift, limit in zip(signals.gaze, _GAZE, strict=True)
        )
        shift = now.keypoints.translation - neutral.keypoints.translation
        return Motion(
            rotation=limit_rotation(self._turn(now.keypoints, neutral.keypoints)),
            translation=limit_shift(shift[:2] * (FACE_SIZES / neutral.keypoints.scale)),
            scale=limit_scale(now.keypoints.scale / neutral.keypoints.scale),
            expression=self._mimicry.expression(signals, lips - self._portrait.lips),
            eye_openness=self._eyes(now, neutral, signals),
            lip_openness=lips,
            gaze=np.array([[along, across]] * 2, np.float32),
        )

    def _turn(self, now: KeypointMotion, neutral: KeypointMotion) -> FloatArray:
        """Turn of the head in its own axes, columns; keypoints are turned as rows, from the right."""
        if self._absolute:
            return (self._portrait.pose.rotation.T @ now.rotation.T).astype(np.float32)
        return neutral.rotation @ now.rotation.T

    def _eyes(
        self, now: KeypointFace, neutral: KeypointFace, signals: KeypointSignals
    ) -> tuple[float, float]:
        seen, rest = now.ratios.eyes, neutral.ratios.eyes
        if self._absolute and seen is not None:
            return max(seen[0], 0.0), max(seen[1], 0.0)
        if seen is None or rest is None:
            rest = (_USUAL_EYES, _USUAL_EYES)
            seen = (rest[0] + signals.eyes[0], rest[1] + signals.eyes[1])
        left, right = (
            own * min(share_of_rest(opened, usual), _WIDEST_EYES)
            for own, opened, usual in zip(self._portrait.eyes, seen, rest, strict=True)
        )
        return left, right

    def _lips(self, now: KeypointFace, neutral: KeypointFace, signals: KeypointSignals) -> float:
        seen, rest = now.ratios.lips, neutral.ratios.lips
        if self._absolute and seen is not None:
            return min(max(seen, 0.0), _WIDEST_LIPS)
        change = signals.lips if seen is None or rest is None else seen - rest
        return min(max(self._portrait.lips + change, 0.0), _WIDEST_LIPS)
