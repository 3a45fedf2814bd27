"""Held openness and idle life through the animator."""

from __future__ import annotations

import numpy as np
import pytest

from app.pipeline.motion.held_openness import HeldOpenness
from app.pipeline.types import REST
from app.tuning import Controls, Tuning
from tests.unit.pipeline.motion.driver import Act
from tests.unit.pipeline.test_animator import Live


def test_eyes_and_lips_are_held_while_live_and_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    live = Live(monkeypatch)
    live.animator.tune(Tuning(eyes_open=0.4, lips_open=0.2))
    motions = live.play(0.3, Act(lips=0.3))
    assert {(motion.eyes_held, motion.lips_held) for motion in motions} == {
        (HeldOpenness(0.4), HeldOpenness(0.2))
    }
    live.animator.at_rest()
    assert live.engine.motions[-1].eyes_held == HeldOpenness(0.4)


def test_another_openness_is_glided_to_within_100_ms(monkeypatch: pytest.MonkeyPatch) -> None:
    live = Live(monkeypatch)
    live.play(0.3, Act())
    live.animator.tune(Tuning(lips_open=0.5))
    weights = [motion.lips_held.weight for motion in live.play(0.3, Act()) if motion.lips_held]
    assert 0 < weights[0] < 1
    assert weights[2:] == [1.0] * len(weights[2:])
    live.animator.tune(Tuning())
    assert live.play(0.3, Act())[-1].lips_held is None


def test_without_idle_life_an_empty_chair_leaves_the_portrait_at_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = Live(monkeypatch)
    live.animator.tune(Tuning())
    assert all(motion is REST for motion in live.play(10.0, None))


def test_idle_life_blinks_while_nobody_is_there_on_top_of_the_sliders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = Live(monkeypatch)
    live.animator.tune(Tuning(controls=Controls(smile=0.5), idle_life=True))
    told = [motion.controls for motion in live.play(15.0, None)]
    lids = np.array([controls.blink_left for controls in told])
    assert lids.max() > 0.9
    assert 0.01 < (lids > 0).mean() < 0.2
    assert {controls.smile for controls in told} == {0.5}


def test_idle_life_leaves_blinking_to_a_driver_who_blinks(monkeypatch: pytest.MonkeyPatch) -> None:
    live = Live(monkeypatch, known=True)
    live.animator.tune(Tuning(idle_life=True))
    told = []
    for _ in range(5):
        told += live.play(3.0, Act()) + live.play(0.2, Act(eyes=(0.05, 0.05)))
    assert {motion.controls.blink_left for motion in told} == {0.0}
    assert max(abs(motion.controls.head_pitch) for motion in told) < 0.05
