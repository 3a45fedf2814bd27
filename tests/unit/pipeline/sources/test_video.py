from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from app.errors import SourceError
from app.pipeline.clock import ManualClock, SystemClock
from app.pipeline.sources import kept_frames
from app.pipeline.sources.fake import read_counter
from app.pipeline.sources.video import VideoReader, VideoSource
from app.pipeline.sources.video_reader import MAX_FRAME_BYTES, MAX_H264_FRAME_BYTES, frame_bytes
from tests.unit.pipeline.media import make_video, patterns

VARIABLE = (0.0, 0.02, 0.1, 0.5, 0.533, 1.2)


def counters(path: Path) -> list[int]:
    with VideoReader(path) as reader:
        return [read_counter(frame.image) for frame in reader]


@pytest.mark.parametrize(
    "codec", [("libx264", "mp4"), ("libvpx", "webm"), ("mjpeg", "avi"), ("libx264", "mkv")]
)
def test_every_frame_comes_once_and_in_order(tmp_path: Path, codec: tuple[str, str]) -> None:
    name, ending = codec
    pixels = "yuvj420p" if name == "mjpeg" else "yuv420p"
    path = make_video(tmp_path / f"clip.{ending}", codec=name, pix_fmt=pixels)
    with VideoReader(path) as reader:
        assert reader.size == (64, 48)
        assert not reader.has_audio
        frames = list(reader)
    assert [read_counter(frame.image) for frame in frames] == list(range(6))
    assert [frame.index for frame in frames] == list(range(6))
    assert [frame.media_time for frame in frames] == pytest.approx([i / 30 for i in range(6)], abs=0.02)


def test_a_variable_frame_rate_is_kept(tmp_path: Path) -> None:
    with VideoReader(make_video(tmp_path / "clip.mp4", times=VARIABLE)) as reader:
        assert [frame.media_time for frame in reader] == pytest.approx(list(VARIABLE), abs=0.002)


def test_times_start_at_zero_even_if_the_file_does_not(tmp_path: Path) -> None:
    with VideoReader(make_video(tmp_path / "clip.mkv", times=(5.0, 5.1))) as reader:
        assert [frame.media_time for frame in reader] == pytest.approx([0.0, 0.1], abs=0.002)


def test_rate_duration_and_sound_are_told(tmp_path: Path) -> None:
    with VideoReader(make_video(tmp_path / "clip.mp4", sound="aac")) as reader:
        assert reader.rate == Fraction(30)
        assert reader.duration == pytest.approx(0.2, abs=0.01)
        assert reader.frame_estimate == 6
        assert reader.has_audio


@pytest.mark.parametrize("rotation", [0, 90, 180, -90])
def test_a_turned_camera_gives_upright_frames(tmp_path: Path, rotation: int) -> None:
    path = make_video(tmp_path / "clip.mov", rotation=rotation)
    with VideoReader(path) as reader:
        image = next(iter(reader)).image
        assert reader.size == (image.shape[1], image.shape[0])
    # The turn in the file is counter-clockwise, as the turn of numpy.
    upright = np.rot90(patterns(1)[0], rotation // 90)
    assert image.shape == upright.shape
    assert np.abs(image.astype(int) - upright).mean() < 12


def test_odd_sizes(tmp_path: Path) -> None:
    path = make_video(tmp_path / "clip.mkv", size=(67, 49), codec="ffv1")
    with VideoReader(path) as reader:
        assert reader.size == (67, 49)
        assert next(iter(reader)).image.shape == (49, 67, 3)


def test_an_animated_gif(tmp_path: Path) -> None:
    path = tmp_path / "clip.gif"
    first, *rest = (Image.fromarray(image) for image in patterns(4))
    first.save(path, save_all=True, append_images=rest, duration=40)
    with VideoReader(path) as reader:
        frames = list(reader)
    assert [read_counter(frame.image) for frame in frames] == [0, 1, 2, 3]
    assert [frame.media_time for frame in frames] == pytest.approx([0, 0.04, 0.08, 0.12])


def test_a_damaged_middle_is_skipped(tmp_path: Path) -> None:
    path = make_video(
        tmp_path / "clip.mkv", times=[i / 30 for i in range(60)], codec="mjpeg", pix_fmt="yuvj420p"
    )
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 1500] = bytes(1500)
    path.write_bytes(data)
    found = counters(path)
    assert found[0] == 0
    assert found[-1] == 59
    assert len(found) >= 50


