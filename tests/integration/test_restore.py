"""``restore`` through the command line: the drawn performer's mouth on another face."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from app import cli, paths
from app.pipeline.tracking.face_mesh import find_faces
from app.pipeline.tracking.ratios import lip_openness
from app.pipeline.types import RGBImage
from tests import shipped
from tests.integration.performer_video import performer_frames, write_video

SIZE = (256, 192)
TIMES = [k / 25 for k in range(10)]
TALKING, CALM = 3.9, 0.2
PHOTO = shipped.resized(shipped.portrait(shipped.GENTLEMAN), 0.25)


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``video.mp4``: the performer, with sound; ``short.mp4``: less of him; ``photo.png``; ``empty.png``."""
    path = tmp_path_factory.mktemp("restore")
    frames = performer_frames(TIMES, SIZE, TALKING)
    write_video(path / "video.mp4", frames, TIMES, rate=25, sound=True)
    write_video(path / "short.mp4", frames[:4], TIMES[:4], rate=25)
    Image.fromarray(PHOTO.image).save(path / "photo.png")
    Image.new("RGB", SIZE, (40, 90, 40)).save(path / "empty.png")
    return path


def restore(folder: Path, own: str, reference: str, output: Path, *more: str) -> int:
    line = [
        "restore",
        "--engine",
        "mesh",
        "--input",
        str(folder / own),
        "--reference",
        str(folder / reference),
    ]
    return cli.main([*line, "--output", str(output), *more])


def frames(path: Path) -> list[RGBImage]:
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in container.decode(video=0)]


def lips(image: RGBImage) -> float:
    (found,) = find_faces(image)
    return lip_openness(found)


def test_a_video_keeps_frames_rate_sound_and_all_but_its_face(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.mp4"
    assert restore(folder, "video.mp4", "photo.png", output) == 0
    before, after = frames(folder / "video.mp4"), frames(output)
    assert len(after) == len(before)
    with av.open(str(output)) as container:
        assert container.streams.video[0].average_rate == 25
        assert container.streams.audio
    change = np.abs(np.array(after, int) - np.array(before, int)).max(axis=3).mean(axis=0)
    assert change[:20].max() < 12  # the room: only what the encoder does to it
    assert change.max() > 25
    told = capsys.readouterr()
    assert f"wrote {output}" in told.out
    assert "drawing" in told.err


def test_a_photo_speaks_as_the_reference_does(folder: Path, tmp_path: Path) -> None:
    assert restore(folder, "photo.png", "video.mp4", tmp_path / "out.mp4") == 0
    wanted, got = [
        [lips(image) for image in frames(path)] for path in (folder / "video.mp4", tmp_path / "out.mp4")
    ]
    assert len(got) == len(wanted)
    assert np.corrcoef(wanted, got)[0, 1] > 0.7
    assert lips(np.asarray(PHOTO.image)) < max(got)


def test_factor_and_areas_limit_what_changes(folder: Path, tmp_path: Path) -> None:
    changes = {}
    for name, more in {
        "none": ["--factor", "0"],
        "half": ["--factor", "50"],
        "all": [],
        "upper": ["--areas", "upper-face"],
    }.items():
        assert restore(folder, "photo.png", "video.mp4", tmp_path / f"{name}.png", *more) == 0
        with Image.open(tmp_path / f"{name}.png") as image:
            change = np.abs(np.asarray(image.convert("RGB"), int) - PHOTO.image).sum(axis=2)
        mouth = PHOTO.landmarks[[61, 291, 13, 14], :2].mean(axis=0).astype(int)
        changes[name] = float(change[mouth[1] - 6 : mouth[1] + 6, mouth[0] - 8 : mouth[0] + 8].mean())
    assert changes["none"] < 8
    assert changes["upper"] < 8
    assert changes["none"] < changes["half"] < changes["all"]


def test_a_shorter_reference_lasts_as_long_as_the_input(folder: Path, tmp_path: Path) -> None:
    assert restore(folder, "video.mp4", "short.mp4", tmp_path / "out.gif") == 0
    assert len(frames(tmp_path / "out.gif")) == len(TIMES)


@pytest.mark.parametrize(
    ("own", "reference", "output", "said"),
    [
        ("missing.mp4", "photo.png", "o.mp4", "no such file"),
        ("photo.png", "missing.png", "o.png", "no such file"),
        ("video.mp4", "empty.png", "o.mp4", "no human face"),
        ("empty.png", "photo.png", "o.png", "no human face"),
        ("photo.png", "photo.png", "nowhere/o.png", "there is no folder"),
        ("photo.png", "photo.png", "o.txt", "ending"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_is_left(
    own: str,
    reference: str,
    output: str,
    said: str,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert restore(folder, own, reference, tmp_path / output) == 1
    assert said in capsys.readouterr().err
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
