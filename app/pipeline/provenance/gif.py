"""XMP in GIF: an application extension before the end."""

from __future__ import annotations

import os
from typing import BinaryIO

SIGNATURE = b"GIF8"

_TRAILER = b";"
_EXTENSION = b"\x21\xff\x0bXMP DataXMP"

# The packet is not cut into blocks. Whoever takes its bytes for the lengths of blocks lands somewhere in
# this run, which leads him to its end (XMP specification, part 3).
_WAY_OUT = b"\x01" + bytes(range(0xFF, -1, -1)) + b"\0"


def add_packet(file: BinaryIO, packet: bytes) -> None:
    """Puts an XMP packet into an open GIF.

    Raises:
        ValueError: It does not end as a GIF does.
    """
    end = file.seek(0, os.SEEK_END) - 1
    file.seek(max(end, 0))
    if file.read(1) != _TRAILER:
        raise ValueError("a GIF without an end")
    file.seek(end)
    file.write(_EXTENSION + packet + _WAY_OUT + _TRAILER)
