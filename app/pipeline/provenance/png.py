"""XMP in PNG and APNG: a text chunk of its own."""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO

from app.pipeline.provenance.insertion import insert

SIGNATURE = b"\x89PNG\r\n\x1a\n"

# The header is always the first chunk, 13 bytes of data long; text must not wait behind the pixels.
_AFTER_HEADER = len(SIGNATURE) + 12 + 13


def add_packet(file: BinaryIO, packet: bytes) -> None:
    """Puts an XMP packet into an open PNG."""
    # Keyword, not compressed, no language, no translated keyword: XMP specification, part 3.
    body = b"iTXt" + b"XML:com.adobe.xmp\0" + b"\0\0" + b"\0" + b"\0" + packet
    insert(file, _AFTER_HEADER, struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
