"""Files of any kind by their ending, whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from app.errors import SinkError
from app.pipeline.provenance.marking import mark_file, video_tags
from app.pipeline.provenance.source_type import SourceType
from app.pipeline.sinks.codecs import is_available, video_codec
from app.pipeline.sinks.encoder import Encoder
from app.pipeline.sinks.file_watch import WatchedEncoder
from app.pipeline.sinks.gif import GifEncoder
from app.pipeline.sinks.image import ImageEncoder
from app.pipeline.sinks.sound import open_sound
from app.pipeline.sinks.target import TargetFile, write_error
from app.pipeline.sinks.timing import exact_rate
from app.pipeline.sinks.video_file import VideoEncoder
from app.pipeline.sinks.webp import WebpEncoder
from app.pipeline.types import RGBImage

VIDEO_ENDINGS = frozenset({".mp4", ".webm"})
IMAGE_ENDINGS = frozenset({".png", ".jpg", ".jpeg"})
ENDINGS = VIDEO_ENDINGS | IMAGE_ENDINGS | {".gif", ".webp"}
"""What ``open_recorder`` can write."""


class Recorder:
    """A sink that writes a file.

    ``close`` puts the finished file in its place, ``discard`` drops it. As a context manager it
    closes, or discards when an exception passes. Without a single frame there is no file.

    Args:
        target: Where it is written; in place means that what a failure left is kept.
        size: Width and height of the pictures, pixels.
        start: Makes the encoder, at the first frame.
        source_type: What the finished file says that it is, None for nothing.
        cleanup: Called once at the end, whether or not there was a frame.
    """

    def __init__(
        self,
        target: TargetFile,
        size: tuple[int, int],
        start: Callable[[Path], Encoder],
        source_type: SourceType | None = None,
        cleanup: Callable[[], None] | None = None,
    ) -> None:
        self.name = f"file {target.path.name}"
        self._target = target
        self._size = size
        self._start = start
        self._source_type = source_type
        self._cleanup = cleanup
        self._encoder: Encoder | None = None
        self._started = False
        self._failed: SinkError | None = None
        self._closed = False

    def send(self, image: RGBImage) -> None:
        """Adds a frame one nominal frame after the last; as ``write``."""
        self.write(image)

    def write(self, image: RGBImage, media_time: float | None = None) -> None:
        """Adds a frame.

        Args:
            image: H x W x 3 uint8 RGB of the recorder's size.
            media_time: Seconds from the start of the video; None for one nominal frame after
                the last.

        Raises:
            SinkError: It cannot be written, or the recorder is closed, or the size is another.
        """
        self._check(image)
        try:
            if self._encoder is None:
                self._started = True
                self._encoder = self._start(self._target.writing)
            self._encoder.write(image, media_time)
        except (av.FFmpegError, OSError) as error:
            self._failed = write_error(self._target.path, error)
            raise self._failed from error

    def close(self) -> None:
        """Finishes the file.

        Raises:
            SinkError: Its end could not be written.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self._finish()
            self._mark()
        except (av.FFmpegError, OSError) as error:
            self._failed = write_error(self._target.path, error)
            raise self._failed from error
        finally:
            self._settle()

    def discard(self) -> None:
        """Drops what was written and closes."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(av.FFmpegError, OSError):
            self._release()
        if self._started:
            self._target.discard()

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def _check(self, image: RGBImage) -> None:
        what = f"cannot write '{self._target.path}'"
        if self._failed is not None:
            raise self._failed
        if self._closed:
            raise SinkError(what, "it is finished already")
        width, height = self._size
        if image.shape != (height, width, 3) or image.dtype != np.uint8:
            raise SinkError(what, f"a picture of shape {image.shape} does not fit into {width} x {height}")

    def _finish(self) -> None:
        try:
            if self._encoder is not None and self._failed is None:
                self._encoder.finish()
        finally:
            self._release()

    def _release(self) -> None:
        try:
            if self._encoder is not None:
                self._encoder.release()
        finally:
            if self._cleanup is not None:
                self._cleanup()

    def _mark(self) -> None:
        if self._source_type is not None and self._started and self._failed is None:
            mark_file(self._target.writing, self._source_type)

    def _settle(self) -> None:
        if not self._started:
            return
        if self._failed is None:
            self._target.keep()
        elif not self._target.in_place:
            self._target.discard()


def open_recorder(
    path: Path,
    size: tuple[int, int],
    fps: float | Fraction,
    *,
    live: bool = False,
    audio_from: Path | None = None,
    source_type: SourceType | None = SourceType.GENERATED,
) -> Recorder:
    """Opens a file for writing; its ending says what kind.

    mp4 and webm can carry sound and store even sizes only (an odd width or height gets its last
    column or row twice); gif, webp, png and jpg keep the exact size and have no sound; png and
    jpg keep the first frame.

    Args:
        path: The file; one that is there is replaced, when the new one is finished.
        size: Width and height of the pictures, pixels.
        fps: Nominal frames per second.
        live: Encode cheaply, and write an mp4 or webm straight into ``path``, so that it can be
            played even if the program crashes.
        audio_from: File whose sound is added, cut to the pictures' length; it may have none.
        source_type: What the file's metadata says that it is, None for nothing; it carries no other.

    Raises:
        SinkError: The ending is unknown, or the file cannot be written.
        SourceError: ``audio_from`` cannot be read.
    """
    ending = path.suffix.lower()
    rate = exact_rate(fps)
    if ending in VIDEO_ENDINGS:
        return _open_video(path, size, rate, live, audio_from, source_type)
    if ending == ".gif":
        return Recorder(TargetFile(path), size, lambda file: GifEncoder(file, size, rate), source_type)
    if ending == ".webp":
        return Recorder(TargetFile(path), size, lambda file: WebpEncoder(file, size, rate), source_type)
    if ending in IMAGE_ENDINGS:
        return Recorder(TargetFile(path), size, ImageEncoder, source_type)
    known = ", ".join(sorted(ENDINGS))
    raise SinkError(f"cannot write '{path}'", f"the ending '{ending}' is unknown", f"Choose one of {known}")


def _open_video(
    path: Path,
    size: tuple[int, int],
    rate: Fraction,
    live: bool,
    audio_from: Path | None,
    source_type: SourceType | None,
) -> Recorder:
    codec = video_codec(path.suffix.lower(), live=live)
    if not is_available(codec.name):
        raise SinkError(
            f"cannot write '{path}'", f"the encoder {codec.name} is missing", "Install PyAV's wheel"
        )
    target = TargetFile(path, in_place=live)
    sound = open_sound(audio_from) if audio_from is not None else None

    def start(file: Path) -> Encoder:
        encoder = VideoEncoder(file, size, rate, codec, sound, video_tags(source_type))
        return WatchedEncoder(encoder, file) if live else encoder

    return Recorder(
        target,
        size,
        start,
        source_type,
        cleanup=sound.close if sound is not None else None,
    )
