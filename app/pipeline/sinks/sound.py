"""The driving video's sound, carried into the result."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet

from app.pipeline.sinks.codecs import VideoCodec
from app.pipeline.sources.container import open_container

# Encoders put a little silence before the beginning; a player drops it if it is kept.
_PRIMING_S = 0.1
_ENCODED_RATE = 48_000


class SoundTrack:
    """Feeds sound into a file in step with its pictures; ends with them.

    Packets are copied where the container takes their codec and encoded anew where not. Damaged
    sound is left out from there on: the pictures matter more.

    Args:
        source: The file with the sound, not yet iterated.
        output: The file to add to, before its first packet.
        codec: Says what the container takes.

    Attributes:
        damaged: Whether sound was left out because it could not be read.
    """

    def __init__(self, source: InputContainer, output: OutputContainer, codec: VideoCodec) -> None:
        self._source = source
        self._input: AudioStream = source.streams.audio[0]
        self._output = output
        self.damaged = False
        self._start = _video_start(source)
        if self._input.codec_context.name in codec.copied_sound:
            self._stream: AudioStream = output.add_stream_from_template(self._input)
            self._packets = self._copied()
        else:
            self._stream = _add_encoder(output, codec.sound_encoder)
            self._packets = self._encoded()
        self._waiting: Packet[AudioStream] | None = None

    def advance(self, until: float) -> None:
        """Writes all sound that begins before ``until``, seconds from the first picture."""
        while (packet := self._peek()) is not None and _begin(packet) < until:
            self._waiting = None
            self._output.mux_one(packet)

    def close(self) -> None:
        """Lets the source go."""
        self._source.close()

    def _peek(self) -> Packet[AudioStream] | None:
        if self._waiting is None and not self.damaged:
            try:
                self._waiting = next(self._packets, None)
            except (av.FFmpegError, OSError):
                self.damaged = True
        return self._waiting

    def _copied(self) -> Iterator[Packet[AudioStream]]:
        for packet in self._source.demux(self._input):
            if packet.pts is None or packet.size == 0:
                continue
            shift = round(self._start / packet.time_base)
            packet.pts -= shift
            packet.dts = packet.pts
            if _begin(packet) >= -_PRIMING_S:
                packet.stream = self._stream
                yield packet

    def _encoded(self) -> Iterator[Packet[AudioStream]]:
        resampler = AudioResampler(self._stream.format, "stereo", _ENCODED_RATE)
        for frame in self._decoded():
            for piece in resampler.resample(frame):
                yield from self._stream.encode(self._stamped(piece))
        for piece in resampler.resample(None):
            yield from self._stream.encode(self._stamped(piece))
        yield from self._stream.encode(None)

    def _decoded(self) -> Iterator[AudioFrame]:
        for packet in self._source.demux(self._input):
            with contextlib.suppress(av.InvalidDataError):
                for frame in packet.decode():
                    if frame.time is None or frame.time >= self._start - _PRIMING_S:
                        yield frame

    def _stamped(self, frame: AudioFrame) -> AudioFrame:
        if frame.pts is not None and frame.time_base is not None:
            frame.pts -= round(self._start / frame.time_base)
        return frame


def open_sound(path: Path) -> InputContainer | None:
    """Opens a file for its sound; None if it has none.

    Raises:
        SourceError: The file cannot be opened.
    """
    container = open_container(path)
    if container.streams.audio:
        return container
    container.close()
    return None


def _add_encoder(output: OutputContainer, encoder: str) -> AudioStream:
    stream = output.add_stream(encoder, rate=_ENCODED_RATE)
    if not isinstance(stream, AudioStream):
        raise OSError(f"{encoder} does not encode sound")
    stream.codec_context.layout = "stereo"
    return stream


def _video_start(container: InputContainer) -> Fraction:
    for stream in container.streams.video:
        if stream.start_time is not None and stream.time_base is not None:
            return stream.start_time * stream.time_base
    return Fraction(0)


def _begin(packet: Packet[AudioStream]) -> float:
    return float((packet.pts or 0) * packet.time_base)
