"""XMP in MP4: a box at the end, where it moves nothing that others point to."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

SIGNATURE = b"ftyp"
"""Behind the four bytes of the first box's length."""

_XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def add_packet(file: BinaryIO, packet: bytes) -> None:
    """Puts an XMP packet into an open, finished MP4."""
    file.seek(0, os.SEEK_END)
    file.write(struct.pack(">I", 8 + len(_XMP_BOX) + len(packet)) + b"uuid" + _XMP_BOX + packet)