def test_a_truncated_file_gives_what_it_has(tmp_path: Path) -> None:
    path = make_video(tmp_path / "clip.mkv", times=[i / 30 for i in range(60)])
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    found = counters(path)
    assert 5 < len(found) < 60
    assert found[:5] == [0, 1, 2, 3, 4]


def make_unusable(kind: str, folder: Path) -> Path:
    path = folder / "clip.mp4"
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.touch()
    elif kind == "text":
        path.write_text("not a video at all\n" * 100)
    elif kind == "noise":
        path.write_bytes(np.random.default_rng(3).bytes(5000))
    elif kind == "without its index":
        data = make_video(path).read_bytes()
        path.write_bytes(data[: data.index(b"moov")])
    elif kind == "sound only":
        path = folder / "voice.mp4"
        with (
            av.open(str(make_video(folder / "both.mp4", sound="aac"))) as both,
            av.open(str(path), "w") as out,
        ):
            voice = out.add_stream_from_template(both.streams.audio[0])
            for packet in both.demux(audio=0):
                if packet.dts is not None:
                    packet.stream = voice
                    out.mux(packet)
    elif kind == "no frames":
        path = folder / "clip.mkv"
        make_video(path, times=())
    elif kind == "playlist":
        make_video(folder / "real.mp4")
        path = folder / "list.m3u8"
        path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nreal.mp4\n#EXT-X-ENDLIST\n")
    return path


