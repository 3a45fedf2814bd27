from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from app.pipeline.motion.idle_life import IdleLife, closure_of
from app.pipeline.types import REST, Motion
from app.tuning import Controls
from tests.unit.pipeline.motion.driver import Driver

RATE = 30


def live(seconds: float, closure: Callable[[float], float | None], seed: int = 0) -> list[Controls]:
    life = IdleLife(seed)
    return [life.at(k / RATE, closure(k / RATE)) for k in range(round(seconds * RATE))]


def blinks(life: list[Controls]) -> list[float]:
    """When eyes began to shut."""
    shut = [controls.blink_left > 0.5 for controls in life]
    return [(k + 1) / RATE for k, (before, now) in enumerate(pairwise(shut)) if now and not before]


def test_alone_it_blinks_every_few_seconds_wholly_with_both_eyes_and_not_for_long() -> None:
    life = live(120, lambda _: None)
    times = blinks(life)
    assert all(1.9 < gap < 6.6 for gap in np.diff(times))
    assert len({round(float(gap), 1) for gap in np.diff(times)}) > 5
    assert max(controls.blink_left for controls in life) > 0.95
    assert all(controls.blink_left == controls.blink_right for controls in life)
    assert sum(controls.blink_left > 0 for controls in life) / len(times) / RATE < 0.35


def test_a_driver_who_blinks_blinks_for_it() -> None:
    assert not blinks(live(60, lambda now: 1.0 if now % 5 < 0.15 else 0.0))


def test_eyes_that_never_blink_are_hidden() -> None:
    gaps = np.diff([0.0, *blinks(live(120, lambda _: 0.1))])
    assert 6.9 < gaps.min() <= gaps.max() < 12.6


def test_it_breathes_slowly_and_hardly() -> None:
    life = live(30, lambda _: None)
    rise = np.array([controls.move_y for controls in life])
    assert 0.005 < rise.max() < 0.03
    assert abs(np.diff(rise)).max() < 0.001
    breaths = np.count_nonzero((rise[:-1] < 0) & (rise[1:] >= 0))
    assert 5 <= breaths <= 8


def test_the_seed_tells_everything() -> None:
    assert live(40, lambda _: None, seed=3) == live(40, lambda _: None, seed=3)
    assert blinks(live(40, lambda _: None, seed=3)) != blinks(live(40, lambda _: None, seed=4))


def test_closure_is_told_against_the_portraits_own_eyes() -> None:
    portrait = Driver().shape()
    half = (portrait.eyes[0] / 2, portrait.eyes[1])
    assert closure_of(REST, portrait) == 0
    assert closure_of(Motion(eye_openness=half), portrait) == pytest.approx(0.5)
    assert closure_of(Motion(eye_openness=(1.0, 1.0)), portrait) == 0
