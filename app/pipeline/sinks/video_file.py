"""Pictures, and sound if wanted, in an mp4 or webm file."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer, OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import (
    ColorPrimaries,
    ColorRange,
    Colorspace,
    ColorTrc,
    VideoReformatter,
)
from av.video.stream import VideoStream

from app.pipeline.scaling import WRITING
from app.pipeline.sinks.codecs import VideoCodec
from app.pipeline.sinks.sound import SoundTrack
from app.pipeline.sinks.timing import FrameTicks
from app.pipeline.types import RGBImage

_UNTAGGED: Mapping[str, str] = {}


class VideoEncoder:
    """Writes what every common player shows.

    Colours are stored as BT.601, limited range, and tagged so: OpenCV assumes it whatever the
    tags say, everybody else reads the tags. These codecs store even sizes only: an odd width or
    height gets its last column or row twice.

    Args:
        path: The file to write, with the ending of its container.
        size: Width and height of the pictures, pixels.
        rate: Nominal frames per second.
        codec: How to store pictures and sound.
        sound: Opened file whose first sound track is added; stays the caller's to close.
        tags: Metadata of the file, written at its beginning.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        rate: Fraction,
        codec: VideoCodec,
        sound: InputContainer | None = None,
        tags: Mapping[str, str] = _UNTAGGED,
    ) -> None:
        self._ticks = FrameTicks(rate)
        self._reformatter = VideoReformatter()
        self._container = av.open(str(path), "w", options=dict(codec.container_options))
        self._container.metadata.update(tags)
        try:
            self._stream = self._add_pictures(size, rate, codec)
            self._sound = SoundTrack(sound, self._container, codec) if sound is not None else None
        except BaseException:
            self._container.close()
            raise

    def write(self, image: RGBImage, media_time: float | None) -> None:
        """Encodes a frame, H x W x 3 uint8 RGB, and the sound before it."""
        frame = self._to_yuv(image)
        frame.pts = self._ticks.next(media_time)
        frame.time_base = self._ticks.time_base
        if self._sound is not None:
            self._sound.advance(float(frame.pts * self._ticks.time_base))
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Writes the frames the encoder holds back, and the rest of the sound."""
        self._container.mux(self._stream.encode(None))
        if self._sound is not None:
            self._sound.advance(self._ticks.end)

    def release(self) -> None:
        """Closes the file with its index."""
        self._container.close()

    def _add_pictures(self, size: tuple[int, int], rate: Fraction, codec: VideoCodec) -> VideoStream:
        stream = add_video_stream(self._container, codec.name, rate, dict(codec.options))
        width, height = size
        stream.width, stream.height = width + width % 2, height + height % 2
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = self._ticks.time_base
        stream.gop_size = max(round(codec.keyframe_every_s * rate), 1)
        stream.color_range = ColorRange.MPEG
        stream.colorspace = Colorspace.ITU601
        stream.color_primaries = ColorPrimaries.BT709
        stream.color_trc = ColorTrc.BT709
        return stream

    def _to_yuv(self, image: RGBImage) -> VideoFrame:
        return self._reformatter.reformat(
            VideoFrame.from_ndarray(_even(image), "rgb24"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU601,
            dst_color_range=ColorRange.MPEG,
            interpolation=WRITING,
        )


def add_video_stream(
    container: OutputContainer, encoder: str, rate: Fraction, options: dict[str, str]
) -> VideoStream:
    """Adds a stream of pictures.

    Raises:
        OSError: The encoder is not one for pictures.
    """
    stream = container.add_stream(encoder, rate=rate, options=options)
    if not isinstance(stream, VideoStream):
        raise OSError(f"{encoder} does not encode pictures")
    return stream


def _even(image: RGBImage) -> RGBImage:
    height, width = image.shape[:2]
    if width % 2 or height % 2:
        return np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    return np.ascontiguousarray(image)
