from __future__ import annotations

import threading
from concurrent.futures import CancelledError

import pytest

from app.pipeline.errands import Errand, Errands


def _nothing() -> None:
    return None


def test_errands_come_back_in_order_and_each_wakes_whoever_runs_them() -> None:
    woken: list[int] = []
    errands = Errands(lambda: woken.append(1))
    first, second = Errand(_nothing, redraws=True), Errand(_nothing, redraws=False)
    errands.add(first)
    errands.add(second)
    assert len(woken) == 2
    assert [errands.next(), errands.next(), errands.next()] == [first, second, None]


def test_nobody_is_told_before_what_follows_is_done() -> None:
    done: list[str] = []
    errand = Errand(lambda: done.append("it"), redraws=True)
    assert errand.run()
    assert done == ["it"]
    assert not errand.done.done()
    errand.finish()
    assert errand.done.result(0) is None


def test_a_failure_is_told_to_whoever_asked() -> None:
    def fail() -> None:
        raise ValueError("no")

    errand = Errand(fail, redraws=True)
    assert not errand.run()
    errand.finish()
    with pytest.raises(ValueError, match="no"):
        errand.done.result(0)


def test_what_waits_is_handed_over_and_nobody_waits_for_what_hangs() -> None:
    done: list[str] = []
    old, new = Errands(_nothing), Errands(_nothing)
    hanging, waiting = Errand(_nothing, redraws=True), Errand(lambda: done.append("it"), redraws=True)
    late = Errand(_nothing, redraws=True)
    old.add(hanging)
    old.add(waiting)
    assert old.next() is hanging
    hanging.run()
    old.hand_over(new)
    hanging.finish()
    with pytest.raises(CancelledError):
        hanging.done.result(0)
    old.add(late)
    assert late.done.cancelled()
    assert new.next() is waiting
    assert waiting.run()
    assert done == ["it"]


def test_a_cancelled_errand_is_not_done() -> None:
    done: list[str] = []
    errand = Errand(lambda: done.append("it"), redraws=True)
    errand.done.cancel()
    assert not errand.run()
    errand.finish()
    assert done == []


def test_closing_cancels_what_waits_and_what_comes_later() -> None:
    errands = Errands(_nothing)
    waiting, late = Errand(_nothing, redraws=True), Errand(_nothing, redraws=True)
    errands.add(waiting)
    errands.close()
    errands.add(late)
    errands.close()
    assert errands.next() is None
    for errand in (waiting, late):
        with pytest.raises(CancelledError):
            errand.done.result(0)


def test_none_is_forgotten_when_the_queue_closes_meanwhile() -> None:
    """Whatever the moment, everybody is told: done, or cancelled."""
    for _ in range(20):
        errands = Errands(_nothing)
        added = [Errand(_nothing, redraws=False) for _ in range(50)]
        adder = threading.Thread(target=lambda added=added, errands=errands: [errands.add(e) for e in added])
        adder.start()
        while (errand := errands.next()) is not None:
            errand.run()
            errand.finish()
        errands.close()
        adder.join()
        assert all(errand.done.done() for errand in added)
