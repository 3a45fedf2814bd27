from __future__ import annotations

import numpy as np

from app.pipeline.motion.held_openness import HeldOpenness
from app.pipeline.performance import Performance
from app.pipeline.tuned import at_rest, tuned, with_controls
from app.pipeline.types import REST, Motion
from app.tuning import Controls, Tuning
from tests.unit.pipeline.motion.driver import Driver

TUNING = Tuning(Controls(smile=0.5), eyes_open=0.3)


def test_nothing_tuned_is_the_very_same_motion() -> None:
    assert at_rest(Tuning()) is REST
    assert with_controls(REST, Tuning(strength=2.0)) is REST


def test_controls_are_added_to_those_a_motion_has() -> None:
    motion = with_controls(Motion(controls=Controls(smile=0.8, grin=0.1)), TUNING)
    assert motion.controls == Controls(smile=1.0, grin=0.1)
    assert (motion.eyes_held, motion.lips_held) == (HeldOpenness(0.3), None)


def test_a_recording_gets_them_in_every_frame_and_life_where_nobody_is_seen() -> None:
    driver = Driver()
    seen = Performance(np.arange(600) / 30, (*[driver.face()] * 60, *[None] * 540))
    plain = list(tuned([REST] * 600, seen, TUNING, driver.shape()))
    assert {(motion.controls, motion.eyes_held) for motion in plain} == {
        (Controls(smile=0.5), HeldOpenness(0.3))
    }
    alive = list(tuned([REST] * 600, seen, Tuning(idle_life=True), driver.shape()))
    lids = [motion.controls.blink_left for motion in alive]
    assert max(lids[:60]) == 0
    assert max(lids) > 0.9
    again = [motion.controls for motion in tuned([REST] * 600, seen, Tuning(idle_life=True), driver.shape())]
    assert again == [motion.controls for motion in alive]
