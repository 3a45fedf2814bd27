"""What LivePortrait's implicit keypoints say of a face, told in terms of its features.

Nobody labelled the 21 keypoints. What each stands for was read from LivePortrait's own editing
sliders (which keypoint makes a smile), from what its eye and lip networks move when they are asked
for an opening, and from recorded performances whose lid and lip gaps are known. Keypoints of which
only the head's place or the person's looks could be told are left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion

FACE_SIZES = 4.0
"""Face sizes (``HeadPose.size``) to one unit of expression: 1.6 of it span half a crop of 4.9 face sizes."""

_UPPER_LIDS, _LOWER_LIDS = (11, 15), (13, 16)
_BROWS = (1, 2)
_CORNERS, _MOUTH_SIDES, _LOWER_LIP, _UPPER_LIP = 14, 17, 19, 20

_EYE_RATIO = 15.0
"""Lid gap over eye width that one unit between upper and lower lid is worth."""

_LIP_RATIO = (3.5, -4.6, -5.0)
"""Lip gap over mouth width that one unit down of lower lip, upper lip and mouth sides is worth."""

_CORNERS_BY_JAW = 0.12
"""Share of the lower lip's drop by which the corners drop on a face that just opens its mouth."""

_CORNERS_TRAVEL = 1.35 * FACE_SIZES
"""Face sizes that a corner goes with its keypoint; the slider's full smile is a wide one."""

_SIDE_LIFT = 0.7
_GAZE = (8.0, 4.0)
"""Eye widths that one unit along and across the eye is worth."""

_LOWER_LID_LOOK = 0.3
"""How much of the upper lid's way the lower lid goes when the eye looks up or down."""


@dataclass(frozen=True, slots=True)
class KeypointSignals:
    """How a face differs from the same face at rest; left and right are the picture's.

    Attributes:
        eyes: Change of the (left, right) lid gap over eye width.
        lips: Change of the inner-lip gap over mouth width.
        gaze: Shift of both irises along and across the eyes, eye widths.
        lift: How far the (left, right) mouth corner is lifted, face sizes.
        widening: How far each corner goes outwards besides, face sizes.
        sideways: Shift of the (upper, lower) lip to the right, face sizes.
        cheeks: How far the skin under the (left, right) eye is lifted, face sizes.
        brows: How far the brows are raised, face sizes.
        frown: How far they are drawn together, face sizes.
    """

    eyes: tuple[float, float]
    lips: float
    gaze: tuple[float, float]
    lift: tuple[float, float]
    widening: float
    sideways: tuple[float, float]
    cheeks: tuple[float, float]
    brows: float
    frown: float


def read_signals(now: KeypointMotion, neutral: KeypointMotion) -> KeypointSignals:
    """Reads the features of a face off its keypoints.

    Args:
        now: The driver in this frame.
        neutral: The same driver at rest.
    """
    x, y = _upright(now.expression - neutral.expression, now.rotation).T
    corners_lift = _CORNERS_TRAVEL * (_CORNERS_BY_JAW * max(y[_LOWER_LIP], 0.0) - y[_CORNERS])
    left_lift = FACE_SIZES * _SIDE_LIFT * x[_MOUTH_SIDES]
    upper, lower = y[list(_UPPER_LIDS)], y[list(_LOWER_LIDS)]
    one, other = _BROWS
    return KeypointSignals(
        eyes=_pair(-_EYE_RATIO * (upper - lower)),
        lips=float(np.dot(_LIP_RATIO, (y[_LOWER_LIP], y[_UPPER_LIP], y[_MOUTH_SIDES]))),
        gaze=(_GAZE[0] * float(x[list(_UPPER_LIDS)].mean()), _GAZE[1] * _look(upper, lower)),
        lift=(float(corners_lift + left_lift), float(corners_lift - left_lift)),
        widening=float(FACE_SIZES * y[_MOUTH_SIDES]),
        sideways=(float(FACE_SIZES * x[_UPPER_LIP]), float(FACE_SIZES * x[_LOWER_LIP])),
        cheeks=_pair(-FACE_SIZES * lower),
        brows=float(FACE_SIZES * (y[one] - y[other]) / 2),
        frown=float(FACE_SIZES * (x[one] - x[other]) / 2),
    )


def _upright(expression: FloatArray, rotation: FloatArray) -> FloatArray:
    """The displacements (21 x 2) along and down the face: the head's tilt in the picture taken out."""
    roll = math.atan2(float(rotation[0, 1]), float(rotation[0, 0]))
    cos, sin = math.cos(roll), math.sin(roll)
    return expression[:, :2] @ np.array([[cos, -sin], [sin, cos]], np.float32)


def _look(upper: FloatArray, lower: FloatArray) -> float:
    """How far the eyes look down: what both lids of an eye do together; lids that meet say nothing."""
    follow = lower / _LOWER_LID_LOOK
    down = np.maximum(np.minimum(upper, follow), 0)
    up = np.maximum(np.minimum(-upper, -follow), 0)
    return float((down - up).mean())


def _pair(values: FloatArray) -> tuple[float, float]:
    return float(values[0]), float(values[1])
