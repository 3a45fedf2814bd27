"""How far a reading can be believed."""

from __future__ import annotations

import numpy as np

from app.facs import ActionUnit
from app.pipeline.tracking.action_units.landmark_scores import ROW, FloatArray
from app.pipeline.tracking.head_pose import HeadPose

_SURE_DEG, _BLIND_DEG = 15.0, 55.0
_LEAST = 0.05
_FAR_SIDE_DEG = (15.0, 40.0)
"""Turn at which the far side of the face begins to be foreshortened, and at which it says nothing."""

_BY_NATURE = {
    # A mesh of the skin shows these only by what goes along with them.
    ActionUnit.CHEEK_RAISER: 0.6,
    ActionUnit.LID_TIGHTENER: 0.8,
    ActionUnit.NOSE_WRINKLER: 0.5,
    ActionUnit.UPPER_LIP_RAISER: 0.8,
    ActionUnit.DIMPLER: 0.4,
    ActionUnit.LIP_CORNER_DEPRESSOR: 0.8,
    ActionUnit.CHIN_RAISER: 0.5,
    ActionUnit.LIP_STRETCHER: 0.7,
    ActionUnit.LIP_TIGHTENER: 0.5,
}

BY_NATURE: FloatArray = np.array([_BY_NATURE.get(unit, 1.0) for unit in ROW])
"""21, 0..1: how well landmarks tell each action unit at best."""


def facing(pose: HeadPose) -> float:
    """1 for a head that faces the camera, falling to 0.05 as it turns or nods away."""
    turned = float(np.hypot(pose.yaw, pose.pitch))
    return 1 - (1 - _LEAST) * _ramp(turned, _SURE_DEG, _BLIND_DEG)


def side_weights(pose: HeadPose) -> FloatArray:
    """2, 0..1: how well the person's right and left half of the face are seen.

    A positive yaw turns the picture's right half, the person's left, away.
    """
    return np.array([1 - _ramp(-pose.yaw, *_FAR_SIDE_DEG), 1 - _ramp(pose.yaw, *_FAR_SIDE_DEG)])


def _ramp(value: float, start: float, end: float) -> float:
    share = min(max((value - start) / (end - start), 0.0), 1.0)
    return share * share * (3 - 2 * share)
