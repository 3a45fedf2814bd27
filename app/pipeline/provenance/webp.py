"""XMP in WebP: a chunk at the end, announced in the extended header."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from app.pipeline.provenance.insertion import insert

SIGNATURE, FORM = b"RIFF", b"WEBP"

_FIRST_CHUNK = 12
_HEADER = 8
_HAS_XMP, _HAS_ALPHA = 0x04, 0x10


def add_packet(file: BinaryIO, packet: bytes) -> None:
    """Puts an XMP packet into an open WebP; a plain one gets the extended header it needs.

    Raises:
        ValueError: It is no WebP.
    """
    file.seek(_FIRST_CHUNK)
    if file.read(4) != b"VP8X":
        insert(file, _FIRST_CHUNK, _extended_header(file))
    file.seek(_FIRST_CHUNK + _HEADER)
    flags = file.read(1)[0]
    file.seek(_FIRST_CHUNK + _HEADER)
    file.write(bytes([flags | _HAS_XMP]))
    end = file.seek(0, os.SEEK_END)
    file.write(b"XMP " + struct.pack("<I", len(packet)) + packet + b"\0" * (len(packet) % 2))
    file.seek(4)
    file.write(struct.pack("<I", end + _HEADER + len(packet) + len(packet) % 2 - 8))


def _extended_header(file: BinaryIO) -> bytes:
    """A ``VP8X`` chunk that says of a plain picture what its own bitstream does."""
    file.seek(_FIRST_CHUNK)
    kind, _, start = file.read(4), file.read(4), file.read(10)
    if len(start) < 10 or kind not in (b"VP8 ", b"VP8L"):
        raise ValueError("a WebP without a picture")
    if kind == b"VP8L":  # after its signature 14 bits each, less one, and a bit for alpha
        bits = int.from_bytes(start[1:5], "little")
        width, height, alpha = bits & 0x3FFF, bits >> 14 & 0x3FFF, bits >> 28 & 1
    else:  # after tag and start code 14 bits each, under two of scaling
        width, height = (size & 0x3FFF for size in struct.unpack("<HH", start[6:10]))
        width, height, alpha = width - 1, height - 1, 0
    flags = _HAS_ALPHA if alpha else 0
    sides = width.to_bytes(3, "little") + height.to_bytes(3, "little")
    return b"VP8X" + struct.pack("<I", 10) + bytes([flags, 0, 0, 0]) + sides
