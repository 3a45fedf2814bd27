"""Short video files of the drawn performer, some with a beep."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from app.pipeline.sources.performer import draw, script_at
from app.pipeline.types import RGBImage

TICK = Fraction(1, 90_000)
SOUND_RATE = 48_000


def performer_frames(times: Sequence[float], size: tuple[int, int], start: float = 3.9) -> list[RGBImage]:
    """What the performer shows ``start`` seconds into the script and later."""
    return [draw(script_at(start + time), size) for time in times]


def write_video(
    path: Path, images: Sequence[RGBImage], times: Sequence[float], *, rate: int = 30, sound: bool = False
) -> Path:
    """An mp4 of the given pictures at the given times, seconds."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate, options={"crf": "12", "preset": "ultrafast"})
        assert isinstance(stream, VideoStream)
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = TICK
        voice = container.add_stream("aac", rate=SOUND_RATE) if sound else None
        for time, image in zip(times, images, strict=True):
            frame = av.VideoFrame.from_ndarray(image, "rgb24")
            frame.pts, frame.time_base = round(time / TICK), TICK
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if voice is not None:
            assert isinstance(voice, AudioStream)
            _beep(container, voice, times[-1] + 1 / rate)
    return path


def _beep(container: av.container.OutputContainer, voice: AudioStream, seconds: float) -> None:
    time = np.arange(int(SOUND_RATE * seconds)) / SOUND_RATE
    wave = (0.3 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    for start in range(0, len(wave), 1024):
        frame = av.AudioFrame.from_ndarray(wave[None, start : start + 1024], "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, start, Fraction(1, SOUND_RATE)
        container.mux(voice.encode(frame))
    container.mux(voice.encode(None))
