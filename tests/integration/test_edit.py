"""``edit`` through the command line: what was asked for is seen by a landmark pass of its own."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app import cli, paths
from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.motion.face_shape import measure
from app.pipeline.tracking.face_mesh import find_faces
from app.pipeline.tracking.ratios import eye_openness, lip_openness
from app.pipeline.types import REST, Landmarks, RGBImage
from tests import shipped

PORTRAIT = shipped.resized(shipped.portrait(), 0.5)


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "portrait.png"
    Image.fromarray(PORTRAIT.image).save(path)
    return path


def edit(portrait: Path, output: Path, *controls: str) -> int:
    line = ["edit", "--engine", "mesh", "--portrait", str(portrait), "--output", str(output), *controls]
    return cli.main(line)


def pixels(path: Path) -> RGBImage:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), np.uint8)


def face(path: Path) -> Landmarks:
    (found,) = find_faces(pixels(path))
    return found


def test_without_a_control_it_is_the_portrait_as_drawn_at_rest(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "rest.png"
    assert edit(picture, output) == 0
    engine = MeshEngine()
    engine.set_portrait(shipped.resized(shipped.portrait(), 0.5))
    assert pixels(output).shape == PORTRAIT.image.shape
    assert np.abs(pixels(output).astype(int) - engine.render(REST)).mean() < 0.5
    assert f"wrote {output}" in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["jpg", "webp"])
def test_other_formats_keep_the_portraits_size(picture: Path, tmp_path: Path, ending: str) -> None:
    assert edit(picture, tmp_path / f"e.{ending}") == 0
    assert pixels(tmp_path / f"e.{ending}").shape == PORTRAIT.image.shape


def test_controls_are_seen(picture: Path, tmp_path: Path) -> None:
    rest, smile, blink = (tmp_path / f"{name}.png" for name in ("rest", "smile", "blink"))
    assert edit(picture, rest) == 0
    assert edit(picture, smile, "--smile", "1") == 0
    assert edit(picture, blink, "--blink=1") == 0
    corners = [measure(face(path)).local[[61, 291], 1].mean() for path in (rest, smile)]
    assert corners[1] < corners[0] - 0.03
    assert max(eye_openness(face(blink))) < 0.5 * min(eye_openness(face(rest)))


def test_eyes_and_lips_are_held_as_far_open_as_told(picture: Path, tmp_path: Path) -> None:
    eyes, lips = [], []
    for ratio in ("0", "0.2", "0.4"):
        output = tmp_path / f"held {ratio}.png"
        assert edit(picture, output, "--eyes-open", ratio, "--lips-open", ratio) == 0
        eyes.append(np.mean(eye_openness(face(output))))
        lips.append(lip_openness(face(output)))
    assert eyes == sorted(eyes)
    assert eyes[2] - eyes[0] > 0.15
    assert lips == pytest.approx([0, 0.2, 0.4], abs=0.09)


@pytest.mark.parametrize(
    ("output", "code", "said"),
    [
        ("out.mp4", 2, "no picture's ending"),
        ("out", 2, "no picture's ending"),
        ("missing/out.png", 1, "there is no folder"),
    ],
)
def test_an_output_that_will_not_do_is_told_before_anything_is_drawn(
    picture: Path, tmp_path: Path, output: str, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert edit(picture, tmp_path / output) == code
    assert said in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_cannot_be_written_is_told(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sealed"
    folder.mkdir(mode=0o500)
    assert edit(picture, folder / "out.png") == 1
    assert "may not write" in capsys.readouterr().err


def test_a_portrait_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert edit(tmp_path / "nobody.png", tmp_path / "out.png") == 1
    assert "there is no such file" in capsys.readouterr().err
