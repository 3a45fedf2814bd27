from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.patience import Patience


def _waits(patience: Patience, count: int) -> list[float]:
    """How long it takes after each of so many losses in a row."""
    now, waits = 0.0, []
    for _ in range(count):
        patience.lost(now)
        begin = now
        while not patience.take_due(now):
            now += 0.25
        waits.append(now - begin)
    return waits


@given(st.integers(1, 12), st.integers(1, 40))
def test_the_wait_doubles_up_to_the_longest(first: int, most: int) -> None:
    waits = _waits(Patience(first, max(first, most)), 8)
    assert waits == [min(first * 2**number, max(first, most)) for number in range(8)]


def test_what_is_due_is_due_once() -> None:
    patience = Patience(1, 8)
    assert not patience.take_due(1e9)
    patience.lost(0)
    assert not patience.take_due(0.9)
    assert patience.take_due(1)
    assert not patience.take_due(100)
    patience.hurry()
    assert patience.take_due(0)


def test_what_held_for_a_while_is_met_with_the_first_patience_again() -> None:
    patience = Patience(1, 8, reliable_after_s=60)
    assert _waits(patience, 3) == [1, 2, 4]
    patience.found(100)
    patience.lost(159)
    assert not patience.take_due(166)
    assert patience.take_due(167)
    patience.found(200)
    patience.lost(260)
    assert patience.take_due(261)