@pytest.mark.parametrize(
    "kind",
    [
        "missing",
        "folder",
        "empty",
        "text",
        "noise",
        "without its index",
        "sound only",
        "no frames",
        "playlist",
    ],
)
def test_what_is_no_video_is_one_clear_error(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = make_unusable(kind, tmp_path)
    for opener in (VideoReader, lambda file: VideoSource(file, ManualClock())):
        with pytest.raises(SourceError, match="cannot read the video") as caught:
            opener(path)
        assert caught.value.why
        assert caught.value.fix
    assert capfd.readouterr() == ("", "")


def test_an_absurd_resolution_is_refused_from_the_header(tmp_path: Path) -> None:
    path = tmp_path / "clip.mov"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("png", rate=30)
        stream.width, stream.height, stream.pix_fmt = 8000, 5200, "gray"
        frame = av.VideoFrame.from_ndarray(np.zeros((5200, 8000), dtype=np.uint8), "gray")
        container.mux([*stream.encode(frame), *stream.encode(None)])
    with pytest.raises(SourceError, match="8000 x 5200 pixels are more than the limit of 40 megapixels"):
        VideoReader(path)


def test_frames_that_others_refer_to_may_be_of_4k(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 6144, 3072, "yuv420p"
        container.mux([*stream.encode(av.VideoFrame(6144, 3072, "yuv420p")), *stream.encode(None)])
    with pytest.raises(SourceError, match=r"take too much memory\. Scale it down to 4K"):
        VideoReader(path)
    assert frame_bytes(av.VideoFormat("yuv420p", 16, 16), 4096, 2160) < MAX_H264_FRAME_BYTES
    assert frame_bytes(av.VideoFormat("yuv420p10le", 16, 16), 4096, 2160) < MAX_FRAME_BYTES


def test_a_video_that_keeps_the_decoder_full_is_refused_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clip.mp4"
    settings = "ref=16:bframes=0:scenecut=0:allow-non-conformance=1:log-level=error"
    with av.open(str(path), "w") as container:
        options = {"preset": "ultrafast", "x265-params": settings}
        stream = container.add_stream("libx265", rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for number in range(40):
            frame = av.VideoFrame.from_ndarray(np.full((96, 64), number, np.uint8), "yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with VideoReader(path) as reader:
        assert sum(1 for _ in reader) == 40
    monkeypatch.setattr(kept_frames, "MOST_KEPT_BYTES", 12 * 96 * 64)
    with VideoReader(path) as reader, pytest.raises(SourceError, match=r"too many large frames\. Convert"):
        list(reader)


def test_a_timestamp_far_in_the_future_is_not_waited_for(tmp_path: Path) -> None:
    path = make_video(tmp_path / "clip.mkv", times=[0.0, 0.04, 20_000.0, 20_000.04])
    with VideoReader(path) as reader:
        times = [frame.captured_at for frame in reader]
        assert 1 / 60 <= reader.rate <= 1000
    assert times[0] == 0.0
    assert times[3] - times[2] == pytest.approx(0.04, abs=0.002)
    assert 0.04 < times[2] < 1.0


def test_a_long_still_picture_keeps_its_length(tmp_path: Path) -> None:
    path = make_video(tmp_path / "clip.mp4", times=[0.0, 30.0, 30.04])
    with VideoReader(path) as reader:
        assert [frame.media_time for frame in reader] == pytest.approx([0.0, 30.0, 30.04], abs=0.002)


def test_absurdly_wide_pixels_count_as_square(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(2000, 1)
        frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), "rgb24")
        container.mux([*stream.encode(frame), *stream.encode(None)])
    with VideoReader(path) as reader:
        assert reader.size == (64, 48)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_ends_in_frames_or_a_clear_error(tmp_path: Path, data: st.DataObject) -> None:
    original = tmp_path / "original.mp4"
    if not original.exists():
        make_video(original)
    content = bytearray(original.read_bytes())
    for position in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=40)):
        content[position] ^= 0x5A
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        with VideoReader(damaged) as reader:
            shapes = {frame.image.shape for frame in reader}
    except SourceError:
        return
    assert len(shapes) == 1


def test_playback_follows_the_timestamps(tmp_path: Path) -> None:
    clock = ManualClock(10.0)
    source = VideoSource(make_video(tmp_path / "clip.mp4", times=VARIABLE), clock)
    frames = list(iter(source.read, None))
    source.close()
    assert [frame.captured_at for frame in frames] == pytest.approx(
        [10 + time for time in VARIABLE], abs=0.002
    )


def test_a_looped_video_goes_on_counting_and_keeps_its_pace(tmp_path: Path) -> None:
    source = VideoSource(make_video(tmp_path / "clip.mp4"), ManualClock(), loop=True)
    frames = [source.read() for _ in range(15)]
    source.close()
    assert [frame.index for frame in frames if frame] == list(range(15))
    assert [read_counter(frame.image) for frame in frames if frame] == [*range(6), *range(6), *range(3)]
    assert [frame.captured_at for frame in frames if frame] == pytest.approx(
        [i / 30 for i in range(15)], abs=0.003
    )


def test_after_a_stall_playback_goes_on_instead_of_racing(tmp_path: Path) -> None:
    clock = ManualClock()
    source = VideoSource(make_video(tmp_path / "clip.mp4"), clock)
    source.read()
    clock.advance(60.0)
    times = [frame.captured_at for frame in iter(source.read, None)]
    source.close()
    assert np.diff(times) == pytest.approx([1 / 30] * 4, abs=0.003)


def test_close_ends_a_waiting_read_from_another_thread(tmp_path: Path) -> None:
    source = VideoSource(make_video(tmp_path / "clip.mp4", times=(0.0, 3600.0)), SystemClock())
    assert source.read() is not None
    results: list[object] = []
    reader = threading.Thread(target=lambda: results.append(source.read()))
    reader.start()
    source.close()
    source.close()
    reader.join(5)
    assert results == [None]
    assert source.read() is None


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photograph_with_exif_is_a_video_of_one_upright_frame(tmp_path: Path, orientation: int) -> None:
    corners = np.full((40, 60, 3), 40, np.uint8)
    corners[:20, :30] = 220
    picture = Image.fromarray(corners)
    exif = picture.getexif()
    exif[0x0112] = orientation
    file = tmp_path / "photo.jpg"
    picture.save(file, exif=exif, quality=95)
    with Image.open(file) as stored:
        upright = np.asarray(ImageOps.exif_transpose(stored), np.int16)
    with VideoReader(file) as reader:
        frames = list(reader)
    assert [frame.image.shape for frame in frames] == [upright.shape]
    assert np.abs(frames[0].image - upright).mean() < 3
