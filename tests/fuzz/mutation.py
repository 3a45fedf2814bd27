"""Spoiling bytes: cut, flip, splice, repeat, and lie in whatever may be a length or a count."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import TypeAlias

from hypothesis import strategies as st

_LIES = (
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x10000,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFF,
    2**62,
    2**64 - 1,
)
_FORMATS = ("<B", "<H", ">H", "<I", ">I", "<Q", ">Q")
_MOST_BYTES = 300_000

Draw: TypeAlias = "st.DrawFn"
_Step: TypeAlias = Callable[[Draw, bytes, Sequence[bytes]], bytes]


@st.composite
def spoilt(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    """A seed after one to four steps of damage."""
    data = draw(st.sampled_from(seeds))
    for step in draw(st.lists(st.sampled_from(_STEPS), min_size=1, max_size=4)):
        data = step(draw, data, seeds)[:_MOST_BYTES]
    return data


def _place(draw: Draw, data: bytes) -> int:
    """Anywhere; but headers and ends, where the lengths are, more often than their share."""
    last = len(data)
    return draw(
        st.one_of(st.integers(0, last), st.integers(0, min(last, 64)), st.integers(max(last - 64, 0), last))
    )


def _cut(draw: Draw, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: _place(draw, data)]


def _flip(draw: Draw, data: bytes, _: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _unused in range(draw(st.integers(1, 8))):
        at = _place(draw, data)
        if at < len(changed):
            changed[at] ^= draw(st.integers(1, 255))
    return bytes(changed)


def _lie(draw: Draw, data: bytes, _: Sequence[bytes]) -> bytes:
    at, kind = _place(draw, data), draw(st.sampled_from(_FORMATS))
    size = struct.calcsize(kind)
    word = struct.pack(kind, draw(st.sampled_from(_LIES)) & (1 << 8 * size) - 1)
    return data[:at] + word + data[at + size :]


def _leave_out(draw: Draw, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _place(draw, data)
    return data[:at] + data[at + draw(st.integers(1, 200)) :]


def _put_in(draw: Draw, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _place(draw, data)
    return data[:at] + draw(st.binary(min_size=1, max_size=40)) + data[at:]


def _repeat(draw: Draw, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _place(draw, data)
    piece = data[at : at + draw(st.integers(1, 300))]
    return data[:at] + piece * draw(st.sampled_from((2, 3, 50, 1000))) + data[at:]


def _splice(draw: Draw, data: bytes, seeds: Sequence[bytes]) -> bytes:
    other = draw(st.sampled_from(seeds))
    return data[: _place(draw, data)] + other[_place(draw, other) :]


def _swap(draw: Draw, data: bytes, _: Sequence[bytes]) -> bytes:
    one, two, three = sorted(_place(draw, data) for _unused in range(3))
    return data[:one] + data[two:three] + data[one:two] + data[three:]


_STEPS: Sequence[_Step] = (_cut, _flip, _lie, _leave_out, _put_in, _repeat, _splice, _swap)
