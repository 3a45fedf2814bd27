"""Driving videos in the containers people have."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from hypothesis import strategies as st

from app.pipeline.sources.video_reader import VideoReader
from tests.fuzz.chunks import join_boxes, rearranged, split_boxes
from tests.fuzz.parser import FindingError, Parser
from tests.unit.pipeline.media import make_video

_MOST_FRAMES = 40
_LATEST_S = 1e7
_TIMES = (0.0, 0.04, 0.08, 0.12)


def seeds() -> list[bytes]:
    """Four frames in each; MP4 also with sound and turned."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = [
            make_video(folder / "plain.mp4", times=_TIMES),
            make_video(folder / "turned.mp4", times=_TIMES, rotation=90, sound="aac", sound_s=0.2),
            make_video(folder / "clip.webm", times=_TIMES, codec="libvpx"),
            make_video(folder / "clip.avi", times=_TIMES, codec="mjpeg", pix_fmt="yuvj420p"),
            make_video(folder / "clip.gif", times=_TIMES, codec="gif", pix_fmt="rgb8"),
            make_video(folder / "clip.mov", times=_TIMES, codec="png", pix_fmt="rgb24"),
        ]
        return [path.read_bytes() for path in made]


def read(data: bytes, folder: Path) -> bool:
    path = folder / "clip.mp4"
    path.write_bytes(data)
    with VideoReader(path) as reader:
        if not 0 < reader.rate <= 1000 or reader.frame_estimate < 0 or (reader.duration or 0) < 0:
            raise FindingError(
                f"{reader.rate} frames a second, {reader.frame_estimate} of them, {reader.duration} s"
            )
        last = 0.0
        for frame in islice(reader, _MOST_FRAMES):
            time = frame.media_time
            if frame.image.shape[:2] != reader.size[::-1]:
                raise FindingError(f"a frame of {frame.image.shape} in a video of {reader.size}")
            if time is None or not math.isfinite(time) or not last <= time < _LATEST_S:
                raise FindingError(f"a frame at {time} s after one at {last} s")
            last = time
    return True


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    boxed = [data for data in files if data[4:8] == b"ftyp"]
    return (rearranged(boxed, split_boxes, join_boxes), rearranged(boxed, split_boxes, join_boxes))


PARSER = Parser("videos", seeds, read, _inputs, share=80, guided=False)
