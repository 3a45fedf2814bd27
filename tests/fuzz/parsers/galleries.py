"""The gallery's index, with a picture beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from app.pipeline.portrait.gallery import Gallery
from tests.fuzz.json_values import changed_json
from tests.fuzz.parser import FindingError, Parser
from tests.unit.pipeline.portrait import pictures

_FILE = "me.png"
_PICTURE = pictures.encode(pictures.gradient((64, 64)))


def seeds() -> list[bytes]:
    """One of two entries, and one that leads outside."""
    mine = {"id": "a", "name": "Me", "file": _FILE, "hidden": False}
    shipped = {"id": "shipped:lady", "name": "The Lady", "file": None, "hidden": True}
    outside = [
        {**mine, "file": file} for file in ("../settings.json", "/etc/hostname.png", "..\\x.png", "a/b.png")
    ]
    items = [[mine, shipped], *([one] for one in outside)]
    return [json.dumps({"version": 1, "items": some}).encode() for some in items]


def read(data: bytes, folder: Path) -> bool:
    for path in folder.glob("*.json"):
        path.unlink()
    (folder / _FILE).write_bytes(_PICTURE)
    (folder / "gallery.json").write_bytes(data)
    gallery = Gallery(folder, ())
    for item in gallery.items():
        if item.path != folder / _FILE:
            raise FindingError(f"the gallery shows {item.path}")
    if gallery.notice and (folder / "gallery.broken-1.json").read_bytes() != data:
        raise FindingError("a broken index was not kept")
    if gallery.items():
        gallery.rename(gallery.items()[0].id, "renamed")
    return not gallery.notice


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    return (changed_json(files), changed_json(files))


PARSER = Parser("gallery indexes", seeds, read, _inputs)
