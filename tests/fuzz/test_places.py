"""Whatever lies where a file should: refused in words, at once, and nothing of it is read for ever."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from PIL import Image

from app.errors import AppError
from app.pipeline.motion.neutral_file import load_neutral, load_neutral_keypoints
from app.pipeline.motion.templates import load_template
from app.pipeline.portrait.gallery import Gallery
from app.pipeline.portrait.loading import load_image
from app.pipeline.sources.video_reader import VideoReader
from app.pipeline.weights.files import read_verified
from app.pipeline.weights.manifest import Digest
from app.settings.presets import PresetLibrary
from app.settings.store import load

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's devices and pipes")

Open: TypeAlias = Callable[[Path], object]

_READERS: dict[str, tuple[str, Open]] = {
    "portrait": (".png", load_image),
    "npz template": (".npz", load_template),
    "safetensors template": (".safetensors", load_template),
    "pickled template": (".pkl", load_template),
    "neutral face": (".npz", load_neutral),
    "neutral keypoints": (".npz", load_neutral_keypoints),
    "video": (".mp4", VideoReader),
    "preset": (".toml", lambda path: PresetLibrary(path.parent / "own").choose(str(path))),
    "imported preset": (".toml", lambda path: PresetLibrary(path.parent / "own").import_from(path, "new")),
    "weights": (".safetensors", lambda path: read_verified(path, Digest(10, "ab" * 32))),
    "picture for the gallery": (".png", lambda path: Gallery(path.parent / "own", ()).add_file(path)),
}


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _linked_pipe(path: Path) -> None:
    os.mkfifo(path.with_name(f"pipe of {path.name}"))
    path.symlink_to(f"pipe of {path.name}")


_PLACES: dict[str, Callable[[Path], None]] = {
    "a folder": Path.mkdir,
    "a pipe": _pipe,
    "a link to a pipe": _linked_pipe,
    "endless zeros": lambda path: path.symlink_to("/dev/zero"),
    "endless noise": lambda path: path.symlink_to("/dev/urandom"),
    "nothing": lambda path: path.symlink_to("/dev/null"),
    "a terminal": lambda path: path.symlink_to("/dev/tty"),
    "the system's memory": lambda path: path.symlink_to("/proc/kcore"),
    "the system's messages": lambda path: path.symlink_to("/proc/kmsg"),
    "our own memory": lambda path: path.symlink_to("/proc/self/mem"),
    "our own surroundings": lambda path: path.symlink_to("/proc/self/environ"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a secret of another kind": lambda path: path.symlink_to("/etc/passwd"),
}


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.timeout(20)
def test_what_is_no_such_file_is_refused_in_words(reader: str, place: str, tmp_path: Path) -> None:
    ending, read = _READERS[reader]
    path = tmp_path / f"file{ending}"
    _PLACES[place](path)
    with pytest.raises(AppError) as caught:
        read(path)
    assert caught.value.what
    assert caught.value.why
    assert "root:" not in str(caught.value), "shows what is none of its business"


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.timeout(20)
def test_the_programs_own_files_may_be_anything_and_nothing_is_lost(place: str, tmp_path: Path) -> None:
    settings, gallery = tmp_path / "settings.json", tmp_path / "gallery"
    gallery.mkdir()
    for path in (settings, gallery / "gallery.json", gallery / "picture.png"):
        _PLACES[place](path)
    loaded = load(settings)
    assert loaded.settings == load(tmp_path / "none.json").settings
    assert Gallery(gallery, ()).items() == ()
    left = {path.name for path in tmp_path.iterdir()} | {path.name for path in gallery.iterdir()}
    assert left & {"settings.json", "settings.broken-1.json"}
    assert left & {"gallery.json", "gallery.broken-1.json"}
    assert "picture.png" in left


def test_a_picture_whose_name_is_a_pattern_stands_for_itself_only(tmp_path: Path) -> None:
    Image.new("RGB", (64, 48)).save(tmp_path / "%d.png")
    os.mkfifo(tmp_path / "0.png")
    with VideoReader(tmp_path / "%d.png") as reader:
        assert reader.size == (64, 48)
