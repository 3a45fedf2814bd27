from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import PortraitError
from app.pipeline.portrait import gallery as gallery_module
from app.pipeline.portrait.gallery import Gallery
from app.pipeline.portrait.library import ShippedPortrait
from app.pipeline.portrait.loading import load_image
from tests.unit.pipeline.portrait import pictures


def picture(shade: int = 0) -> bytes:
    return pictures.encode(np.full((64, 80, 3), shade, np.uint8))


@pytest.fixture
def shipped(tmp_path: Path) -> tuple[ShippedPortrait, ...]:
    folder = tmp_path / "package"
    folder.mkdir()
    for name in ("lady", "lord"):
        (folder / f"{name}.png").write_bytes(picture(200))
    return (
        ShippedPortrait("The Lady", folder / "lady.png", "us", "MIT"),
        ShippedPortrait("The Lord", folder / "lord.png", "us", "MIT"),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "portraits"


def names(gallery: Gallery) -> list[str]:
    return [item.name for item in gallery.items()]


def test_at_the_first_start_there_are_the_shipped_ones(
    folder: Path, shipped: tuple[ShippedPortrait, ...]
) -> None:
    gallery = Gallery(folder, shipped)
    assert names(gallery) == ["The Lady", "The Lord"]
    assert all(item.shipped and item.path.is_file() for item in gallery.items())
    assert not folder.exists()
    assert gallery.notice == ""


def test_the_real_shipped_portraits_are_there(folder: Path) -> None:
    assert len(Gallery(folder).items()) >= 3


def test_a_picture_is_copied_and_kept_over_a_restart(
    folder: Path, shipped: tuple[ShippedPortrait, ...], tmp_path: Path
) -> None:
    original = tmp_path / "Großmutter 奶奶.png"
    original.write_bytes(picture())
    added = Gallery(folder, shipped).add_file(original)
    original.unlink()
    again = Gallery(folder, shipped)
    assert again.items()[-1] == added
    assert added.name == "Großmutter 奶奶"
    assert added.path.read_bytes() == picture()
    assert added.path.parent == folder


def test_underscores_of_a_file_are_blanks_to_people(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "girl_with_a_pearl.png").write_bytes(picture())
    assert Gallery(folder, ()).add_file(tmp_path / "girl_with_a_pearl.png").name == "girl with a pearl"


def test_the_same_content_is_the_same_item(folder: Path, shipped: tuple[ShippedPortrait, ...]) -> None:
    gallery = Gallery(folder, shipped)
    first = gallery.add_bytes(picture(), "one")
    assert gallery.add_bytes(picture(), "two") == first
    assert len(gallery.items()) == 3


@pytest.mark.parametrize(("kind", "ending"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp")])
def test_the_content_gives_the_ending(folder: Path, kind: str, ending: str) -> None:
    item = Gallery(folder, ()).add_bytes(pictures.encode(pictures.gradient(), kind), "face.exe")
    assert item.path.suffix == ending


@pytest.mark.parametrize(
    "data", [b"", b"hello", picture()[:60], pictures.png_header(50_000, 50_000), pictures.png_header(8, 8)]
)
def test_what_is_no_usable_picture_is_refused_and_leaves_nothing(folder: Path, data: bytes) -> None:
    gallery = Gallery(folder, ())
    with pytest.raises(PortraitError, match="cannot add the portrait 'x'") as caught:
        gallery.add_bytes(data, "x")
    assert caught.value.fix
    assert gallery.items() == ()
    assert not folder.exists()


def test_too_large_is_said_before_decoding(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery_module, "MAX_FILE_BYTES", 10)
    with pytest.raises(PortraitError, match="larger than"):
        Gallery(folder, ()).add_bytes(picture(), "x")


def test_a_missing_file_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(PortraitError, match=r"'gone\.png': there is no such file"):
        Gallery(folder, ()).add_file(tmp_path / "gone.png")


def test_renaming_lasts_and_tidies(folder: Path, shipped: tuple[ShippedPortrait, ...]) -> None:
    gallery = Gallery(folder, shipped)
    own = gallery.add_bytes(picture(), "own")
    assert gallery.rename(own.id, "  my\n new \x00 name ").name == "my new name"
    gallery.rename(gallery.items()[0].id, "Aunt Ada")
    assert gallery.rename(own.id, "  ").name == "my new name"
    assert names(Gallery(folder, shipped)) == ["Aunt Ada", "The Lord", "my new name"]


def test_removing_deletes_the_copy_only(
    folder: Path, shipped: tuple[ShippedPortrait, ...], tmp_path: Path
) -> None:
    original = tmp_path / "me.png"
    original.write_bytes(picture())
    gallery = Gallery(folder, shipped)
    own = gallery.add_file(original)
    gallery.remove(own.id)
    assert original.exists()
    assert not own.path.exists()
    assert names(Gallery(folder, shipped)) == ["The Lady", "The Lord"]


def test_a_shipped_one_is_hidden_and_comes_back_in_its_place(
    folder: Path, shipped: tuple[ShippedPortrait, ...]
) -> None:
    gallery = Gallery(folder, shipped)
    lady = gallery.items()[0]
    gallery.remove(lady.id)
    assert lady.path.exists()
    gallery = Gallery(folder, shipped)
    assert names(gallery) == ["The Lord"]
    gallery.restore_shipped()
    assert names(gallery) == names(Gallery(folder, shipped)) == ["The Lady", "The Lord"]


@pytest.mark.parametrize(
    "action", [Gallery.item, Gallery.remove, lambda gallery, key: gallery.rename(key, "x")]
)
def test_what_is_not_there_is_said(folder: Path, action: Callable[[Gallery, str], object]) -> None:
    with pytest.raises(PortraitError, match="no longer in the gallery"):
        action(Gallery(folder, ()), "nothing")


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"not json",
        b"[]",
        b'{"version": 1, "items": [1]}',
        b'{"version": 1, "items": [{"id": "", "name": "x", "file": null, "hidden": false}]}',
        b'{"version": 1, "items": [{"id": "a", "name": "x", "file": 3, "hidden": false}]}',
        b'{"version": 1, "items": [{"id": "a", "name": "\\ud800", "file": null, "hidden": false}]}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_index_is_set_aside_and_made_anew(
    folder: Path, shipped: tuple[ShippedPortrait, ...], damage: bytes
) -> None:
    own = Gallery(folder, shipped).add_bytes(picture(), "my own face")
    (folder / "gallery.json").write_bytes(damage)
    gallery = Gallery(folder, shipped)
    assert names(gallery) == ["The Lady", "The Lord", "my own face"]
    assert gallery.items()[-1] == own
    assert "damaged" in gallery.notice
    assert (folder / "gallery.broken-1.json").read_bytes() == damage
    gallery.rename(own.id, "new")
    assert Gallery(folder, shipped).notice == ""


def test_no_index_set_aside_earlier_is_overwritten_and_a_newer_one_is_called_that(folder: Path) -> None:
    folder.mkdir(parents=True)
    for index in (b"first", b'{"version": 2, "items": []}'):
        (folder / "gallery.json").write_bytes(index)
        gallery = Gallery(folder, ())
    assert "newer version" in gallery.notice
    assert (folder / "gallery.broken-1.json").read_bytes() == b"first"
    assert b'"version": 2' in (folder / "gallery.broken-2.json").read_bytes()


def test_broken_pictures_stay_in_the_gallery_and_are_told_when_used(folder: Path) -> None:
    own = Gallery(folder, ()).add_bytes(picture(), "me")
    own.path.write_bytes(b"\x89PNG broken")
    (folder / "empty.png").touch()
    gallery = Gallery(folder, ())
    assert gallery.items() == (own,)
    with pytest.raises(PortraitError, match="damaged"):
        load_image(own.path)


def test_pictures_put_into_the_folder_by_hand_are_taken_in(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "holiday_snap.png").write_bytes(picture(1))
    (folder / "copy.png").write_bytes(picture(1))
    (folder / "notes.txt").write_text("no picture")
    assert len(Gallery(folder, ()).items()) == 1


def test_a_file_renamed_by_hand_is_the_same_portrait(folder: Path) -> None:
    own = Gallery(folder, ()).add_bytes(picture(), "me")
    own.path.rename(folder / "myself.png")
    (item,) = Gallery(folder, ()).items()
    assert (item.id, item.path) == (own.id, folder / "myself.png")


def test_a_vanished_file_is_no_longer_offered(folder: Path) -> None:
    Gallery(folder, ()).add_bytes(picture(), "me").path.unlink()
    assert Gallery(folder, ()).items() == ()


@pytest.mark.parametrize(
    "file", ["../secret.png", "/secret.png", "sub/secret.png", "..\\secret.png", "link.png"]
)
def test_nothing_outside_the_folder_is_shown(folder: Path, file: str) -> None:
    folder.mkdir(parents=True)
    secret = folder.parent / "secret.png"
    secret.write_bytes(picture())
    (folder / "sub").mkdir()
    (folder / "sub" / "secret.png").write_bytes(picture())
    with contextlib.suppress(OSError):  # not every system lets one make links
        (folder / "link.png").symlink_to(secret)
    entry = {"id": "a", "name": "secret", "file": file, "hidden": False}
    (folder / "gallery.json").write_text(json.dumps({"version": 1, "items": [entry]}))
    gallery = Gallery(folder, ())
    assert gallery.items() == ()
    with pytest.raises(PortraitError):
        gallery.remove("a")
    assert secret.exists()


def test_a_full_disk_leaves_the_gallery_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gallery = Gallery(folder, ())
    gallery.add_bytes(picture(1), "first")
    before = gallery.items()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gallery_module, "write_index", full)
    with pytest.raises(PortraitError, match="no space left"):
        gallery.add_bytes(picture(2), "second")
    with pytest.raises(PortraitError, match="no space left"):
        gallery.rename(before[0].id, "other")
    assert gallery.items() == before
    assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".png"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=120))
def test_any_name_makes_a_good_file_and_one_line(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "names"
    gallery = Gallery(folder, ())
    item = gallery.add_bytes(picture(), name)
    assert item.path.parent == folder
    assert item.path.is_file()
    assert item.name == item.name.strip()
    assert item.name.isprintable()
    assert len(item.path.name.encode()) < 200
    gallery.remove(item.id)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["version", "items", "id", "name", "file", "hidden"]), inner)
        ),
        max_leaves=8,
    )
)
def test_any_json_opens(tmp_path: Path, content: Any) -> None:
    folder = tmp_path / "index"
    folder.mkdir(exist_ok=True)
    (folder / "gallery.json").write_text(json.dumps(content))
    assert Gallery(folder, ()).items() == ()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_in_place_of_the_index_is_not_waited_for(
    folder: Path, shipped: tuple[ShippedPortrait, ...]
) -> None:
    folder.mkdir(parents=True)
    os.mkfifo(folder / "gallery.json")
    gallery = Gallery(folder, shipped)
    assert "damaged" in gallery.notice
    assert len(gallery.items()) == 2
