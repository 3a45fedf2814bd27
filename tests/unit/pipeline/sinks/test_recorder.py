from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from app.errors import SinkError, SourceError
from app.pipeline.sinks import recorder as recorder_module
from app.pipeline.sinks.recorder import ENDINGS, open_recorder
from app.pipeline.sinks.target import TargetFile
from app.pipeline.sources.fake import read_counter
from app.pipeline.sources.video import VideoReader
from app.pipeline.types import RGBImage
from tests.unit.pipeline.media import SIZE, make_video, patterns

VARIABLE = (0.0, 0.02, 0.1, 0.5, 0.54, 1.2)


def record(path: Path, images: list[RGBImage], *, fps: float | Fraction = 30, live: bool = False) -> Path:
    height, width = images[0].shape[:2]
    with open_recorder(path, (width, height), fps, live=live) as recorder:
        for image in images:
            recorder.send(image)
    return path


def patches(size: tuple[int, int] = (128, 128)) -> tuple[RGBImage, npt.NDArray[np.int64]]:
    """Sixty-four flat colours as 16-pixel tiles, and the colours."""
    colours = np.random.default_rng(5).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    image = colours.repeat(16, 0).repeat(16, 1)[: size[1], : size[0]]
    return image, colours.astype(np.int64)


def read_with_opencv(path: Path) -> list[RGBImage]:
    capture = cv2.VideoCapture(str(path))
    images: list[RGBImage] = []
    while True:
        succeeded, image = capture.read()
        if not succeeded:
            capture.release()
            return images
        images.append(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8))


def read_with_ours(path: Path) -> list[RGBImage]:
    with VideoReader(path) as reader:
        return [frame.image for frame in reader]


@pytest.mark.parametrize("read", [read_with_opencv, read_with_ours])
@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("ending", [".mp4", ".webm"])
def test_every_frame_comes_back_in_every_reader(
    tmp_path: Path, ending: str, live: bool, read: Callable[[Path], list[RGBImage]]
) -> None:
    path = record(tmp_path / f"out{ending}", patterns(12), live=live)
    assert [read_counter(image) for image in read(path)] == list(range(12))


@pytest.mark.parametrize("read", [read_with_opencv, read_with_ours])
@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("ending", [".mp4", ".webm"])
def test_colours_come_back_in_every_reader(
    tmp_path: Path, ending: str, live: bool, read: Callable[[Path], list[RGBImage]]
) -> None:
    image, colours = patches()
    back = read(record(tmp_path / f"out{ending}", [image] * 5, live=live))[-1]
    error = back[8::16, 8::16].astype(int) - colours
    assert np.abs(error).mean() < 1.5
    # OpenCV's own conversion alone is up to three levels dark.
    assert np.abs(error.mean(axis=(0, 1))).max() < 2.0
    assert np.abs(error).max() <= 6


def test_nobody_can_guess_the_name_a_file_has_while_it_is_written(tmp_path: Path) -> None:
    targets = [TargetFile(tmp_path / "out.gif") for _ in range(3)]
    assert len({target.writing for target in targets}) == 3
    assert {(target.writing.parent, target.writing.suffix) for target in targets} == {(tmp_path, ".gif")}
    assert not list(tmp_path.iterdir())


def test_colours_are_tagged(tmp_path: Path) -> None:
    with av.open(str(record(tmp_path / "out.mp4", patterns(2)))) as container:
        frame = next(container.decode(video=0))
        assert (frame.color_range, frame.colorspace, frame.color_primaries, frame.color_trc) == (1, 5, 1, 1)
        assert frame.format.name == "yuv420p"


@pytest.mark.parametrize("fps", [25, 30, 29.97, 23.976, 60, Fraction(24000, 1001), 12.5])
def test_a_constant_rate_is_exact(tmp_path: Path, fps: float | Fraction) -> None:
    with VideoReader(record(tmp_path / "out.mp4", patterns(12), fps=fps)) as reader:
        assert float(reader.rate) == pytest.approx(float(fps), rel=1e-4)
        assert len(list(reader)) == 12


