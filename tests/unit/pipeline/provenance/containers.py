"""XMP packets found by taking files apart, each format by its own rules; shares nothing with what writes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

_SOURCE_TYPE = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"


def source_types(data: bytes) -> list[str]:
    """The ``DigitalSourceType`` of every XMP packet in a PNG, JPEG, WebP, GIF or MP4."""
    return [_source_type(packet) for packet in _packets(data)]


def _source_type(packet: bytes) -> str:
    tree = ElementTree.fromstring(packet.decode("utf-8"))  # noqa: S314 - our own
    found = tree.find(f".//{_SOURCE_TYPE}")
    assert found is not None
    return found.text or ""


def _packets(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"\x89PNG"):
        return _png(data)
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(b"RIFF"):
        return _webp(data)
    return _gif(data) if data.startswith(b"GIF") else _mp4(data)


def _png(data: bytes) -> Iterator[bytes]:
    at, kinds = 8, []
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        kinds.append(kind)
        if kind == b"iTXt" and body.startswith(b"XML:com.adobe.xmp\0"):
            assert b"IDAT" not in kinds
            assert body[18:22] == b"\0\0\0\0"
            yield body[22:]
        at += 12 + length
    assert (kinds[0], kinds[-1], at) == (b"IHDR", b"IEND", len(data))


def _jpeg(data: bytes) -> Iterator[bytes]:
    at, markers = 2, []
    while (marker := data[at + 1]) != 0xDA:
        assert data[at] == 0xFF
        markers.append(marker)
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        body = data[at + 4 : at + 2 + length]
        if marker == 0xE1 and body.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
            yield body[29:]
        at += 2 + length
    assert 0xE0 not in markers[1:]


def _webp(data: bytes) -> Iterator[bytes]:
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
    at, kinds, flags = 12, [], data[20]
    while at < len(data):
        kind, length = struct.unpack("<4sI", data[at : at + 8])
        kinds.append(kind)
        if kind == b"XMP ":
            yield data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    assert at == len(data)
    assert (kinds[0], bool(flags & 4)) == (b"VP8X", b"XMP " in kinds) or b"XMP " not in kinds


def _gif(data: bytes) -> Iterator[bytes]:
    """Reads blocks as one who knows nothing of XMP does, so that the way out of the packet is tried too."""
    at = 13 + _palette(data[10])
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            at += 10 + _palette(data[at + 9]) + 1
        else:
            assert data[at] == 0x21
            at += 2
            if data[at + 1 : at + 12] == b"XMP DataXMP":
                yield data[at + 12 : data.index(b"\x01\xff\xfe", at)]
        while data[at]:
            at += 1 + data[at]
        at += 1
    assert at == len(data) - 1


def _palette(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _mp4(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        length = struct.unpack(">Q", data[at + 8 : at + 16])[0] if length == 1 else length
        assert length >= 8
        if kind == b"uuid" and data[at + 8 : at + 24].hex() == "be7acfcb97a942e89c71999491e3afac":
            yield data[at + 24 : at + length]
        at += length
    assert at == len(data)
