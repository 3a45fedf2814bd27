from __future__ import annotations

import struct
from pathlib import Path

import pytest

from app.errors import SourceError
from app.pipeline.sources.sample_counts import MOST_SAMPLES, check_sample_counts
from app.pipeline.sources.video import VideoReader
from tests.fuzz.chunks import Chunk, join_boxes, split_boxes
from tests.unit.pipeline.media import make_video

_FAR_TOO_MANY = 8_000_000


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return make_video(tmp_path / "clip.mp4", sound="aac", sound_s=0.2)


def _with(video: Path, kind: bytes, body: bytes) -> None:
    start, boxes = split_boxes(video.read_bytes())
    changed = [Chunk(one.kind, body if one.kind.endswith(kind) else one.body) for one in boxes]
    assert changed != boxes
    video.write_bytes(join_boxes(start, changed))


@pytest.mark.parametrize("ending", ["mp4", "mov", "webm", "avi", "gif"])
def test_honest_files_pass(tmp_path: Path, ending: str) -> None:
    codec, kind = {"webm": ("libvpx", "yuv420p"), "gif": ("gif", "rgb8")}.get(ending, ("libx264", "yuv420p"))
    check_sample_counts(make_video(tmp_path / f"clip.{ending}", codec=codec, pix_fmt=kind))


def test_a_small_file_of_endless_samples_is_refused(video: Path) -> None:
    _with(video, b"stsz", struct.pack(">III", 0, 1, _FAR_TOO_MANY))
    with pytest.raises(SourceError, match="more frames than a video has"):
        VideoReader(video)


def test_a_small_fragment_of_endless_samples_is_refused(video: Path) -> None:
    run = struct.pack(">I4sII", 16, b"trun", 0, _FAR_TOO_MANY)
    fragment = struct.pack(">I4sI4s", 16 + len(run), b"moof", 8 + len(run), b"traf") + run + bytes(8)
    video.write_bytes(video.read_bytes() + fragment)
    with pytest.raises(SourceError, match="more frames than a video has"):
        VideoReader(video)


def test_a_packed_header_is_refused(video: Path) -> None:
    _with(video, b"stsz", struct.pack(">I4s", 40, b"cmov") + bytes(32))
    with pytest.raises(SourceError, match="packed"):
        VideoReader(video)


def test_sound_without_compression_may_be_long(tmp_path: Path) -> None:
    video = make_video(tmp_path / "clip.mov", sound="pcm_s16le", sound_s=0.2)
    start, boxes = split_boxes(video.read_bytes())
    figures = struct.pack(">III", 0, 4, 10 * MOST_SAMPLES)
    sound = [k for k, one in enumerate(boxes) if one.kind.endswith(b"stsz")][-1]
    boxes[sound] = Chunk(boxes[sound].kind, figures)
    video.write_bytes(join_boxes(start, boxes))
    check_sample_counts(video)