@pytest.mark.parametrize(("ending", "tick"), [(".mp4", 0.0001), (".webm", 0.001), (".gif", 0.01)])
def test_variable_times_are_kept(tmp_path: Path, ending: str, tick: float) -> None:
    path = tmp_path / f"out{ending}"
    with open_recorder(path, SIZE, 30) as recorder:
        for image, time in zip(patterns(len(VARIABLE)), VARIABLE, strict=True):
            recorder.write(image, time)
    with VideoReader(path) as reader:
        assert [frame.media_time for frame in reader] == pytest.approx(list(VARIABLE), abs=tick)


def test_times_that_stand_still_still_make_a_file_with_all_frames(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    with open_recorder(path, SIZE, 30) as recorder:
        for image, time in zip(patterns(4), (0.0, 0.0, 0.0, 0.1), strict=True):
            recorder.write(image, time)
    assert [read_counter(image) for image in read_with_ours(path)] == [0, 1, 2, 3]


@pytest.mark.parametrize(("ending", "width"), [(".gif", 67), (".webp", 67), (".png", 67), (".mp4", 68)])
def test_odd_sizes_are_exact_where_the_format_can(tmp_path: Path, ending: str, width: int) -> None:
    path = record(tmp_path / f"out{ending}", patterns(3, (67, 49)))
    if ending == ".mp4":
        image = read_with_ours(path)[0]
        assert image.shape == (50, width, 3)
        assert np.abs(image[:, -1].astype(int) - image[:, -2]).mean() < 8
    else:
        with Image.open(path) as picture:
            assert picture.size == (width, 49)


@pytest.mark.parametrize("ending", [".gif", ".webp"])
def test_animations_keep_frames_pace_and_look(tmp_path: Path, ending: str) -> None:
    images = [image[:128, :128] for image in patterns(10, (128, 128))]
    path = record(tmp_path / f"out{ending}", images, fps=25)
    with Image.open(path) as picture:
        assert getattr(picture, "n_frames", 1) == 10
        assert picture.info["loop"] == 0
        shown = []
        for index in range(10):
            picture.seek(index)
            picture.load()
            assert picture.info["duration"] == 40
            shown.append(np.asarray(picture.convert("RGB")))
    assert [read_counter(image) for image in shown] == list(range(10))
    assert np.abs(shown[-1].astype(int) - images[-1]).mean() < 12
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", [".png", ".jpg"])
def test_a_still_is_the_first_frame(tmp_path: Path, ending: str) -> None:
    path = record(tmp_path / f"out{ending}", patterns(3))
    with Image.open(path) as picture:
        assert read_counter(np.asarray(picture)) == 0
        if ending == ".png":
            assert (np.asarray(picture) == patterns(1)[0]).all()


@pytest.mark.parametrize("ending", sorted(ENDINGS))
@pytest.mark.parametrize("live", [False, True])
def test_one_frame_is_enough_and_none_leaves_nothing(tmp_path: Path, ending: str, live: bool) -> None:
    path = tmp_path / f"out{ending}"
    empty = open_recorder(path, SIZE, 30, live=live)
    empty.close()
    empty.close()
    assert not list(tmp_path.iterdir())
    record(path, patterns(1), live=live)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    with Image.open(path) if ending not in {".mp4", ".webm"} else VideoReader(path) as opened:
        assert opened.size == SIZE


@pytest.mark.parametrize("ending", [".mp4", ".gif", ".webp", ".png"])
def test_a_failed_run_leaves_the_old_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out{ending}"
    path.write_bytes(b"precious")
    with pytest.raises(SinkError), open_recorder(path, SIZE, 30) as recorder:  # noqa: PT012
        recorder.send(patterns(1)[0])
        recorder.send(np.zeros((1, 1, 3), dtype=np.uint8))
    assert path.read_bytes() == b"precious"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_live_mp4_can_be_played_before_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    recorder = open_recorder(path, SIZE, 30, live=True)
    for image in patterns(95):
        recorder.send(image)
    crashed = tmp_path / "crashed.mp4"
    crashed.write_bytes(path.read_bytes())
    recorder.close()
    assert len(read_with_ours(crashed)) >= 30
    assert len(read_with_ours(path)) == 95


@pytest.mark.parametrize(("ending", "codec"), [(".mp4", "aac"), (".webm", "opus")])
@pytest.mark.parametrize("source", ["aac.mp4", "libopus.webm", "pcm_s16le.mkv", "libmp3lame.mp4"])
def test_sound_is_carried_and_ends_with_the_pictures(
    tmp_path: Path, source: str, ending: str, codec: str
) -> None:
    encoder = Path(source).stem
    if encoder not in av.codecs_available:
        pytest.skip(f"this FFmpeg has no {encoder}")
    pictures = "libvpx" if source.endswith("webm") else "libx264"
    times = [i / 30 for i in range(30)]
    driving = make_video(tmp_path / source, times=times, sound=encoder, codec=pictures)
    path = tmp_path / f"out{ending}"
    with open_recorder(path, SIZE, 30, audio_from=driving) as recorder:
        for image, time in zip(patterns(30), times, strict=True):
            recorder.write(image, time)
    with av.open(str(path)) as container:
        voice = container.streams.audio[0]
        assert voice.codec_context.name == ("mp3float" if "mp3" in source and ending == ".mp4" else codec)
        heard = list(container.decode(voice))
    length = sum(frame.samples for frame in heard) / heard[0].sample_rate
    assert length == pytest.approx(1.0, abs=0.06)
    assert np.abs(heard[len(heard) // 2].to_ndarray().astype(float)).max() > 0.3
    assert len(read_with_ours(path)) == 30


def test_copied_sound_is_bit_exact(tmp_path: Path) -> None:
    driving = make_video(tmp_path / "driving.mp4", sound="aac", sound_s=0.1)
    path = tmp_path / "out.mp4"
    with open_recorder(path, SIZE, 30, audio_from=driving) as recorder:
        for image in patterns(6):
            recorder.send(image)
    assert sound_packets(path) == sound_packets(driving)


def sound_packets(path: Path) -> list[tuple[float, bytes]]:
    with av.open(str(path)) as container:
        return [
            (float((packet.pts or 0) * packet.time_base), bytes(packet))
            for packet in container.demux(audio=0)
            if packet.size
        ]


def test_a_driving_video_without_sound_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    with open_recorder(path, SIZE, 30, audio_from=make_video(tmp_path / "mute.mp4")) as recorder:
        recorder.send(patterns(1)[0])
    with VideoReader(path) as reader:
        assert not reader.has_audio


@pytest.mark.parametrize("ending", [".avi", "", ".MP3"])
def test_an_unknown_ending_names_the_known(tmp_path: Path, ending: str) -> None:
    with pytest.raises(SinkError, match=r"\.mp4"):
        open_recorder(tmp_path / f"out{ending}", SIZE, 30)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "out.mp4").mkdir()
    with pytest.raises(SinkError, match="it is a folder"):
        open_recorder(tmp_path / "out.mp4", SIZE, 30)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="there is no folder"):
        open_recorder(tmp_path / "nowhere" / "out.mp4", SIZE, 30)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc, where nobody may write")
def test_an_unwritable_folder() -> None:
    with pytest.raises(SinkError, match="cannot write"):
        open_recorder(Path("/proc/out.mp4"), SIZE, 30)


class FullDisk:
    """An encoder that runs out of space at its second frame."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0

    def write(self, image: RGBImage, media_time: float | None) -> None:  # noqa: ARG002
        self._path.write_bytes(b"half")
        self._count += 1
        if self._count == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def finish(self) -> None:
        raise AssertionError("a failed file must not be finished")

    def release(self) -> None:
        pass


@pytest.mark.parametrize("live", [False, True])
def test_a_full_disk_is_said_once_and_close_stays_quiet(
    tmp_path: Path, live: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "VideoEncoder", lambda path, *_: FullDisk(path))
    recorder = open_recorder(tmp_path / "out.mp4", SIZE, 30, live=live)
    recorder.send(patterns(1)[0])
    for _ in range(2):
        with pytest.raises(SinkError, match="the disk is full"):
            recorder.send(patterns(1)[0])
    recorder.close()
    assert (tmp_path / "out.mp4").exists() == live
    assert len(list(tmp_path.iterdir())) == int(live)


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    recorder = open_recorder(tmp_path / "out.mp4", SIZE, 30)
    with pytest.raises(SinkError, match="does not fit"):
        recorder.send(np.zeros((10, 10, 3), dtype=np.uint8))
    recorder.close()
    with pytest.raises(SinkError, match="finished already"):
        recorder.send(patterns(1)[0])


def test_unreadable_sound_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        open_recorder(tmp_path / "out.mp4", SIZE, 30, audio_from=tmp_path / "missing.mp4")
    assert not list(tmp_path.iterdir())
