"""How much a decoder keeps: frames that others refer to, or that wait for their turn."""

from __future__ import annotations

from collections.abc import Callable

import psutil

MOST_KEPT_BYTES = 280_000_000
"""Of frames at a time: 22 of 4K in 8 bits, eleven in 10 bits. H.265 wants six of 4K at most, AV1 eight."""

MOST_MORE_BYTES = 400_000_000
"""What this process may grow by while a decoder swallows packets without showing a frame."""

_USUALLY_BEHIND = 8
"""Packets a decoder may have got beyond the frames it gave before memory is asked."""


def own_memory() -> int:
    """Bytes that this process holds."""
    return int(psutil.Process().memory_info().rss)


class KeptFrames:
    """Watches what a decoder keeps, by what it gives: FFmpeg knows no limit for it.

    A decoder writes into the same few buffers in turn, and into one more for each frame it has to
    keep besides. What it keeps and never shows cannot be seen; then memory itself is asked.

    Args:
        memory: Gives the bytes this process holds.
    """

    def __init__(self, memory: Callable[[], int] = own_memory) -> None:
        self._memory = memory
        self._before = memory()
        self._buffers: set[int] = set()
        self._frame_bytes = 0
        self._behind = 0

    def sent(self) -> None:
        """The decoder took a packet."""
        self._behind += 1

    def given(self, buffer: int, frame_bytes: int) -> None:
        """The decoder gave a frame of that many bytes, which lies at that address."""
        self._behind -= 1
        if frame_bytes != self._frame_bytes:  # of another size or kind: in buffers of its own
            self._buffers.clear()
            self._frame_bytes = frame_bytes
        self._buffers.add(buffer)

    @property
    def too_much(self) -> bool:
        """Whether it keeps more than any decent video asks for."""
        if len(self._buffers) * self._frame_bytes > MOST_KEPT_BYTES:
            return True
        return self._behind > _USUALLY_BEHIND and self._memory() - self._before > MOST_MORE_BYTES
