"""Every frame of a video file, upright, in order, with its time."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from app.pipeline.scaling import READING
from app.pipeline.sources.container import open_container, unreadable
from app.pipeline.sources.orientation import orientation_of
from app.pipeline.types import Frame, RGBImage

MAX_PIXELS = 40_000_000
"""Frames larger than this are refused before anything is decoded."""

_DEFAULT_RATE = Fraction(25)
_HIGHEST_RATE = 1000
_MAX_BROKEN_READS = 100


class VideoReader:
    """Reads a video once, from beginning to end, as fast as it is asked.

    Damaged packets are skipped and counted. The first frame is decoded at once, so a video that
    opens has at least one.

    Args:
        path: The file. Any container FFmpeg knows, also animated GIF and WebP.

    Attributes:
        path: The file.
        size: Width and height of the frames in pixels: upright, with square pixels.
        rate: Average frames per second.
        duration: Seconds, or None if the file does not say.
        frame_estimate: Number of frames the file claims or its length suggests; 0 if unknown.
        has_audio: Whether there is sound.
        skipped: Damaged packets left out so far.

    Raises:
        SourceError: Missing, unreadable, not a video, without frames, or over 40 megapixels.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.skipped = 0
        self._reformatter = VideoReformatter()
        self._container = open_container(path)
        try:
            self._stream = _video_stream(self._container, path)
            self._check_size()
            self._frames = self._decode()
            self._first = next(self._frames, None)
        except BaseException:
            self._container.close()
            raise
        if self._first is None:
            self._container.close()
            raise unreadable(path, "it holds no frame that can be decoded")
        self._orientation = orientation_of(self._first)
        self._coded_size = _square_pixel_size(self._stream, self._first)
        self.size = self._orientation.size(self._coded_size)
        self.rate = _rate(self._stream)
        self.duration = _duration(self._container, self._stream)
        self.frame_estimate = self._stream.frames or round((self.duration or 0.0) * self.rate)
        self.has_audio = bool(self._container.streams.audio)

    def __iter__(self) -> Iterator[Frame]:
        """Yields the frames with ``media_time`` from 0 on; ``captured_at`` is the media time too."""
        start: float | None = None
        previous = 0.0
        index = 0
        while (decoded := self._next_decoded()) is not None:
            time = decoded.time
            if start is None:
                start = time if time is not None else 0.0
            if time is None:
                time = start + previous + (float(1 / self.rate) if index else 0.0)
            previous = max(time - start, 0.0)
            yield Frame(self._to_rgb(decoded), index, captured_at=previous, media_time=previous)
            index += 1

    def close(self) -> None:
        """Lets the file go; may be called twice."""
        self._first = None
        # The generator and this object hold each other, and a decoder's memory with them.
        self._frames = iter(())
        self._container.close()

    def __enter__(self) -> VideoReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next_decoded(self) -> VideoFrame | None:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        return next(self._frames, None)

    def _decode(self) -> Iterator[VideoFrame]:
        packets = self._container.demux(self._stream)
        broken_reads = 0
        while broken_reads < _MAX_BROKEN_READS:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.FFmpegError, OSError):
                broken_reads += 1
                self.skipped += 1
                packets = self._container.demux(self._stream)
                continue
            try:
                yield from packet.decode()
            except av.FFmpegError:
                self.skipped += 1

    def _to_rgb(self, decoded: VideoFrame) -> RGBImage:
        # A stream may change its size on the way; the session was told one size.
        width, height = self._coded_size
        rgb = self._reformatter.reformat(
            decoded, width=width, height=height, format="rgb24", interpolation=READING
        )
        image = rgb.to_ndarray()
        return self._orientation.apply(np.asarray(image, dtype=np.uint8))

    def _check_size(self) -> None:
        width, height = self._stream.width, self._stream.height
        if width * height > MAX_PIXELS:
            raise unreadable(
                self.path,
                f"{width} x {height} pixels are more than the limit of 40 megapixels",
                "Scale it down",
            )


def _video_stream(container: InputContainer, path: Path) -> VideoStream:
    for stream in container.streams.video:
        if Disposition.attached_pic not in stream.disposition and stream.codec_context is not None:
            stream.thread_type = "AUTO"
            # The header may lie about the size: the decoder must not believe it either.
            stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
            return stream
    raise unreadable(path, "it holds no pictures")


def _square_pixel_size(stream: VideoStream, frame: VideoFrame) -> tuple[int, int]:
    aspect = stream.sample_aspect_ratio or Fraction(1)
    # Almost square comes from a tool that rounded a crop: resampling would only blur.
    width = frame.width if 0.9 < aspect < 1.1 else max(round(frame.width * aspect), 1)
    return (width, frame.height) if width * frame.height <= MAX_PIXELS else (frame.width, frame.height)


def _rate(stream: VideoStream) -> Fraction:
    for rate in (stream.average_rate, stream.guessed_rate):
        if rate and 0 < rate <= _HIGHEST_RATE:
            return Fraction(rate)
    return _DEFAULT_RATE


def _duration(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration else None
