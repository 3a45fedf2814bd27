"""What decoding a picture may cost: its size is not all that can be blown up."""

from __future__ import annotations

import io
import re
from typing import Final

MOST_READS: Final = 250_000
"""Pieces a decoder may ask for: a PNG of 100 MB in blocks of 4 kB has 75,000."""

MOST_SCANS: Final = 50
"""Passes over a JPEG's pixels; progressive ones have about ten."""

_SEGMENT: Final = re.compile(rb"\xff+([^\x00\x01\xff\xd0-\xd8])")
"""A marker with a length, never within a scan: there a 255 comes before a 0 or a restart, D0 to D7."""

_END, _SCAN = 0xD9, 0xDA


class TooManyPartsError(OSError):
    """A file is cut into far more pieces than a picture needs, to keep whoever reads it busy."""


class MeteredFile(io.BytesIO):
    """Bytes as a file, for decoders that keep and look at every piece: so many of them, and no more."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._left = MOST_READS

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to that many bytes.

        Raises:
            TooManyPartsError: The decoder has asked too often.
        """
        self._left -= 1
        if self._left < 0:
            raise TooManyPartsError("too many parts")
        return super().read(size)


def check_scans(data: bytes) -> None:
    """Looks through a JPEG for passes: each takes a few bytes, and as long as the whole picture.

    Raises:
        TooManyPartsError: There are more than any encoder makes.
    """
    scans, at = 0, 2
    for _ in range(MOST_READS):
        marker = _SEGMENT.search(data, at)
        if marker is None or marker[1][0] == _END:
            return
        scans += marker[1][0] == _SCAN
        if scans > MOST_SCANS:
            break
        length = int.from_bytes(data[marker.end() : marker.end() + 2], "big")
        at = marker.end() + max(length, 2)
    raise TooManyPartsError("too many parts")
