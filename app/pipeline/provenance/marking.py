"""Putting the mark into finished files, whatever their format."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from app.pipeline.provenance import gif, jpeg, mp4, png, webp
from app.pipeline.provenance.packet import video_comment, xmp_packet
from app.pipeline.provenance.source_type import SourceType

_START_BYTES = 12


def mark_file(path: Path, source_type: SourceType) -> None:
    """Marks a finished PNG, JPEG, WebP, GIF or MP4; the content decides which it is.

    Others (WebM) carry ``video_tags`` only, from their first bytes on.

    Raises:
        OSError: It cannot be read or written.
    """
    with path.open("r+b") as file:
        _mark(file, source_type)


def marked(data: bytes, source_type: SourceType | None) -> bytes:
    """A file in memory with the mark; as it is without one."""
    if source_type is None:
        return data
    file = io.BytesIO(data)
    _mark(file, source_type)
    return file.getvalue()


def video_tags(source_type: SourceType | None) -> dict[str, str]:
    """Metadata of a video's container, written at its beginning: there even after a crash."""
    return {} if source_type is None else {"comment": video_comment(source_type)}


def _mark(file: BinaryIO, source_type: SourceType) -> None:
    add_packet = _adder(file.read(_START_BYTES))
    if add_packet is not None:
        add_packet(file, xmp_packet(source_type))


def _adder(start: bytes) -> Callable[[BinaryIO, bytes], None] | None:
    if start.startswith(png.SIGNATURE):
        return png.add_packet
    if start.startswith(jpeg.SIGNATURE):
        return jpeg.add_packet
    if start.startswith(webp.SIGNATURE) and start.endswith(webp.FORM):
        return webp.add_packet
    if start.startswith(gif.SIGNATURE):
        return gif.add_packet
    return mp4.add_packet if start[4:8] == mp4.SIGNATURE else None
