"""Damage inside the parts of a container, with lengths and check sums made right again."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.fuzz.mutation import spoilt

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a file.

    Attributes:
        kind: Four letters.
        body: Its bytes.
    """

    kind: bytes
    body: bytes


Split = Callable[[bytes], tuple[bytes, list[Chunk]]]
"""A file's beginning and its parts; none where it is not of that format."""

Join = Callable[[bytes, Sequence[Chunk]], bytes]


@st.composite
def rearranged(draw: st.DrawFn, seeds: Sequence[bytes], split: Split, join: Join) -> bytes:
    """Parts of the seeds spoilt, doubled, left out or exchanged, in a file that is sound outside of them."""
    start, chunks = split(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 4))):
        if not chunks:
            break
        at = draw(st.integers(0, len(chunks) - 1))
        chunks[at : at + 1] = draw(_changed(chunks[at], seeds, split))
    return join(start, chunks)


def _changed(chunk: Chunk, seeds: Sequence[bytes], split: Split) -> st.SearchStrategy[list[Chunk]]:
    others = [other for seed in seeds for other in split(seed)[1]]
    return st.one_of(
        spoilt((chunk.body,)).map(lambda body: [Chunk(chunk.kind, body)]),
        st.just([]),
        st.sampled_from((2, 100, 2000)).map(
            lambda times: [chunk] * times if len(chunk.body) < 200 else [chunk] * 2
        ),
        st.sampled_from(others or [chunk]).map(lambda other: [chunk, other]),
        st.sampled_from(others or [chunk]).map(lambda other: [Chunk(other.kind, chunk.body)]),
    )


def split_png(data: bytes) -> tuple[bytes, list[Chunk]]:
    """PNG: big-endian length, kind, body, check sum."""
    chunks, at = [], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        chunks.append(Chunk(data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return data[:8], chunks


def join_png(start: bytes, chunks: Sequence[Chunk]) -> bytes:
    """The file of these parts."""
    return start + b"".join(
        struct.pack(">I", len(one.body))
        + one.kind
        + one.body
        + struct.pack(">I", zlib.crc32(one.kind + one.body))
        for one in chunks
    )


def split_riff(data: bytes) -> tuple[bytes, list[Chunk]]:
    """WebP and AVI: kind, little-endian length, body, padded to even."""
    chunks, at = [], 12
    while at + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, at + 4)
        chunks.append(Chunk(data[at : at + 4], data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    return data[:12], chunks


def join_riff(start: bytes, chunks: Sequence[Chunk]) -> bytes:
    """The file of these parts."""
    body = b"".join(
        one.kind + struct.pack("<I", len(one.body)) + one.body + b"\0" * (len(one.body) % 2) for one in chunks
    )
    return start[:4] + struct.pack("<I", len(body) + 4) + start[8:12] + body


def split_boxes(data: bytes) -> tuple[bytes, list[Chunk]]:
    """MP4: the innermost boxes, each kind preceded by the way to it."""
    return b"", list(_boxes(data, b"", _DEEPEST))


_CONTAINERS = frozenset(
    (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"moof", b"traf", b"mvex", b"udta")
)


def _boxes(data: bytes, way: bytes, deeper: int) -> list[Chunk]:
    found, at = list[Chunk](), 0
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if length < 8:
            break
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + length]
        if kind in _CONTAINERS and deeper:
            found += _boxes(body, way + kind, deeper - 1)
        else:
            found.append(Chunk(way + kind, body))
        at += length
    return found


def join_boxes(_: bytes, chunks: Sequence[Chunk]) -> bytes:
    """The file of these boxes; neighbours with one way share the boxes around them."""
    data, at = bytearray(), 0
    while at < len(chunks):
        outer = chunks[at].kind[:4] if len(chunks[at].kind) > 4 else b""
        end = at + 1
        while outer and end < len(chunks) and len(chunks[end].kind) > 4 and chunks[end].kind[:4] == outer:
            end += 1
        inner = [Chunk(one.kind[4:], one.body) for one in chunks[at:end]]
        body = join_boxes(b"", inner) if outer else chunks[at].body
        data += struct.pack(">I", min(len(body) + 8, 2**32 - 1)) + (outer or chunks[at].kind) + body
        at = end
    return bytes(data)
