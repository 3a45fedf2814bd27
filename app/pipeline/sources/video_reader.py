"""Every frame of a video file, upright, in order, with its time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.stream import Disposition
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from app.pipeline.scaling import READING
from app.pipeline.sources.container import open_container, unreadable
from app.pipeline.sources.kept_frames import KeptFrames
from app.pipeline.sources.orientation import orientation_of
from app.pipeline.types import Frame, RGBImage

MAX_PIXELS = 40_000_000
"""Frames larger than this are refused before anything is decoded."""

MAX_FRAME_BYTES = 27_000_000
"""Of a decoded frame where others refer to it: room for 4K in 10 bits. How many are kept is watched."""

MAX_H264_FRAME_BYTES = 16_000_000
"""The same for H.264, whose decoder holds more of them than newer ones: 4K in 8 bits, as it is used."""

_THREADED_BYTES = 40_000_000
"""Each thread of a decoder holds a frame; so much of them together."""

_MOST_THREADS = 16
_DEFAULT_RATE = Fraction(25)
_RATES = (Fraction(1, 60), Fraction(1000))
_LONGEST_GAP_S = 60.0
"""Between two frames; a longer one is a broken timestamp, and nobody wants to wait for it."""

_ASPECTS = (Fraction(1, 8), Fraction(8))
_MAX_BROKEN_READS = 100


class VideoReader:
    """Reads a video once, from beginning to end, as fast as it is asked.

    Damaged packets are skipped and counted. The first frame is decoded at once, so a video that
    opens has at least one. What the file says of times is believed as far as it can be true.

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
        SourceError: Missing, unreadable, not a video, without frames, or of too large ones.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.skipped = 0
        self._kept = KeptFrames()
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
        self.frame_estimate = max(self._stream.frames, 0) or round((self.duration or 0.0) * self.rate)
        self.has_audio = bool(self._container.streams.audio)

    def __iter__(self) -> Iterator[Frame]:
        """Yields the frames with ``media_time`` from 0 on, never back; ``captured_at`` is the media time too.

        Raises:
            SourceError: A frame is not what the file's beginning promised.
        """
        previous, start, index = 0.0, None, 0
        while (decoded := self._next_decoded()) is not None:
            usual = previous + (float(1 / self.rate) if index else 0.0)
            if start is None:
                start = decoded.time or 0.0
            since = usual if decoded.time is None else decoded.time - start
            if not since - previous <= _LONGEST_GAP_S:
                start += since - usual
                since = usual
            previous = max(since, previous)
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
                frames = packet.decode()
            except av.FFmpegError:
                self.skipped += 1
                continue
            self._kept.sent()
            for frame in frames:
                size = self._checked_bytes(frame.format, frame.width, frame.height)
                self._kept.given(frame.planes[0].buffer_ptr, size)
                yield frame
            self._check_kept()

    def _check_kept(self) -> None:
        if not self._stream.codec_context.codec.intra_only and self._kept.too_much:
            raise unreadable(
                self.path,
                "it makes the decoder keep too many large frames",
                "Convert it to H.264, or scale it down",
            )

    def _to_rgb(self, decoded: VideoFrame) -> RGBImage:
        # A stream may change its size on the way; the session was told one size.
        width, height = self._coded_size
        try:
            rgb = self._reformatter.reformat(
                decoded, width=width, height=height, format="rgb24", interpolation=READING
            )
            image = rgb.to_ndarray()
        except (av.FFmpegError, ValueError, MemoryError) as error:
            raise unreadable(self.path, "its frames are of a kind that cannot be shown") from error
        return self._orientation.apply(np.asarray(image, dtype=np.uint8))

    def _check_size(self) -> None:
        """Judges the size the header promises, before a frame is decoded; frames are looked at again."""
        context = self._stream.codec_context
        most = self._checked_bytes(context.format, self._stream.width, self._stream.height)
        context.thread_count = max(1, min(_MOST_THREADS, _THREADED_BYTES // max(most, 1), _processors()))

    def _checked_bytes(self, form: VideoFormat | None, width: int, height: int) -> int:
        """The bytes of a frame, which is refused if they are too many."""
        size = f"{width} x {height} pixels"
        if width * height > MAX_PIXELS:
            why = f"{size} are more than the limit of 40 megapixels"
            raise unreadable(self.path, why, "Scale it down")
        codec = self._stream.codec_context.codec
        most = MAX_H264_FRAME_BYTES if codec.name == "h264" else MAX_FRAME_BYTES
        taken = frame_bytes(form, width, height)
        if not codec.intra_only and taken > most:
            raise unreadable(
                self.path, f"{size} of this kind take too much memory", "Scale it down to 4K or less"
            )
        return taken


def frame_bytes(form: VideoFormat | None, width: int, height: int) -> int:
    """Bytes of a decoded frame; of a kind that is not known yet, of the usual one."""
    if form is None:
        return width * height * 3 // 2
    bits = sum(
        -(-part.bits // 8) * 8 * (part.width * part.height if part.width else width * height)
        for part in VideoFormat(form.name, width, height).components
    )
    return bits // 8


def _processors() -> int:
    return os.cpu_count() or 1


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
    if not _ASPECTS[0] <= aspect <= _ASPECTS[1]:
        aspect = Fraction(1)
    # Almost square comes from a tool that rounded a crop: resampling would only blur.
    width = frame.width if 0.9 < aspect < 1.1 else max(round(frame.width * aspect), 1)
    return (width, frame.height) if width * frame.height <= MAX_PIXELS else (frame.width, frame.height)


def _rate(stream: VideoStream) -> Fraction:
    for rate in (stream.average_rate, stream.guessed_rate):
        if rate and _RATES[0] <= rate <= _RATES[1]:
            return Fraction(rate)
    return _DEFAULT_RATE


def _duration(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration and stream.duration > 0 and stream.time_base:
        return float(stream.duration * stream.time_base)
    length = container.duration or 0
    return length / av.time_base if length > 0 else None
