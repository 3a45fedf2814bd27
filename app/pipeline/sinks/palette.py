"""256 colours for an animation, and its frames in them; FFmpeg's filters do the work."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import av
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

_TICK = Fraction(1, 1000)


class PaletteMaker:
    """Counts colours over many frames and chooses the palette that serves them best.

    Args:
        size: Width and height of the frames, pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        # The graph's parts do not keep it alive.
        self._graph = graph = Graph()
        self._pictures = _picture_buffer(graph, size)
        generate = graph.add("palettegen", "stats_mode=full:reserve_transparent=0")
        self._palette = graph.add("buffersink")
        self._pictures.link_to(generate)
        generate.link_to(self._palette)
        graph.configure(auto_buffer=False)

    def add(self, frame: VideoFrame) -> None:
        """Counts the colours of an rgb24 frame."""
        self._pictures.push(frame)

    def finish(self) -> VideoFrame:
        """The palette as a picture of 16 x 16 colours."""
        self._pictures.push(None)
        return next(_pulled(self._palette))


def reduce_colours(
    frames: Iterator[VideoFrame], palette: VideoFrame, size: tuple[int, int]
) -> Iterator[VideoFrame]:
    """Dithers frames to the palette.

    Args:
        frames: rgb24 frames with rising timestamps.
        palette: From ``PaletteMaker``.
        size: Width and height of the frames, pixels.

    Yields:
        As many frames with palette (pal8), in order.
    """
    graph = Graph()
    pictures = _picture_buffer(graph, size)
    colours = _picture_buffer(graph, (palette.width, palette.height), palette.format)
    reduce = graph.add("paletteuse", "dither=sierra2_4a:diff_mode=rectangle")
    reduced = graph.add("buffersink")
    pictures.link_to(reduce, 0, 0)
    colours.link_to(reduce, 0, 1)
    reduce.link_to(reduced)
    graph.configure(auto_buffer=False)
    palette.pts, palette.time_base = 0, _TICK
    colours.push(palette)
    colours.push(None)
    for frame in frames:
        pictures.push(frame)
        yield from _pulled(reduced)
    pictures.push(None)
    yield from _pulled(reduced)


def _picture_buffer(graph: Graph, size: tuple[int, int], pixels: VideoFormat | None = None) -> FilterContext:
    width, height = size
    return graph.add_buffer(
        width=width, height=height, format=pixels or VideoFormat("rgb24"), time_base=_TICK
    )


def _pulled(end: FilterContext) -> Iterator[VideoFrame]:
    while True:
        try:
            frame = end.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, VideoFrame):
            yield frame
