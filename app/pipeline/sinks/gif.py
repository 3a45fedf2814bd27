"""Animated gif with one good palette."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

from app.pipeline.sinks.palette import PaletteMaker, reduce_colours
from app.pipeline.sinks.timing import FrameTicks
from app.pipeline.sinks.video_file import add_video_stream
from app.pipeline.types import RGBImage

_TICK = Fraction(1, 100)
_SPOOL_TICK = Fraction(1, 1000)
# Browsers slow frames down that are shorter than this.
_SHORTEST_FRAME = 2


class GifEncoder:
    """Writes a gif that repeats for ever.

    One palette for the whole animation keeps a still background still, but it is known only at
    the end: until then the frames wait, compressed without loss, in a file beside the target.

    Args:
        path: The file to write.
        size: Width and height, pixels.
        rate: Nominal frames per second; a gif can show 50 at most.
    """

    def __init__(self, path: Path, size: tuple[int, int], rate: Fraction) -> None:
        self._path = path
        self._size = size
        self._rate = rate
        self._ticks = FrameTicks(rate, _TICK, shortest=_SHORTEST_FRAME)
        self._times: list[int] = []
        self._spool_path = path.with_name(f"{path.name}.frames.mkv")
        self._spool = av.open(str(self._spool_path), "w")
        lossless = {"qp": "0", "preset": "ultrafast"}
        self._spooled = add_video_stream(self._spool, "libx264rgb", rate, lossless)
        self._spooled.width, self._spooled.height = size
        self._spooled.pix_fmt = "rgb24"
        self._spooled.codec_context.time_base = _SPOOL_TICK
        self._palette = PaletteMaker(size)

    def write(self, image: RGBImage, media_time: float | None) -> None:
        """Keeps a frame, H x W x 3 uint8 RGB, and counts its colours."""
        self._times.append(self._ticks.next(media_time))
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(image), "rgb24")
        frame.pts = len(self._times) - 1
        frame.time_base = _SPOOL_TICK
        self._palette.add(frame)
        self._spool.mux(self._spooled.encode(frame))

    def finish(self) -> None:
        """Chooses the palette and writes the gif."""
        self._spool.mux(self._spooled.encode(None))
        self._spool.close()
        frames = reduce_colours(self._waiting(), self._palette.finish(), self._size)
        last_delay = round(self._ticks.end / _TICK) - self._times[-1]
        with av.open(
            str(self._path), "w", format="gif", options={"final_delay": str(last_delay)}
        ) as container:
            stream = add_video_stream(container, "gif", self._rate, {})
            stream.width, stream.height = self._size
            stream.pix_fmt = "pal8"
            stream.codec_context.time_base = _TICK
            for frame, time in zip(frames, self._times, strict=True):
                frame.pts, frame.time_base = time, _TICK
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))

    def release(self) -> None:
        """Removes the waiting frames."""
        self._spool.close()
        self._spool_path.unlink(missing_ok=True)

    def _waiting(self) -> Iterator[VideoFrame]:
        with av.open(str(self._spool_path)) as spool:
            for index, frame in enumerate(spool.decode(video=0)):
                frame_rgb = frame.reformat(format="rgb24")
                frame_rgb.pts, frame_rgb.time_base = index, _SPOOL_TICK
                yield frame_rgb
