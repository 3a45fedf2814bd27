"""Openness of eyes and lips and the direction of the gaze, as ratios that need no scale."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.pipeline.types import Landmarks

# (corner at the picture's left, corner at its right, upper lid, lower lid); the picture's left eye first.
EYE_CORNERS = np.array([(33, 133), (362, 263)])
EYE_LIDS = np.array([(159, 145), (386, 374)])
IRIS_CENTRES = np.array([468, 473])
INNER_LIPS = (13, 14)
MOUTH_CORNERS = (61, 291)


def eye_openness(landmarks: Landmarks) -> tuple[float, float]:
    """Lid gap over corner distance of each eye, the picture's left eye first.

    The eye ratio of LivePortrait, on the face mesh: lids 159/145 over corners 33/133, and mirrored.
    """
    left, right = (
        _distance(landmarks, *lids) / max(_distance(landmarks, *corners), 1e-6)
        for lids, corners in zip(EYE_LIDS, EYE_CORNERS, strict=True)
    )
    return left, right


def lip_openness(landmarks: Landmarks) -> float:
    """Inner-lip gap over the distance of the outer mouth corners (the reference's lip ratio)."""
    return _distance(landmarks, *INNER_LIPS) / max(_distance(landmarks, *MOUTH_CORNERS), 1e-6)


def gaze(landmarks: Landmarks) -> npt.NDArray[np.float32]:
    """Where each iris sits in its eye.

    Returns:
        2 x 2 float32 (eye, along/across): from the middle between the corners, in eye widths;
        along is towards the picture's right corner, across is down.
    """
    points = landmarks[:, :2].astype(np.float64)
    start, end = points[EYE_CORNERS[:, 0]], points[EYE_CORNERS[:, 1]]
    along = end - start
    width = np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    along /= width
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    offset = (points[IRIS_CENTRES] - (start + end) / 2) / width
    places = [(offset * along).sum(axis=1), (offset * across).sum(axis=1)]
    return np.asarray(np.stack(places, axis=1), np.float32)


def _distance(landmarks: Landmarks, a: int, b: int) -> float:
    return float(np.linalg.norm(landmarks[a, :2] - landmarks[b, :2]))
