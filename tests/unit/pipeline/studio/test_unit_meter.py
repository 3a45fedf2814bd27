from __future__ import annotations

import numpy as np
import pytest

from app.facs import ActionUnit
from app.pipeline.studio.unit_meter import ActionUnitMeter
from app.pipeline.tracking.action_units.estimator import ActionUnitEstimator
from app.pipeline.types import FaceObservation, Frame
from tests.unit.pipeline.motion.driver import Act, Driver

DRIVER = Driver()
PIXELS = np.zeros((48, 64, 3), np.uint8)


def see(meter: ActionUnitMeter, act: Act | None, frames: int = 30, start: int = 0) -> None:
    for index in range(start, start + frames):
        now = index / 30
        face = None if act is None else FaceObservation(DRIVER.face(act), (64, 48), now)
        meter.on_face(Frame(PIXELS, index, now), face, DRIVER.shape())


def test_what_the_driver_does_is_read_while_somebody_watches() -> None:
    meter = ActionUnitMeter()
    assert meter.intensities is None
    meter.watch(True)
    see(meter, Act())
    resting = meter.intensities
    see(meter, Act(lips=0.5), start=30)
    talking = meter.intensities
    assert resting is not None
    assert talking is not None
    assert set(talking) == set(ActionUnit)
    assert resting[ActionUnit.JAW_DROP] < 0.5
    assert talking[ActionUnit.JAW_DROP] > resting[ActionUnit.JAW_DROP] + 1


def test_nothing_is_read_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the live loop must not pay for what nobody looks at")

    meter = ActionUnitMeter()
    meter.watch(True)
    see(meter, Act(), 2)
    meter.watch(False)
    monkeypatch.setattr(ActionUnitEstimator, "update", refuse)
    see(meter, Act(), 2, start=2)
    assert meter.intensities is None
    meter.watch(True)
    assert meter.intensities is None


def test_without_a_face_there_is_nothing_to_show() -> None:
    meter = ActionUnitMeter()
    meter.watch(True)
    see(meter, Act(), 3)
    see(meter, None, 1, start=3)
    assert meter.intensities is None
    see(meter, Act(), 1, start=4)
    assert meter.intensities is not None
    meter.clear()
    assert meter.intensities is None
