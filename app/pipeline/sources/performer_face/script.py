"""What the performer does, second by second: the ground truth behind every demo frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

LOOP_SECONDS = 12.0

Keyframes: TypeAlias = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class PerformerPose:
    """One instant of the performance. Left and right are the performer's own.

    The camera does not mirror: the performer's left is the right side of the image.

    Attributes:
        yaw: Degrees, positive when the performer turns to their left (nose to the image's right).
        pitch: Degrees, positive when looking down (nose to the image's bottom).
        roll: Degrees, positive when the head tilts to its left shoulder (clockwise in the image).
        left_eye: Openness of the left lids, 0 closed .. 1 open.
        right_eye: The same for the right lids.
        mouth: 0 closed .. 1 wide open.
        smile: -1 sad .. 1 broad smile.
        brow: -1 frown .. 1 raised.
        gaze_x: -1 .. 1, positive to the image's right.
        gaze_y: -1 .. 1, positive down.
        offset_x: Shift of the head to the image's right, in frame heights.
        offset_y: Shift of the head down, in frame heights.
        zoom: Size of the head, 1 at rest.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    left_eye: float = 1.0
    right_eye: float = 1.0
    mouth: float = 0.0
    smile: float = 0.0
    brow: float = 0.0
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    offset_x: float = 0.0
    offset_y: float = 0.0
    zoom: float = 1.0


YAW: Keyframes = (
    (4.1, 0), (4.8, -25), (5.1, -25), (6.0, 25), (6.3, 25), (6.9, 0), (10.4, 0), (10.8, 9), (11.5, 0),
)  # fmt: skip
PITCH: Keyframes = (
    (1.4, 0), (1.9, 4), (2.3, 4), (2.8, 0), (6.7, 0), (7.15, -15), (7.6, -15), (8.15, 15), (8.5, 15),
    (8.9, 0), (9.6, 0), (9.9, -8), (10.2, -8), (10.6, 8), (11.2, 8), (11.7, 0),
)  # fmt: skip
ROLL: Keyframes = (
    (1.5, 0), (2.2, -5), (3.0, 0), (8.7, 0), (9.2, 15), (9.4, 15), (10.0, -15), (10.2, -15), (10.7, 0),
)  # fmt: skip
SMILE: Keyframes = (
    (1.4, 0), (1.9, 0.9), (2.3, 0.9), (2.7, 0.25), (3.7, 0.25), (4.2, 0), (6.2, 0), (6.6, 0.6), (7.3, 0),
    (8.3, 0), (8.6, -0.8), (8.9, -0.8), (9.3, 0), (10.2, 0), (10.7, 1), (11.3, 1), (11.8, 0),
)  # fmt: skip
BROW: Keyframes = (
    (1.6, 0), (1.9, 0.8), (2.2, 0.2), (2.7, 0.2), (2.9, 0.9), (3.2, 0), (6.9, 0), (7.2, 0.9), (7.6, 0),
    (8.3, 0), (8.6, -1), (8.9, -1), (9.1, 0), (9.6, 0), (9.8, 1), (10.2, 1), (10.6, 0.1), (11.6, 0),
)  # fmt: skip
SQUINT: Keyframes = (
    (1.6, 0), (2.0, 0.28), (2.3, 0.25), (2.7, 0), (7.8, 0), (8.05, 0.65), (8.4, 0.65), (8.6, 0.35),
    (8.9, 0.35), (9.1, 0), (10.4, 0), (10.7, 0.32), (10.9, 0.32), (11.4, 0),
)  # fmt: skip
GAZE_X: Keyframes = (
    (3.1, 0), (3.25, -1), (3.55, -1), (3.7, 1), (4.0, 1), (4.15, 0), (4.35, -0.9), (5.05, -0.6), (5.3, 0),
    (5.6, 0.9), (6.25, 0.6), (6.5, 0),
)  # fmt: skip
GAZE_Y: Keyframes = (
    (2.7, 0), (2.85, -0.9), (3.0, -0.9), (3.15, 0), (6.8, 0), (7.0, -0.7), (7.5, -0.5), (7.75, 0.8),
    (8.4, 0.6), (8.7, 0), (9.1, 0), (9.25, -1), (9.5, -1), (9.65, 0.8), (9.8, 0.8), (9.95, 0),
)  # fmt: skip
ZOOM: Keyframes = ((1.2, 1), (2.4, 1.05), (4.0, 1), (6.3, 1), (7.4, 1.12), (8.4, 1), (9.6, 0.95), (10.6, 1))
SWAY: Keyframes = ((1.0, 0), (1.8, 1), (11.0, 1), (11.9, 0))
TALK: Keyframes = ((2.4, 0), (2.6, 1), (4.0, 1), (4.3, 0), (8.9, 0), (9.1, 1), (9.7, 1), (9.9, 0))
GAPE: Keyframes = ((9.7, 0), (9.95, 1), (10.2, 1), (10.6, 0.35), (11.1, 0.35), (11.5, 0))
BLINKS = (1.25, 3.65, 5.5, 7.65, 9.02)
WINK = 11.05
"""The performer winks with the left eye."""


def script_at(t: float) -> PerformerPose:
    """The pose at ``t`` seconds; repeats every ``LOOP_SECONDS`` and begins with a second of rest."""
    t = t % LOOP_SECONDS
    sway = _curve(SWAY, t)
    blink = max(_lid_closure(t - moment, 0.08, 0.09) for moment in BLINKS)
    wink = _lid_closure(t - WINK, 0.12, 0.16)
    squint = max(_curve(SQUINT, t), 0.25 * _curve(GAZE_Y, t))
    return PerformerPose(
        yaw=_curve(YAW, t) + 1.5 * sway * math.sin(2.1 * t),
        pitch=_curve(PITCH, t) + 1.0 * sway * math.sin(2.9 * t),
        roll=_curve(ROLL, t) + 0.8 * sway * math.sin(1.7 * t),
        left_eye=1.0 - max(blink, wink, squint),
        right_eye=1.0 - max(blink, squint),
        mouth=max(_curve(GAPE, t), _curve(TALK, t) * _syllables(t)),
        smile=_curve(SMILE, t),
        brow=_curve(BROW, t),
        gaze_x=_curve(GAZE_X, t),
        gaze_y=_curve(GAZE_Y, t),
        offset_x=0.02 * sway * math.sin(1.3 * t),
        offset_y=0.01 * sway * math.sin(1.9 * t),
        zoom=_curve(ZOOM, t),
    )


def _curve(keyframes: Keyframes, t: float) -> float:
    """Eases from key to key; flat before the first and after the last."""
    if t <= keyframes[0][0]:
        return keyframes[0][1]
    for (t0, v0), (t1, v1) in pairwise(keyframes):
        if t < t1:
            s = (t - t0) / (t1 - t0)
            return v0 + (v1 - v0) * s * s * (3.0 - 2.0 * s)
    return keyframes[-1][1]


def _lid_closure(dt: float, flank: float, hold: float) -> float:
    """0 open .. 1 shut around dt = 0: shut for ``hold`` seconds, ``flank`` seconds either way."""
    s = min(max((abs(dt) - hold / 2) / flank, 0.0), 1.0)
    return 1.0 - s * s * (3.0 - 2.0 * s)


def _syllables(t: float) -> float:
    """Mouth opening while talking: about four syllables a second, none like the one before."""
    beat = math.sin(2.0 * math.pi * 2.1 * t) ** 2
    return beat * (0.42 + 0.22 * math.sin(5.3 * t + 1.0) + 0.1 * math.sin(11.0 * t))
