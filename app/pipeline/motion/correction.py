"""Closed-loop retargeting for recordings: what was drawn is looked at, and the motion corrected by it.

A warped picture is never read exactly as it was meant: a stretched chin looks less open, a tilted
nose less tilted. With time at hand the portrait is drawn once, its face is measured as a viewer
would see it, and each motion is pushed by what was missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.types import REST, Landmarks, Motion, RGBImage

FloatArray = npt.NDArray[np.float32]

_SHARE = 1.0
"""Of what was missing, how much is made up for; the rest is left to measuring errors."""

_CALM_FRAMES = 1.5
_MOST_TURN = np.radians(4.0)
_MOST_SHIFT = 0.08
_MOST_RATIO = 0.10


@dataclass(frozen=True, slots=True, eq=False)
class _Missing:
    """What one drawn frame lacks of its motion, flat, so that it can be calmed over time.

    Layout: rotation vector (3), translation (2), log scale (1), eyes (2), lips (1), gaze (4),
    expression (478 x 3).
    """

    values: FloatArray

    @classmethod
    def between(cls, wanted: Motion, seen: FaceShape, rest: FaceShape) -> _Missing:
        pose = seen.pose
        turn = cv2.Rodrigues(wanted.rotation.astype(np.float64))[0][:, 0]
        turn_seen = cv2.Rodrigues(rest.pose.rotation.T @ pose.rotation)[0][:, 0]
        shift = (pose.centre - rest.pose.centre)[:2] / rest.pose.size
        eyes = (0.0, 0.0) if wanted.eye_openness is None else np.subtract(wanted.eye_openness, seen.eyes)
        lips = 0.0 if wanted.lip_openness is None else wanted.lip_openness - seen.lips
        return cls(
            np.concatenate(
                [
                    _bounded(turn - turn_seen, _MOST_TURN),
                    _bounded(np.subtract(wanted.translation, shift), _MOST_SHIFT),
                    _bounded(np.log([wanted.scale / (pose.size / rest.pose.size)]), _MOST_SHIFT),
                    _bounded(np.array([*eyes, lips]), _MOST_RATIO),
                    _bounded((wanted.gaze - (seen.gaze - rest.gaze)).ravel(), _MOST_RATIO),
                    _bounded((wanted.expression - (seen.local - rest.local)).ravel(), _MOST_SHIFT),
                ]
            ).astype(np.float32)
        )


_NOTHING = np.zeros(13 + REST.expression.size, np.float32)


def corrected(
    motions: Sequence[Motion],
    draw: Callable[[Motion], RGBImage],
    look: Callable[[RGBImage], Landmarks | None],
    on_frame: Callable[[], None],
) -> list[Motion]:
    """Motions that, when drawn, look more like the ones that were wanted.

    Args:
        motions: What was wanted, in order.
        draw: The engine's ``render``.
        look: Finds the landmarks (478 x 3 pixels) in a drawn picture, None where it sees no face.
        on_frame: Called after each frame.
    """
    found = look(draw(REST))
    if found is None:  # nobody would see a face here; there is nothing to measure
        return list(motions)
    rest = measure(found)
    missing = np.empty((len(motions), _NOTHING.size), np.float32)
    for index, motion in enumerate(motions):
        seen = look(draw(motion))
        missing[index] = _NOTHING
        if seen is not None and motion is not REST:
            missing[index] = _Missing.between(motion, measure(seen, rest), rest).values
        on_frame()
    calm = cv2.GaussianBlur(missing, (1, 0), sigmaX=1e-3, sigmaY=_CALM_FRAMES) if len(motions) > 1 else missing
    return [_pushed(motion, _SHARE * push) for motion, push in zip(motions, calm, strict=True)]


def _pushed(motion: Motion, push: FloatArray) -> Motion:
    turn = cv2.Rodrigues(motion.rotation.astype(np.float64))[0][:, 0] + push[:3]
    eyes, lips = motion.eye_openness, motion.lip_openness
    return Motion(
        rotation=cv2.Rodrigues(turn)[0].astype(np.float32),
        translation=(motion.translation[0] + float(push[3]), motion.translation[1] + float(push[4])),
        scale=motion.scale * float(np.exp(push[5])),
        expression=motion.expression + push[13:].reshape(-1, 3),
        eye_openness=None
        if eyes is None
        else (max(eyes[0] + float(push[6]), 0.0), max(eyes[1] + float(push[7]), 0.0)),
        lip_openness=None if lips is None else max(lips + float(push[8]), 0.0),
        gaze=motion.gaze + push[9:13].reshape(2, 2),
    )


def _bounded(values: npt.NDArray[np.floating], most: float) -> npt.NDArray[np.floating]:
    return np.clip(values, -most, most)
