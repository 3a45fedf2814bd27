from __future__ import annotations

import io
import warnings
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from app.config import StickerFormat
from app.pipeline.provenance.marking import marked
from app.pipeline.provenance.reading import source_type_of
from app.pipeline.provenance.source_type import SourceType
from app.pipeline.sinks.recorder import ENDINGS, open_recorder
from app.pipeline.sources.fake import read_counter
from app.pipeline.sources.video import VideoReader
from app.pipeline.stickers.encoding import WEBP_BYTES, encode_animation, encode_still
from app.pipeline.stickers.outline import RGBAImage
from app.pipeline.stickers.sheet import contact_sheet
from tests.unit.pipeline.media import SIZE, patterns
from tests.unit.pipeline.provenance.containers import source_types

VIDEOS = (".mp4", ".webm")
PACKETS = sorted(ENDINGS - {".webm"})
URI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def record(
    path: Path, mark: SourceType | None = SourceType.GENERATED, *, live: bool = False, frames: int = 6
) -> Path:
    with open_recorder(path, SIZE, 30, live=live, source_type=mark) as recorder:
        for image in patterns(frames):
            recorder.write(image)
    return path


def comments(path: Path) -> dict[str, str]:
    with av.open(str(path)) as container:
        return {name.lower(): value for name, value in container.metadata.items()}


@pytest.mark.parametrize("ending", PACKETS)
def test_every_kind_of_file_says_what_it_is(tmp_path: Path, ending: str) -> None:
    assert source_types(record(tmp_path / f"out{ending}").read_bytes()) == [URI]


def test_marking_is_what_happens_when_nobody_says_anything(tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    with open_recorder(path, SIZE, 30) as recorder:
        recorder.write(patterns(1)[0])
    assert source_types(path.read_bytes()) == [URI]


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("ending", VIDEOS)
def test_a_video_says_it_in_its_comment(tmp_path: Path, ending: str, live: bool) -> None:
    said = comments(record(tmp_path / f"out{ending}", live=live))["comment"]
    assert URI in said
    assert "Synthetic" in said


def test_a_recording_that_was_cut_off_says_it(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    recorder = open_recorder(path, SIZE, 30, live=True)
    for image in patterns(70):
        recorder.write(image)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(path.read_bytes())
    recorder.close()
    assert URI in comments(cut)["comment"]
    assert source_type_of(cut) is SourceType.GENERATED


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_the_mark_is_found_again(tmp_path: Path, ending: str) -> None:
    for mark in SourceType:
        assert source_type_of(record(tmp_path / f"{mark.name}{ending}", mark)) is mark


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_without_a_mark_nothing_is_said(tmp_path: Path, ending: str) -> None:
    path = record(tmp_path / f"out{ending}", None)
    assert source_type_of(path) is None
    if ending in PACKETS:
        assert source_types(path.read_bytes()) == []
    if ending in VIDEOS:
        assert "comment" not in comments(path)


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("ending", [".gif", *VIDEOS])
def test_pictures_are_as_without_a_mark(tmp_path: Path, ending: str, live: bool) -> None:
    path = record(tmp_path / f"out{ending}", live=live)
    with VideoReader(path) as reader:
        assert [read_counter(frame.image) for frame in reader] == list(range(6))


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp", ".gif"])
def test_pillow_sees_the_same_pictures(tmp_path: Path, ending: str) -> None:
    plain, said = record(tmp_path / f"a{ending}", None), record(tmp_path / f"b{ending}")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Image.open(plain) as one, Image.open(said) as other:
            frames = getattr(one, "n_frames", 1)
            assert getattr(other, "n_frames", 1) == frames
            for index in range(frames):
                one.seek(index)
                other.seek(index)
                assert (np.asarray(one.convert("RGBA")) == np.asarray(other.convert("RGBA"))).all()
                assert one.info.get("duration") == other.info.get("duration")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("lossless", [False, True])
@pytest.mark.parametrize("size", [(64, 48), (1, 1), (301, 17)])
def test_a_plain_webp_gets_the_header_it_needs(mode: str, lossless: bool, size: tuple[int, int]) -> None:
    colour = (200, 30, 90, 128)[: len(mode)]
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, "WEBP", lossless=lossless, exact=True)
    plain = file.getvalue()
    said = marked(plain, SourceType.GENERATED)
    assert source_types(said) == [URI]
    with Image.open(io.BytesIO(plain)) as one, Image.open(io.BytesIO(said)) as other:
        assert (one.size, one.mode) == (other.size, other.mode)
        assert (np.asarray(one) == np.asarray(other)).all()


@pytest.mark.parametrize("kind", ["WEBP", "GIF"])
def test_what_is_no_whole_file_is_refused(kind: str) -> None:
    start = {"WEBP": b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0", "GIF": b"GIF89a"}[kind]
    with pytest.raises(ValueError, match="without"):
        marked(start, SourceType.GENERATED)


def _sticker_frames(noise: int = 0) -> list[RGBAImage]:
    random = np.random.default_rng(0)
    frame = np.full((96, 96, 4), 128, np.uint8)
    frame[..., 3] = 255
    frame[:20, :, 3] = 0
    return [frame + random.integers(0, noise + 1, frame.shape, np.uint8) // 2 * 2 for _ in range(3)]


@pytest.mark.parametrize("kind", [StickerFormat.WEBP, StickerFormat.GIF, StickerFormat.APNG])
def test_stickers_say_it(kind: StickerFormat) -> None:
    frames = _sticker_frames(20)
    assert source_types(encode_animation(frames, 70, kind).data) == [URI]
    assert source_types(encode_animation(frames, 70, kind, source_type=None).data) == []


def test_the_mark_counts_within_a_messengers_limit() -> None:
    frames = _sticker_frames(60)
    loose = encode_animation(frames, 70, StickerFormat.WEBP).data
    fitted = encode_animation(frames, 70, StickerFormat.WEBP, limit=len(loose) - 1).data
    assert len(fitted) < len(loose) <= WEBP_BYTES
    assert source_types(fitted) == [URI]


def test_stills_and_sheets_say_it() -> None:
    frame = _sticker_frames()[0]
    assert source_types(encode_still(frame).data) == [URI]
    assert source_types(contact_sheet([frame], ["smile"])) == [URI]
    assert source_types(contact_sheet([frame], ["smile"], None)) == []
