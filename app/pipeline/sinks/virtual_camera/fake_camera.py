"""A camera for tests and benches that notes what it was sent.

The camera's process opens it only when an order names it; no option or setting of the program does.
"""

from __future__ import annotations

import os
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.pipeline.sinks.virtual_camera.pattern import TORN, read_number
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout, Pixels

COMPLAINING: Final = ".complaining"
"""Ending of a file whose camera prints errors and takes no frames, as pyvirtualcam does on Linux."""

_RECORD = struct.Struct("=dqII")


@dataclass(frozen=True, slots=True)
class SentFrame:
    """What is noted of a frame.

    Attributes:
        time: When it was sent, seconds of ``time.perf_counter``.
        number: Of a coded pattern; ``TORN``, or ``NO_PATTERN``.
        checksum: CRC-32 of the pixels.
        process: Which process sent it.
    """

    time: float
    number: int
    checksum: int
    process: int


class FakeCamera:
    """Appends a ``SentFrame`` to a file for each frame; refuses when there is no such file.

    Args:
        device: The file.
        layout: How pixels come.
        size: Width and height, pixels.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, device: str | None, layout: PixelLayout, size: tuple[int, int]) -> None:
        path = Path(device or "")
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._complains = path.suffix == COMPLAINING
        self._height = size[1]
        self._layout = layout

    def send(self, frame: Pixels) -> None:
        """Notes a frame."""
        if self._complains:
            os.write(2, b"error writing frame: No such device")
            return
        luma = frame[: self._height] if self._layout is PixelLayout.I420 else frame[..., 1]
        record = _RECORD.pack(time.perf_counter(), read_number(luma), zlib.crc32(frame.data), os.getpid())
        os.write(self._descriptor, record)

    def close(self) -> None:
        """Closes the file."""
        os.close(self._descriptor)


def sent_frames(path: Path) -> Iterator[SentFrame]:
    """What a fake camera noted."""
    data = path.read_bytes()
    for fields in _RECORD.iter_unpack(data[: len(data) // _RECORD.size * _RECORD.size]):
        yield SentFrame(*fields)


__all__ = ["COMPLAINING", "TORN", "FakeCamera", "SentFrame", "sent_frames"]
