"""What the gallery remembers beside the pictures: their names and their order, in a JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.files import NotPlainFileError, read_plain, replacing

_VERSION: Final = 1
_MAX_BYTES: Final = 4_000_000
_MAX_ENTRIES: Final = 10_000


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One line of the index.

    Attributes:
        id: The gallery's key of the picture.
        name: What it is called.
        file: Name of the user's file in the folder, None for a shipped picture.
        hidden: A shipped picture that was removed.
    """

    id: str
    name: str
    file: str | None = None
    hidden: bool = False


class IndexDamagedError(Exception):
    """The index is not what we write."""


class NewerIndexError(IndexDamagedError):
    """A later version of this program wrote the index."""


def read_index(path: Path) -> tuple[IndexEntry, ...]:
    """Reads the index, in its order.

    Raises:
        FileNotFoundError: There is none yet.
        OSError: It cannot be read.
        IndexDamagedError: It makes no sense, or a newer program wrote it.
    """
    try:
        data = read_plain(path, _MAX_BYTES)
    except NotPlainFileError as error:
        raise IndexDamagedError("it is not a plain file") from error
    if len(data) > _MAX_BYTES:
        raise IndexDamagedError("it is too large")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise IndexDamagedError("it is not JSON") from error
    version = content.get("version") if isinstance(content, dict) else None
    if type(version) is int and version > _VERSION:
        raise NewerIndexError("a newer program wrote it")
    if version != _VERSION:
        raise IndexDamagedError("its version is unknown")
    items = content.get("items")
    if not isinstance(items, list) or len(items) > _MAX_ENTRIES:
        raise IndexDamagedError("it lists no pictures")
    entries = tuple(_entry(item) for item in items)
    if len({entry.id for entry in entries}) < len(entries):
        raise IndexDamagedError("it lists a picture twice")
    return entries


def write_index(path: Path, entries: Iterable[IndexEntry]) -> None:
    """Replaces the index, wholly or not at all.

    Raises:
        OSError: It cannot be written.
    """
    items = [
        {"id": entry.id, "name": entry.name, "file": entry.file, "hidden": entry.hidden} for entry in entries
    ]
    with replacing(path) as file:
        file.write(json.dumps({"version": _VERSION, "items": items}, indent=1, ensure_ascii=False).encode())


def _entry(item: object) -> IndexEntry:
    if not isinstance(item, dict):
        raise IndexDamagedError("an entry is no object")
    key, name, file, hidden = (item.get(field) for field in ("id", "name", "file", "hidden"))
    if not (isinstance(key, str) and key and isinstance(name, str) and name):
        raise IndexDamagedError("an entry has no id or no name")
    if not _can_be_written(key + name + (file if isinstance(file, str) else "")):
        raise IndexDamagedError("an entry has half a character")
    if not (file is None or isinstance(file, str)) or not isinstance(hidden, bool):
        raise IndexDamagedError("an entry has a strange file")
    return IndexEntry(key, name, file, hidden)


def _can_be_written(text: str) -> bool:
    """JSON can hold halves of characters, which no file can."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
