from __future__ import annotations

from dataclasses import dataclass

from app.pipeline.clock import ManualClock
from app.pipeline.studio.hang_watch import ENDURED, SEEN_FOR_S, HangWatch


@dataclass
class _Engine:
    hangs: bool = False


def _watch() -> tuple[HangWatch, _Engine, ManualClock]:
    engine, clock = _Engine(), ManualClock()
    return HangWatch(clock, lambda: engine.hangs), engine, clock


def test_one_that_hangs_is_left_behind_once_it_was_seen_to_for_a_while() -> None:
    watch, engine, clock = _watch()
    engine.hangs = True
    assert not watch.must_leave()
    clock.advance(0.9 * SEEN_FOR_S)
    assert not watch.must_leave()
    clock.advance(0.2 * SEEN_FOR_S)
    assert watch.must_leave()
    assert not watch.must_leave(), "it was left"


def test_one_that_goes_on_as_soon_as_the_machine_wakes_does_not_hang() -> None:
    watch, engine, clock = _watch()
    for _ in range(3):
        engine.hangs = True
        assert not watch.must_leave()
        engine.hangs = False
        clock.advance(3600)
        assert not watch.must_leave()


def _leave(watch: HangWatch, clock: ManualClock) -> bool:
    watch.must_leave()
    clock.advance(2 * SEEN_FOR_S)
    return watch.must_leave()


def test_after_some_it_is_not_opened_again_and_then_nothing_is_left_behind_any_more() -> None:
    watch, engine, clock = _watch()
    engine.hangs = True
    endured = []
    while _leave(watch, clock):
        endured.append(watch.is_endured)
    assert endured == [True] * (ENDURED - 1) + [False] * 2
    watch.forgive()
    assert _leave(watch, clock)
    assert watch.is_endured
