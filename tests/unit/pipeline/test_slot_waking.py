from __future__ import annotations

import threading

import pytest

from app.pipeline.slot import Slot, SlotClosedError


def test_a_waiting_taker_is_woken_without_a_value() -> None:
    slot: Slot[int] = Slot()
    got: list[int | None] = [7]
    thread = threading.Thread(target=lambda: got.append(slot.take(20)))
    thread.start()
    slot.wake()
    thread.join(5)
    assert got == [7, None]


def test_whoever_comes_next_is_woken_once() -> None:
    slot: Slot[int] = Slot()
    slot.wake()
    slot.wake()
    assert slot.take() is None
    slot.put(3)
    assert slot.take() == 3


def test_a_value_is_not_lost_to_a_waking() -> None:
    slot: Slot[int] = Slot()
    slot.wake()
    slot.put(3)
    assert slot.take() == 3


def test_waking_a_closed_slot_changes_nothing() -> None:
    slot: Slot[int] = Slot()
    slot.close()
    slot.wake()
    with pytest.raises(SlotClosedError):
        slot.take()


def test_clearing_throws_the_value_away_and_keeps_a_waking() -> None:
    slot: Slot[int] = Slot()
    slot.put(3)
    slot.wake()
    slot.clear()
    assert slot.take() is None
    assert slot.take(0) is None
    assert slot.dropped == 0
