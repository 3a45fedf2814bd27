"""Keypoint motion read through one crop, told as if it had been read through another."""

from __future__ import annotations

import math

import numpy as np

from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.tracking.face_crop import FaceCrop


def in_frame(motion: KeypointMotion, crop: FaceCrop, anchor: FaceCrop) -> KeypointMotion:
    """Takes the crop's own movement out of a motion.

    A keypoint at ``u`` (-1 to 1) of a crop sits at ``centre + turn(u) * side / 2`` of the picture;
    every keypoint of the result sits at the same pixel in ``anchor`` as before in ``crop``.
    Swapping the crops gives the motion back.

    Args:
        motion: As the motion extractor read it from ``crop``.
        crop: Where the face was cut out.
        anchor: The crop to tell it in, the same for all frames of a driver.
    """
    zoom = crop.side / anchor.side
    turn = _turn(crop.angle - anchor.angle)
    back = _turn(-anchor.angle)[:2, :2]
    shift = back @ np.subtract(crop.centre, anchor.centre) * (2 / anchor.side)
    translation = turn @ motion.translation.astype(np.float64)
    translation[:2] = zoom * translation[:2] + shift
    return KeypointMotion(
        rotation=(motion.rotation @ turn.T).astype(np.float32),
        expression=(motion.expression @ turn.T).astype(np.float32),
        translation=translation.astype(np.float32),
        scale=motion.scale * zoom,
    )


def _turn(angle: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """3 x 3, clockwise in the picture about the line of sight."""
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
