"""What a motion extractor would read of the driver made of numbers."""

from __future__ import annotations

import numpy as np

from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from tests import shipped
from tests.unit.pipeline.motion.driver import REST_ACT, Act

LIDS, LIPS = 11, 19
_CENTRE, _HALF_CROP = (320.0, 240.0), 150.0
_SCALE_PER_PIXEL = 1.4 / 60


def read(act: Act = REST_ACT, centre: tuple[float, float] = _CENTRE, zoom: float = 1.0) -> KeypointMotion:
    """The act in a crop around ``centre``, ``zoom`` times as narrow as usual."""
    expression = np.zeros((21, 3), np.float32)
    expression[LIDS, 1] = 0.02 * (1 - act.eyes[0])
    expression[LIPS, 1] = 0.3 * act.lips
    shift = np.subtract(act.place, centre) / _HALF_CROP * zoom
    return KeypointMotion(
        shipped.turned(act.pitch, act.yaw, act.roll).T,
        expression,
        np.array((*shift, 0.2), np.float32),
        act.size * _SCALE_PER_PIXEL * zoom,
    )


def figures(motion: KeypointMotion) -> FloatArray:
    """All of a motion in one array."""
    parts = (motion.rotation.ravel(), motion.expression.ravel(), motion.translation, [motion.scale])
    return np.concatenate(parts).astype(np.float32)
