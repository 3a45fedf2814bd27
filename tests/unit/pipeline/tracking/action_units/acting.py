"""A face that does one action unit at a time, as its field says, or shuts and opens by hand."""

from __future__ import annotations

from functools import cache

import numpy as np

from app.facs import ActionUnit
from app.pipeline.motion.action_unit_fields import ActionUnitFields
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.tracking.action_units.estimator import ActionUnitEstimator
from app.pipeline.tracking.action_units.reading import FaceActionUnits
from app.pipeline.types import Landmarks
from tests.unit.pipeline.motion.driver import REST_ACT, Act, Driver

RIGHT, LEFT = 0, 1
"""The person's own; the picture shows the right first."""


@cache
def driver() -> Driver:
    return Driver()


@cache
def rest() -> FaceShape:
    return driver().shape()


def performed(unit: ActionUnit, intensity: float, side: int | None = None) -> Landmarks:
    """The face at rest but for one action unit, on one side of it or on both."""
    shape, fields = rest(), ActionUnitFields(rest())
    amounts = np.array([intensity * (known is unit) for known in fields.units])
    if side is not None:
        own = np.flatnonzero(amounts)
        amounts[own[1 - side]] = 0
    local = shape.local + fields.displacement(amounts)
    return np.asarray(shape.pose.to_picture(local), np.float32)


def read(face: Landmarks, neutral: FaceShape | None = None) -> FaceActionUnits:
    """Read without any past."""
    return ActionUnitEstimator(smoothing=0).update(face, neutral or rest(), 0.0)


def acted(act: Act = REST_ACT) -> FaceActionUnits:
    return read(driver().face(act))
