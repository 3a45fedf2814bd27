"""What files say that they are, through the command line; and what they do not say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app import cli, paths
from app.config import Corner
from app.pipeline.portrait.badge import Badge
from app.pipeline.provenance.packet import video_comment, xmp_packet
from app.pipeline.provenance.reading import source_type_of
from app.pipeline.provenance.source_type import SourceType
from tests import shipped
from tests.integration.performer_video import performer_frames, write_video

SIZE = (256, 192)
TIMES = [k / 25 for k in range(3)]
PORTRAIT = shipped.resized(shipped.portrait(), 0.3)
SECRETS = (b"Jane Doe", b"52.5200", b"ExampleCam")


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photograph and a video with private metadata, and the same two with a mark of their own."""
    path = tmp_path_factory.mktemp("disclosure")
    for name, mark in (("plain", None), ("marked", SourceType.GENERATED)):
        _write_photo(path / f"{name}.png", mark)
        plain = write_video(
            path / f"{name}-bare.mp4", performer_frames(TIMES, SIZE), TIMES, rate=25, sound=True
        )
        _add_tags(plain, path / f"{name}.mp4", mark)
    return path


def _write_photo(path: Path, mark: SourceType | None) -> None:
    text, exif = PngInfo(), Image.Exif()
    text.add_text("Author", "Jane Doe")
    text.add_text("Location", "52.5200, 13.4050")
    exif[0x010F] = "ExampleCam"
    if mark is not None:
        text.add_itxt("XML:com.adobe.xmp", xmp_packet(mark).decode())
    Image.fromarray(PORTRAIT.image).save(path, pnginfo=text, exif=exif)


def _add_tags(plain: Path, path: Path, mark: SourceType | None) -> None:
    with av.open(str(plain)) as source, av.open(str(path), "w") as target:
        target.metadata.update({"artist": "Jane Doe", "location": "52.5200+013.4050/", "title": "ExampleCam"})
        if mark is not None:
            target.metadata["comment"] = video_comment(mark)
        streams = {stream: target.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream]
                target.mux(packet)


def edit(folder: Path, name: str, output: Path, *more: str) -> Path:
    line = ["edit", "--engine", "mesh", "--portrait", str(folder / f"{name}.png")]
    assert cli.main([*line, "--output", str(output), *more]) == 0
    return output


def restore(folder: Path, name: str, output: Path, *more: str) -> Path:
    line = ["restore", "--engine", "mesh", "--input", str(folder / f"{name}.mp4")]
    line += ["--reference", str(folder / "plain.png"), "--output", str(output)]
    assert cli.main([*line, *more]) == 0
    return output


def render(folder: Path, portrait: str, driving: str, output: Path, *more: str) -> Path:
    line = ["render", "--engine", "mesh", "--portrait", str(folder / f"{portrait}.png")]
    line += ["--driving", str(folder / f"{driving}.mp4"), "--output", str(output)]
    assert cli.main([*line, *more]) == 0
    return output


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_an_edited_picture_says_that_a_part_of_it_is(folder: Path, tmp_path: Path, ending: str) -> None:
    assert source_type_of(folder / "plain.png") is None
    edited = edit(folder, "plain", tmp_path / f"e.{ending}")
    assert source_type_of(edited) is SourceType.GENERATED_IN_PART


def test_so_does_a_video_with_another_expression(folder: Path, tmp_path: Path) -> None:
    assert source_type_of(restore(folder, "plain", tmp_path / "r.mp4")) is SourceType.GENERATED_IN_PART


def test_an_animated_portrait_says_that_all_of_it_is(folder: Path, tmp_path: Path) -> None:
    assert source_type_of(render(folder, "plain", "plain", tmp_path / "r.webm")) is SourceType.GENERATED


def test_it_can_be_left_out(folder: Path, tmp_path: Path) -> None:
    assert source_type_of(edit(folder, "plain", tmp_path / "e.png", "--no-label")) is None
    assert source_type_of(restore(folder, "plain", tmp_path / "r.mp4", "--no-label")) is None
    assert source_type_of(render(folder, "plain", "plain", tmp_path / "r.gif", "--no-label")) is None


def test_what_came_in_marked_goes_out_marked_all_the_same(folder: Path, tmp_path: Path) -> None:
    outputs = [
        edit(folder, "marked", tmp_path / "e.png", "--no-label"),
        restore(folder, "marked", tmp_path / "r.mp4", "--no-label"),
        render(folder, "marked", "plain", tmp_path / "p.mp4", "--no-label"),
        render(folder, "plain", "marked", tmp_path / "d.png", "--no-label"),
    ]
    assert [source_type_of(path) for path in outputs] == [SourceType.GENERATED] * 4
    again = edit(tmp_path, "e", tmp_path / "again.jpg", "--no-label")
    assert source_type_of(again) is SourceType.GENERATED


def test_nothing_else_of_the_inputs_metadata_comes_along(folder: Path, tmp_path: Path) -> None:
    for name in ("plain.png", "plain.mp4"):
        assert SECRETS[0] in (folder / name).read_bytes()
    outputs = [
        edit(folder, "plain", tmp_path / "e.png"),
        edit(folder, "plain", tmp_path / "e.jpg"),
        restore(folder, "plain", tmp_path / "r.mp4"),
        render(folder, "plain", "plain", tmp_path / "d.webm"),
    ]
    for path in outputs:
        assert not any(secret in path.read_bytes() for secret in SECRETS)


def test_a_live_recording_says_it_and_shows_it(folder: Path, tmp_path: Path) -> None:
    video = tmp_path / "live.mp4"
    line = ["run", "--engine", "mesh", "--portrait", str(folder / "plain.png"), "--camera", "demo:"]
    line += ["--size", "320x240", "--duration", "0.5", "--output", f"file:{video}", "--badge", "top-left"]
    assert cli.main(line) == 0
    assert source_type_of(video) is SourceType.GENERATED
    expected = np.zeros((240, 320, 3), np.uint8)
    Badge((320, 240), Corner.TOP_LEFT).stamp(expected)
    ink = expected[..., 0] > 250
    with av.open(str(video)) as container:
        shown = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(shown) >= 5
    assert all(frame[ink].min() > 200 for frame in shown)


@pytest.mark.parametrize("command", [edit, restore])
def test_the_sign_stands_in_the_corner_asked_for(
    folder: Path, tmp_path: Path, command: Callable[..., Path]
) -> None:
    name = "out.png"
    bare, signed = command(folder, "plain", tmp_path / f"bare-{name}"), tmp_path / name
    command(folder, "plain", signed, "--badge", "bottom-left")
    with Image.open(bare) as one, Image.open(signed) as other:
        expected = np.array(one)
        Badge(one.size, Corner.BOTTOM_LEFT).stamp(expected)
        assert (np.asarray(other) == expected).all()
