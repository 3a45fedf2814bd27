"""Animated webp."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

from app.pipeline.sinks.timing import FrameTicks
from app.pipeline.sinks.video_file import add_video_stream
from app.pipeline.types import RGBImage

_TICK = Fraction(1, 1000)
_OPTIONS = {"quality": "88", "compression_level": "3"}


class WebpEncoder:
    """Writes a lossy animated webp that repeats for ever.

    Args:
        path: The file to write.
        size: Width and height, pixels.
        rate: Nominal frames per second.
    """

    def __init__(self, path: Path, size: tuple[int, int], rate: Fraction) -> None:
        self._ticks = FrameTicks(rate, _TICK)
        self._container = av.open(str(path), "w", format="webp", options={"loop": "0"})
        self._stream = add_video_stream(self._container, "libwebp_anim", rate, dict(_OPTIONS))
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = "bgra"
        self._stream.codec_context.time_base = _TICK

    def write(self, image: RGBImage, media_time: float | None) -> None:
        """Encodes a frame, H x W x 3 uint8 RGB."""
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(image), "rgb24").reformat(format="bgra")
        frame.pts = self._ticks.next(media_time)
        frame.time_base = _TICK
        frame.duration = self._ticks.step
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Puts the animation together."""
        self._container.mux(self._stream.encode(None))

    def release(self) -> None:
        """Closes the file."""
        self._container.close()
