"""What the sink and the camera's process share: frames, placeholders and two heartbeats."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.pipeline.sinks.virtual_camera.pixels import (
    MOST_BYTES_LAYOUT,
    PixelLayout,
    Pixels,
    array_shape,
    byte_count,
    convert,
)
from app.pipeline.sinks.virtual_camera.ring import RING_WORDS, SLOTS, RingReader, RingWriter
from app.pipeline.sinks.virtual_camera.shared_block import SharedBlock

_PARENT_BEAT, _CHILD_BEAT, _RING = 0, 1, 2
_WORD_BYTES: Final = 8
_HEADER_BYTES: Final = 4096
"""One page; frames begin on the next."""

_GENERATION_SHIFT, _BEAT_MASK = 32, (1 << 32) - 1


def _area_bytes(size: tuple[int, int]) -> int:
    return byte_count(MOST_BYTES_LAYOUT, size)


def channel_bytes(size: tuple[int, int]) -> int:
    """Bytes of shared memory for frames of that width and height."""
    return _HEADER_BYTES + _area_bytes(size) * (SLOTS + len(PixelLayout))


class _Areas:
    """Where things lie."""

    def __init__(self, block: SharedBlock, size: tuple[int, int]) -> None:
        self.size = size
        self.words: npt.NDArray[np.uint64] = np.frombuffer(
            block.buffer, np.uint64, _HEADER_BYTES // _WORD_BYTES
        )
        area = _area_bytes(size)
        areas = [
            np.frombuffer(block.buffer, np.uint8, area, _HEADER_BYTES + area * index)
            for index in range(SLOTS + len(PixelLayout))
        ]
        self.slots: Sequence[Pixels] = areas[:SLOTS]
        self.placeholders = dict(zip(PixelLayout, areas[SLOTS:], strict=True))

    @property
    def ring_words(self) -> npt.NDArray[np.uint64]:
        return self.words[_RING : _RING + RING_WORDS]

    def picture(self, area: Pixels, layout: PixelLayout) -> Pixels:
        """The bytes of an area as a picture."""
        return area[: byte_count(layout, self.size)].reshape(array_shape(layout, self.size))


class ParentChannel:
    """The sink's side.

    Args:
        size: Width and height of frames, pixels, both even.
        placeholder: What is shown when there are none, H x W x 3 uint8 RGB.

    Raises:
        OSError: There is not enough memory.
    """

    def __init__(self, size: tuple[int, int], placeholder: Pixels) -> None:
        self.block = SharedBlock.create(channel_bytes(size))
        self._areas = areas = _Areas(self.block, size)
        self._writer = RingWriter(areas.ring_words, areas.slots)
        self._beats = 0
        for layout, area in areas.placeholders.items():
            convert(placeholder, layout, areas.picture(area, layout))

    def send(self, image: Pixels, layout: PixelLayout) -> None:
        """Hands over a frame, H x W x 3 uint8 RGB, of the channel's size."""

        def fill(slot: Pixels) -> None:
            convert(image, layout, self._areas.picture(slot, layout))

        self._writer.write(fill, layout.value, time.perf_counter_ns())

    def beat(self) -> None:
        """Says that the parent lives."""
        self._beats += 1
        self._areas.words[_PARENT_BEAT] = self._beats & _BEAT_MASK

    def child_beat(self, generation: int) -> int:
        """The heartbeat of that child, 0 as long as it has none; changes while it lives."""
        word = int(self._areas.words[_CHILD_BEAT])
        return word & _BEAT_MASK if word >> _GENERATION_SHIFT == generation else 0

    def close(self) -> None:
        """Lets the memory go."""
        del self._areas, self._writer
        self.block.close()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A new frame.

    Attributes:
        pixels: The frame; stays as it is until the next but one is received.
        time: When it was handed over, seconds of ``time.perf_counter``.
    """

    pixels: Pixels
    time: float


class ChildChannel:
    """The side of the camera's process.

    Args:
        block: The parent's memory.
        size: Width and height of frames, pixels.
        layout: What the camera takes; frames in other layouts are passed over.
        generation: Tells this child from those before it.
    """

    def __init__(
        self, block: SharedBlock, size: tuple[int, int], layout: PixelLayout, generation: int
    ) -> None:
        self._block = block
        self._areas = areas = _Areas(block, size)
        self._reader = RingReader(areas.ring_words, areas.slots)
        self._layout, self._generation = layout, generation
        self._shown, self._spare = (np.empty(array_shape(layout, size), np.uint8) for _ in range(2))
        self._beats = 0
        self.placeholder = areas.picture(areas.placeholders[layout], layout).copy()

    @property
    def parent_beat(self) -> int:
        """Changes while the parent lives."""
        return int(self._areas.words[_PARENT_BEAT])

    def beat(self) -> None:
        """Says that this child lives."""
        self._beats = self._beats % _BEAT_MASK + 1
        self._areas.words[_CHILD_BEAT] = self._generation << _GENERATION_SHIFT | self._beats

    def receive(self) -> Arrived | None:
        """The newest frame, None if there is none since the last one."""
        taken = self._reader.take(self._copy)
        if taken is None or taken.tag != self._layout.value:
            return None
        self._shown, self._spare = self._spare, self._shown
        return Arrived(self._shown, taken.time_ns * 1e-9)

    def _copy(self, slot: Pixels) -> None:
        np.copyto(self._spare, self._areas.picture(slot, self._layout))
