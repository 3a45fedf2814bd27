from __future__ import annotations

from app.pipeline.clock import ManualClock
from app.pipeline.patience import OUTPUT_RELIABLE_AFTER_S as RELIABLE_AFTER_S
from app.pipeline.patience import OUTPUT_S as PATIENCE_S
from app.pipeline.studio.comebacks import Comebacks


def waits(comebacks: Comebacks, clock: ManualClock, output: str) -> float:
    """Seconds from now until it is due."""
    begin = clock.now()
    while output not in comebacks.due():
        clock.advance(0.5)
        assert clock.now() - begin < 100
    return clock.now() - begin


def test_patience_doubles_up_to_a_limit() -> None:
    clock = ManualClock()
    comebacks = Comebacks(clock)
    waited = []
    for _ in range(8):
        comebacks.lost("vcam")
        waited.append(waits(comebacks, clock, "vcam"))
    assert waited[:3] == [PATIENCE_S[0], 2 * PATIENCE_S[0], 4 * PATIENCE_S[0]]
    assert waited[-1] == PATIENCE_S[1]


def test_one_that_comes_and_goes_is_met_with_ever_more_patience_until_it_holds() -> None:
    clock = ManualClock()
    comebacks = Comebacks(clock)
    for expected in (1.0, 2.0, 4.0):
        comebacks.lost("vcam:A")
        assert waits(comebacks, clock, "vcam:A") == expected
        comebacks.opened("vcam:A")
    clock.advance(RELIABLE_AFTER_S)
    comebacks.lost("vcam:A")
    assert waits(comebacks, clock, "vcam:A") == 1.0


def test_only_virtual_cameras_come_back_and_only_while_they_are_wanted() -> None:
    clock = ManualClock()
    comebacks = Comebacks(clock)
    for output in ("file:a.mp4", "null", "vcam", "vcam:B"):
        comebacks.lost(output)
    comebacks.forget(but=("vcam:B",))
    clock.advance(60)
    assert comebacks.due() == ["vcam:B"]
    assert comebacks.due() == []
