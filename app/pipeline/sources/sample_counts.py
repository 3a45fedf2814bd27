"""How many samples an MP4 claims: FFmpeg makes room for each of them before one is looked for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

MOST_SAMPLES: Final = 3_000_000
"""Of all tracks: 13 hours at 60 frames per second; 75 bytes are kept of each."""

_LARGEST_BOX: Final = 64_000_000
_MOST_BOXES: Final = 500_000
_PASSED_OVER: Final = frozenset((b"mdat", b"free", b"skip", b"wide"))
_KIND: Final = re.compile(rb"[ -~\xa9]{4}")

# Inside the boxes it is not asked which one lies in which: FFmpeg takes them wherever they are.
_COUNTED: Final = re.compile(rb"stsz|stz2|trun|cmov")
_COUNT_AT: Final = {b"stsz": 8, b"stz2": 8, b"trun": 4}
_PACKED: Final = b"cmov"

# Sound without compression has a sample for each figure, which FFmpeg counts by the chunk.
_PLAIN_SOUND: Final = re.compile(rb"(?s)stts.{4}\x00{3}\x01.{4}\x00{3}\x01")
_SOUND: Final = re.compile(rb"(?s)hdlr.{8}soun")
_TRACK: Final = b"trak"


class ImplausibleCountsError(ValueError):
    """A file claims more than any video has."""


def check_sample_counts(path: Path) -> None:
    """Looks through an MP4 or MOV; every other file is none of its business.

    Raises:
        OSError: It cannot be read.
        ImplausibleCountsError: Its header claims more than a video has, or hides what it claims.
    """
    claimed = 0
    with path.open("rb") as file:
        for box in _headers(file):
            for track in box.split(_TRACK):
                claimed += _claimed(track)
                if claimed > MOST_SAMPLES:
                    raise ImplausibleCountsError("its header claims more frames than a video has")


def _claimed(track: bytes) -> int:
    if _SOUND.search(track) and _PLAIN_SOUND.search(track):
        return 0
    count = 0
    for found in _COUNTED.finditer(track):
        length = _number(track, found.start() - 4) if found.start() >= 4 else 0
        if not 16 <= length <= _LARGEST_BOX:
            continue
        if found[0] == _PACKED:
            raise ImplausibleCountsError("its header is packed")
        count += _number(track, found.end() + _COUNT_AT[found[0]])
    return count


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _headers(file: BinaryIO) -> Iterator[bytes]:
    """The outermost boxes, without those of pictures and sound."""
    end, at = os.fstat(file.fileno()).st_size, 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        start = file.read(16)
        size, kind, room = int.from_bytes(start[:4], "big"), start[4:8], end - at
        if size == 1:
            size = int.from_bytes(start[8:16], "big")
        size = min(size, room) if size else room
        if size < 8 or _KIND.fullmatch(kind) is None:
            return
        if kind not in _PASSED_OVER:
            if size > _LARGEST_BOX and kind == b"moov":
                raise ImplausibleCountsError("its header is larger than a video's")
            file.seek(at)
            yield file.read(min(size, _LARGEST_BOX))
        at += size
    raise ImplausibleCountsError("it is cut into more parts than a video has")
