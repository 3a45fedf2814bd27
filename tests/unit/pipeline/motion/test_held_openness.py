from __future__ import annotations

import pytest

from app.pipeline.motion.easing import EASE_S
from app.pipeline.motion.held_openness import HeldOpenness, OpennessEaser

FRAME = EASE_S / 4


def test_it_mixes_with_the_driver_by_its_weight() -> None:
    assert HeldOpenness(0.6).over(0.2) == 0.6
    assert HeldOpenness(0.6, 0.25).over(0.2) == pytest.approx(0.3)
    assert HeldOpenness(0.6, 0.0).over(0.2) == 0.2


def test_nothing_is_held_unless_asked_for() -> None:
    easer = OpennessEaser()
    assert easer.at(0.0) is None
    assert easer.wanted is None


def test_the_first_setting_holds_at_once() -> None:
    easer = OpennessEaser()
    easer.aim(0.4)
    assert easer.at(5.0) == HeldOpenness(0.4)


def test_it_glides_in_from_the_drivers_own_to_another_and_out_again() -> None:
    easer = OpennessEaser()
    easer.at(0.0)
    easer.aim(0.4)
    seen = [easer.at(FRAME * k) for k in range(1, 6)]
    assert [held.ratio for held in seen if held] == [0.4] * 5
    assert [held.weight for held in seen if held] == pytest.approx([0.25, 0.5, 0.75, 1, 1])
    easer.aim(0.8)
    seen = [easer.at(FRAME * k) for k in range(6, 10)]
    assert [held.ratio for held in seen if held] == pytest.approx([0.5, 0.6, 0.7, 0.8])
    easer.aim(None)
    seen = [easer.at(FRAME * k) for k in range(10, 14)]
    assert [held.weight for held in seen if held] == pytest.approx([0.75, 0.5, 0.25])
    assert seen[-1] is None
