"""XMP in JPEG: an application segment."""

from __future__ import annotations

import struct
from typing import BinaryIO

from app.pipeline.provenance.insertion import insert

SIGNATURE = b"\xff\xd8\xff"

_NAMESPACE = b"http://ns.adobe.com/xap/1.0/\0"
_APP0, _APP1 = b"\xff\xe0", b"\xff\xe1"


def add_packet(file: BinaryIO, packet: bytes) -> None:
    """Puts an XMP packet into an open JPEG, behind the JFIF header, which has to be the first."""
    body = _NAMESPACE + packet
    insert(file, _place(file), _APP1 + struct.pack(">H", len(body) + 2) + body)


def _place(file: BinaryIO) -> int:
    file.seek(2)
    marker, length = file.read(2), file.read(2)
    return 4 + struct.unpack(">H", length)[0] if marker == _APP0 and len(length) == 2 else 2
