"""Small video files, made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from app.pipeline.sources.fake import draw_pattern
from app.pipeline.types import RGBImage

SIZE = (64, 48)
TICK = Fraction(1, 90_000)
SIX_FRAMES = tuple(index / 30 for index in range(6))


def patterns(count: int, size: tuple[int, int] = SIZE) -> list[RGBImage]:
    return [draw_pattern(size, index) for index in range(count)]


def make_video(
    path: Path,
    *,
    times: Sequence[float] = SIX_FRAMES,
    size: tuple[int, int] = SIZE,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    rotation: int | None = None,
    sound: str | None = None,
    sound_s: float = 2.0,
) -> Path:
    """Writes the numbered test pattern at the given times, and a beep if a sound codec is given."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=30)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = size
        stream.pix_fmt = pix_fmt
        stream.codec_context.time_base = TICK
        if rotation is not None:
            stream.set_display_rotation(rotation)
        voice = container.add_stream(sound, rate=48_000) if sound else None
        for time, image in zip(times, patterns(len(times), size), strict=True):
            frame = av.VideoFrame.from_ndarray(image, "rgb24")
            frame.pts, frame.time_base = round(time / TICK), TICK
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if voice is not None:
            assert isinstance(voice, AudioStream)
            _add_beep(container, voice, sound_s)
    return path


def _add_beep(container: av.container.OutputContainer, voice: AudioStream, seconds: float) -> None:
    wave = (0.5 * np.sin(2 * np.pi * 440 * np.arange(int(48_000 * seconds)) / 48_000)).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), "fltp", "stereo")
    frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
    resampler = AudioResampler(voice.format, "stereo", 48_000, voice.codec_context.frame_size or 1024)
    for piece in [*resampler.resample(frame), *resampler.resample(None)]:
        container.mux(voice.encode(piece))
    container.mux(voice.encode(None))
