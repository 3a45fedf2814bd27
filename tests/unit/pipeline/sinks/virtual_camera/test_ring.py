from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.sinks.virtual_camera.ring import RING_WORDS, SLOTS, RingReader, RingWriter, Taken

_CELLS = 3
_LIMIT_S = 20.0


class Baton:
    """Lets one of two threads go on at a time, from one memory access to the next, in a given order."""

    def __init__(self, order: list[bool]) -> None:
        self._order: Iterator[bool] = iter(order)
        self._changed = threading.Condition()
        self._turn: bool | None = True
        self._ended = False

    def step(self, who: bool) -> None:
        with self._changed:
            self._turn = next(self._order, None)
            self._changed.notify_all()
            self._wait(who)

    def begin(self, who: bool) -> None:
        with self._changed:
            self._wait(who)

    def end(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _wait(self, who: bool) -> None:
        """Until it is one's turn; the writer runs to its end first when the order is used up."""
        mine = (who,) if not who else (who, None)
        assert self._changed.wait_for(lambda: self._ended or self._turn in mine, _LIMIT_S)


class SteppedWords:
    """Shared memory as one of the two sees it."""

    def __init__(self, words: list[int], step: Callable[[], None]) -> None:
        self._words = words
        self._step = step

    def __getitem__(self, index: int, /) -> int:
        self._step()
        return self._words[index]

    def __setitem__(self, index: int, value: int, /) -> None:
        self._step()
        self._words[index] = value


def interleaved(order: list[bool], frames: int) -> list[int]:
    """The numbers of the frames that were read, all found whole; True in the order is the writer's turn."""
    words, slots = [0] * RING_WORDS, [[0] * _CELLS for _ in range(SLOTS)]
    baton = Baton(order)
    seen: list[tuple[Taken, list[int]]] = []
    errors: list[BaseException] = []

    def write() -> None:
        step = partial(baton.step, True)
        writer = RingWriter(SteppedWords(words, step), slots)
        for number in range(1, frames + 1):

            def fill(slot: list[int], number: int = number) -> None:
                for cell in range(_CELLS):
                    step()
                    slot[cell] = number

            writer.write(fill, tag=number % 64, time_ns=number * 1000)

    def read() -> None:
        step = partial(baton.step, False)
        reader = RingReader(SteppedWords(words, step), slots)
        for _ in range(2 * frames):
            copied: list[int] = []

            def copy(slot: list[int], copied: list[int] = copied) -> None:
                copied.clear()
                for cell in range(_CELLS):
                    step()
                    copied.append(slot[cell])

            taken = reader.take(copy)
            if taken is not None:
                seen.append((taken, copied))

    def run(body: Callable[[], None], who: bool) -> None:
        try:
            baton.begin(who)
            body()
        except BaseException as error:
            errors.append(error)
        finally:
            baton.end()

    threads = [threading.Thread(target=run, args=args) for args in ((write, True), (read, False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_LIMIT_S)
    assert not errors
    for taken, copied in seen:
        assert copied == [taken.number] * _CELLS
        assert (taken.tag, taken.time_ns) == (taken.number % 64, taken.number * 1000)
    return [taken.number for taken, _ in seen]


@settings(max_examples=60, deadline=None)
@given(bursts=st.lists(st.integers(1, 40), max_size=30), frames=st.integers(1, 8))
def test_frames_are_whole_and_in_order_however_the_two_interleave(bursts: list[int], frames: int) -> None:
    order = [bool(index % 2) for index, burst in enumerate(bursts) for _ in range(burst)]
    numbers = interleaved(order, frames)
    assert numbers == sorted(set(numbers))


_ACCESSES = 6 + _CELLS
"""Of one frame written."""


@pytest.mark.parametrize("until_sleep", [1, 2, 3])
def test_a_frame_is_whole_when_the_reader_sleeps_just_before_it_marks_its_slot(until_sleep: int) -> None:
    for meanwhile, reads, writes in product(range(_ACCESSES, _ACCESSES + 5), range(1, 7), range(1, 6)):
        turns = (_ACCESSES, until_sleep, meanwhile, reads, writes, 20)
        order = [not index % 2 for index, turn in enumerate(turns) for _ in range(turn)]
        interleaved(order, frames=4)


@given(st.lists(st.booleans(), max_size=60))
def test_the_newest_frame_is_read_once(writes: list[bool]) -> None:
    words, slots = [0] * RING_WORDS, [[0] for _ in range(SLOTS)]
    writer, reader = RingWriter(words, slots), RingReader(words, slots)
    written = read = 0
    for write in writes:
        if write:
            written += 1
            writer.write(lambda slot, value=written: slot.__setitem__(0, value), 1, 0)  # type: ignore[misc]
        else:
            taken = reader.take(lambda _: None)
            assert (None if written == read else written) == (None if taken is None else taken.number)
            read = written


def test_the_slot_that_is_being_read_is_left_alone() -> None:
    words, slots = [0] * RING_WORDS, [[0] for _ in range(SLOTS)]
    writer, reader = RingWriter(words, slots), RingReader(words, slots)

    def put(value: int) -> None:
        writer.write(lambda slot: slot.__setitem__(0, value), 0, 0)

    def read_slowly(slot: list[int]) -> None:
        for value in range(2, 9):
            put(value)
        assert slot == [1]

    put(1)
    taken = reader.take(read_slowly)
    assert taken is not None
    assert taken.number == 1


def test_a_reader_that_died_while_reading_leaves_the_writer_free() -> None:
    words, slots = [0] * RING_WORDS, [[0] for _ in range(SLOTS)]
    words[1] = 2  # its mark
    writer, reader = RingWriter(words, slots), RingReader(words, slots)
    for value in range(5):
        writer.write(lambda slot, value=value: slot.__setitem__(0, value), 0, 0)  # type: ignore[misc]
    got: list[int] = []
    assert reader.take(got.extend) is not None
    assert got == [4]
