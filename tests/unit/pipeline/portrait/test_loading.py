from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.errors import PortraitError
from app.pipeline.portrait import loading
from app.pipeline.portrait.loading import load_image, load_portrait
from app.pipeline.types import LANDMARK_COUNT, Landmarks, RGBImage

from . import pictures


def face(at: float) -> Landmarks:
    return np.full((LANDMARK_COUNT, 3), at, np.float32)


def two_faces(image: RGBImage) -> Sequence[Landmarks]:
    assert image.ndim == 3
    return [face(50), face(10)]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "lady.png"
    path.write_bytes(pictures.encode(pictures.gradient()))
    return path


def test_a_portrait_is_the_picture_and_its_largest_face(picture: Path) -> None:
    portrait = load_portrait(picture, two_faces)

    np.testing.assert_array_equal(portrait.image, pictures.gradient())
    np.testing.assert_array_equal(portrait.landmarks, face(50))
    assert portrait.name == "lady"
    assert portrait.size == pictures.SIZE


def test_a_picture_without_a_face_says_so(picture: Path) -> None:
    with pytest.raises(PortraitError, match=r"'lady\.png': no human face was found"):
        load_portrait(picture, lambda _image: [])


def test_the_content_decides_not_the_ending(tmp_path: Path) -> None:
    path = tmp_path / "a jpeg called.png"
    path.write_bytes(pictures.encode(pictures.gradient(), "JPEG"))

    assert load_image(path).shape == pictures.gradient().shape


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(PortraitError, match=r"'gone\.png': there is no such file"):
        load_image(tmp_path / "gone.png")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(PortraitError, match="it is a folder"):
        load_image(tmp_path)


def test_a_path_through_a_file(picture: Path) -> None:
    with pytest.raises(PortraitError, match="cannot open the portrait"):
        load_image(picture / "inner.png")


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.png"
    path.touch()
    with pytest.raises(PortraitError, match="the file is empty"):
        load_image(path)


def test_text_is_not_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "notes.png"
    path.write_text("hello\n" * 100)
    with pytest.raises(PortraitError, match="not a PNG, JPEG or WebP"):
        load_image(path)


def test_a_file_over_the_limit_is_not_decoded(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_FILE_BYTES", picture.stat().st_size - 1)
    with pytest.raises(PortraitError, match="larger than"):
        load_image(picture)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "pipe.png"
    os.mkfifo(path)
    with pytest.raises(PortraitError, match="not an ordinary file"):
        load_image(path)


def test_a_forbidden_file(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("app.files.os.open", refuse)
    with pytest.raises(PortraitError, match="permission denied"):
        load_image(picture)


@pytest.mark.parametrize("name", ["two\nlines.png", "nul\0byte.png", "n" * 5000, "\udcff.png"])
def test_odd_names_give_one_clear_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(PortraitError) as caught:
        load_image(tmp_path / name)

    assert "\n" not in str(caught.value)
    str(caught.value).encode()
