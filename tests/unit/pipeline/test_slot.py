from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.slot import Slot, SlotClosedError


def test_the_newest_value_wins_and_drops_are_counted() -> None:
    slot: Slot[int] = Slot()
    assert [slot.put(number) for number in range(4)] == [False, True, True, True]
    assert slot.take() == 3
    assert slot.dropped == 3
    assert slot.take(0) is None


@given(st.lists(st.booleans()))
def test_every_value_is_taken_dropped_or_still_inside(puts: list[bool]) -> None:
    slot: Slot[int] = Slot()
    put = taken = 0
    for number, is_put in enumerate(puts):
        if is_put:
            slot.put(number)
            put += 1
        elif slot.take(0) is not None:
            taken += 1
    inside = slot.take(0) is not None
    assert put == taken + slot.dropped + inside


def test_closing_delivers_what_is_inside_then_ends() -> None:
    slot: Slot[int] = Slot()
    slot.put(7)
    slot.close()
    slot.close()
    assert slot.take() == 7
    with pytest.raises(SlotClosedError):
        slot.take()
    with pytest.raises(SlotClosedError):
        slot.put(8)


def test_an_error_reaches_the_taker_at_once_and_stops_the_giver() -> None:
    slot: Slot[int] = Slot()
    slot.put(7)
    slot.fail(ValueError("broken"))
    with pytest.raises(ValueError, match="broken"):
        slot.take()
    with pytest.raises(SlotClosedError):
        slot.put(8)


@pytest.mark.parametrize("end", ["close", "fail"])
def test_a_blocked_taker_is_unblocked(end: str) -> None:
    slot: Slot[int] = Slot()
    ended = threading.Event()

    def take() -> None:
        with pytest.raises((SlotClosedError, ValueError)):
            slot.take()
        ended.set()

    thread = threading.Thread(target=take)
    thread.start()
    slot.close() if end == "close" else slot.fail(ValueError("broken"))
    assert ended.wait(5)
    thread.join(5)


def test_a_waiting_taker_gets_the_value() -> None:
    slot: Slot[int] = Slot()
    got: list[int | None] = []
    thread = threading.Thread(target=lambda: got.append(slot.take(5)))
    thread.start()
    slot.put(3)
    thread.join(5)
    assert got == [3]
