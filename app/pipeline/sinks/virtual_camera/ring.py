"""Frames from one writer to one reader in another process: the newest wins, none is ever torn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

SLOTS: Final = 3
"""The newest frame, the one that is being read, and one to write to."""

RING_WORDS: Final = 2 + 2 * SLOTS

_NEWEST, _READING, _STAMPS, _TIMES = 0, 1, 2, 2 + SLOTS
_TAG_SHIFT, _NUMBER_SHIFT = 2, 8
_SLOT_MASK, _TAG_MASK = 0b11, 0b111111
_ATTEMPTS: Final = 4

SlotT = TypeVar("SlotT")
_barrier = threading.Lock()


class Words(Protocol):
    """Unsigned 64-bit integers in shared memory, all zero at first; each is read and written at once."""

    def __getitem__(self, index: int, /) -> int: ...

    def __setitem__(self, index: int, value: int, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """What is known of a frame that was read.

    Attributes:
        number: Counts up from 1 with every frame written.
        tag: The small number it was written with.
        time_ns: When it was written, on the writer's clock.
    """

    number: int
    tag: int
    time_ns: int


class RingWriter(Generic[SlotT]):
    """Writes to whichever slot is neither the newest nor being read.

    Every slot has a stamp: 0 while it is being written, afterwards a word that no other frame has.

    Args:
        words: ``RING_WORDS`` of them, shared with the reader.
        slots: ``SLOTS`` of them, likewise.
    """

    def __init__(self, words: Words, slots: Sequence[SlotT]) -> None:
        self._words = words
        self._slots = slots
        self._number = 0

    def write(self, fill: Callable[[SlotT], None], tag: int, time_ns: int) -> None:
        """Writes a frame and makes it the newest; never waits.

        Args:
            fill: Puts the frame into the slot it is given.
            tag: A number below 64 for the reader.
            time_ns: Now.
        """
        words = self._words
        slot = self._free_slot()
        words[_STAMPS + slot] = 0
        _fence()
        fill(self._slots[slot])
        words[_TIMES + slot] = time_ns
        self._number += 1
        stamp = self._number << _NUMBER_SHIFT | tag << _TAG_SHIFT | slot
        _fence()
        words[_STAMPS + slot] = stamp
        _fence()
        words[_NEWEST] = stamp
        _fence()

    def _free_slot(self) -> int:
        newest, reading = int(self._words[_NEWEST]), int(self._words[_READING])
        taken = {newest & _SLOT_MASK if newest else SLOTS, reading - 1}
        return next(slot for slot in range(SLOTS) if slot not in taken)


class RingReader(Generic[SlotT]):
    """Reads the newest frame.

    The slot it reads is marked, and the writer keeps off it; should the mark have come too late, the
    slot's stamp has changed by the end, and what was read is thrown away.

    Args:
        words: ``RING_WORDS`` of them, shared with the writer.
        slots: ``SLOTS`` of them, likewise.
    """

    def __init__(self, words: Words, slots: Sequence[SlotT]) -> None:
        self._words = words
        self._slots = slots
        self._seen = 0

    def take(self, read: Callable[[SlotT], None]) -> Taken | None:
        """Reads the newest frame if it has not been read yet; never waits.

        Args:
            read: Copies a slot; may be called again, and counts only when a frame is returned.
        """
        words = self._words
        try:
            for _ in range(_ATTEMPTS):
                stamp = int(words[_NEWEST])
                if stamp == self._seen:
                    return None
                slot = stamp & _SLOT_MASK
                words[_READING] = slot + 1
                _fence()
                if int(words[_STAMPS + slot]) != stamp:
                    continue
                time_ns = int(words[_TIMES + slot])
                read(self._slots[slot])
                _fence()
                if int(words[_STAMPS + slot]) == stamp:
                    self._seen = stamp
                    return Taken(stamp >> _NUMBER_SHIFT, stamp >> _TAG_SHIFT & _TAG_MASK, time_ns)
            return None
        finally:
            words[_READING] = 0


def _fence() -> None:
    """Keeps the processor from moving memory accesses across; a lock is the one barrier Python has."""
    with _barrier:
        pass
