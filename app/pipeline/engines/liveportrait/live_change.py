"""What a driver did since he was at rest, whichever way it was seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.config import MotionMode
from app.pipeline.engines.liveportrait.motion_mix import expression_mask
from app.pipeline.engines.liveportrait.reference_options import ReferenceOptions
from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, FloatArray, KeypointMotion
from app.pipeline.types import Motion

_HALF_CROP = 2.56
"""Face sizes from the middle of the portrait's crop to its edge: the side of the driving crop, 4.9
face sizes, as 2.3 is to 2.2."""

_DRIVEN_ABSOLUTE = expression_mask(ReferenceOptions(mode=MotionMode.ABSOLUTE))
_NO_EXPRESSION = np.zeros((KEYPOINT_COUNT, 3), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class LiveChange:
    """A motion counted from the portrait as it was painted.

    Attributes:
        turn: 3 x 3, applied from the right before the portrait's own rotation.
        expression: 21 x 3, added to the portrait's own.
        shift: (x, y), half crops to the right and down.
        zoom: Size of the head against the portrait's own.
    """

    turn: FloatArray
    expression: FloatArray
    shift: FloatArray
    zoom: float


def change_of(motion: Motion, portrait: KeypointMotion) -> LiveChange:
    """What a motion asks of a portrait.

    Args:
        motion: Its keypoints say everything where it has some, else its landmarks the head's part.
        portrait: The motion that the portrait was painted with.
    """
    driven = motion.keypoints
    if driven is None:
        return _of_landmarks(motion)
    if driven.neutral is None:
        return _absolute(driven.now, portrait)
    return _relative(driven.now, driven.neutral)


def _relative(now: KeypointMotion, neutral: KeypointMotion) -> LiveChange:
    return LiveChange(
        turn=now.rotation @ neutral.rotation.T,
        expression=now.expression - neutral.expression,
        shift=(now.translation - neutral.translation)[:2],
        zoom=now.scale / neutral.scale,
    )


def _absolute(now: KeypointMotion, portrait: KeypointMotion) -> LiveChange:
    """The driver's own pose and expression, at the portrait's size and with its features."""
    return LiveChange(
        turn=now.rotation @ portrait.rotation.T,
        expression=np.where(_DRIVEN_ABSOLUTE, now.expression - portrait.expression, np.float32(0)),
        shift=(now.translation - portrait.translation)[:2],
        zoom=1.0,
    )


def _of_landmarks(motion: Motion) -> LiveChange:
    """Head axes and keypoint axes are the same, but keypoints are rows where poses take columns.

    In both x points right, y down and z away from the camera: in recorded templates the head goes
    down in the picture as the pitch grows, which takes the chin to positive z.
    """
    return LiveChange(
        turn=motion.rotation.T,
        expression=_NO_EXPRESSION,
        shift=np.asarray(motion.translation, np.float32) / np.float32(_HALF_CROP),
        zoom=motion.scale,
    )
