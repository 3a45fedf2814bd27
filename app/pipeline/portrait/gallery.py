"""The portraits a person can choose from: the shipped ones, and copies of their own."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.errors import PortraitError, Reason
from app.files import set_aside
from app.pipeline.portrait import gallery_files
from app.pipeline.portrait.decoding import decode_image
from app.pipeline.portrait.gallery_index import (
    IndexDamagedError,
    IndexEntry,
    NewerIndexError,
    read_index,
    write_index,
)
from app.pipeline.portrait.library import ShippedPortrait, shipped_portraits
from app.pipeline.portrait.loading import MAX_FILE_BYTES, read_picture

_log = logging.getLogger(__name__)

_INDEX: Final = "gallery.json"
_SHIPPED: Final = "shipped:"


@dataclass(frozen=True, slots=True)
class GalleryItem:
    """A portrait to choose.

    Attributes:
        id: Stays the same for as long as the picture is in the gallery, also over restarts.
        name: For people; not always unique.
        path: The picture.
        shipped: It came with the program.
    """

    id: str
    name: str
    path: Path
    shipped: bool


class Gallery:
    """Shipped and own portraits in one order, kept over restarts.

    Own pictures are copied into a folder, so a person's original is never touched. Pictures that
    were put into the folder by other means are taken in at the next start. Any thread may call;
    adding decodes a picture and belongs on a worker. ``items`` never waits.

    Args:
        folder: Of the copies and the index; made when first needed.
        shipped: What comes with the program.

    Attributes:
        notice: One line for the user about something mended at start, else empty.
    """

    def __init__(self, folder: Path, shipped: Sequence[ShippedPortrait] | None = None) -> None:
        self._folder = folder
        self._shipped = {_key(it): it for it in (shipped_portraits() if shipped is None else shipped)}
        self._lock = threading.Lock()
        self.notice = ""
        self._entries: tuple[IndexEntry, ...] = ()
        self._items: tuple[GalleryItem, ...] = ()
        self._show(self._completed(self._load()))

    def items(self) -> tuple[GalleryItem, ...]:
        """All portraits, in order; at the first start the shipped ones, the default one first."""
        return self._items

    def item(self, key: str) -> GalleryItem:
        """The portrait with that id.

        Raises:
            PortraitError: It is not in the gallery.
        """
        for item in self._items:
            if item.id == key:
                return item
        raise PortraitError("cannot find the portrait", "it is no longer in the gallery", "Choose another")

    def add_file(self, path: Path) -> GalleryItem:
        """Copies a picture into the gallery; one that is there already is only found again.

        Args:
            path: A PNG, JPEG or WebP file of at most ``MAX_FILE_BYTES``.

        Raises:
            PortraitError: It is no usable picture, or there is no room to copy it to.
        """
        what = f"cannot add the portrait {path.name!r}"
        name = path.stem.replace("_", " ")  # as people write it
        return self._add(read_picture(path, what), name, what)

    def add_bytes(self, data: bytes, name: str = "") -> GalleryItem:
        """Adds a picture that is not a file: pasted, or dragged from a browser.

        Args:
            data: A whole PNG, JPEG or WebP file.
            name: What to call it.

        Raises:
            PortraitError: As ``add_file``.
        """
        what = f"cannot add the portrait {gallery_files.tidy_name(name)!r}"
        if len(data) > MAX_FILE_BYTES:
            limit = MAX_FILE_BYTES // 1_000_000
            raise PortraitError(
                what,
                f"it is larger than {limit} MB",
                "Choose or make a smaller copy",
                reason=Reason.FILE_TOO_LARGE,
            )
        return self._add(data, name, what)

    def rename(self, key: str, name: str) -> GalleryItem:
        """Calls a portrait something else; an empty name changes nothing.

        Raises:
            PortraitError: It is not in the gallery, or the index cannot be written.
        """
        what = f"cannot rename the portrait {self.item(key).name!r}"
        if name.strip():
            named = gallery_files.tidy_name(name)
            self._change(
                what, lambda entries: _swapped(entries, key, lambda entry: replace(entry, name=named))
            )
        return self.item(key)

    def remove(self, key: str) -> None:
        """Takes a portrait out: deletes our copy, or hides a shipped one.

        Raises:
            PortraitError: It is not in the gallery, or cannot be deleted.
        """
        item = self.item(key)
        what = f"cannot remove the portrait {item.name!r}"
        if item.shipped:
            self._change(
                what, lambda entries: _swapped(entries, key, lambda entry: replace(entry, hidden=True))
            )
            return
        try:
            item.path.unlink(missing_ok=True)
        except OSError as error:
            raise _failed(what, error) from error
        self._change(what, lambda entries: tuple(entry for entry in entries if entry.id != key))

    def restore_shipped(self) -> None:
        """Shows all shipped portraits again, where they were.

        Raises:
            PortraitError: The index cannot be written.
        """
        self._change(
            "cannot restore the shipped portraits",
            lambda entries: tuple(replace(entry, hidden=False) for entry in entries),
        )

    def _add(self, data: bytes, name: str, what: str) -> GalleryItem:
        key = gallery_files.content_id(data)
        with contextlib.suppress(PortraitError):
            return self.item(key)
        decode_image(data, what)
        named = gallery_files.tidy_name(name)
        try:
            file = gallery_files.store(self._folder, data, named)
        except OSError as error:
            raise _failed(what, error) from error
        try:
            self._change(what, lambda entries: _appended(entries, IndexEntry(key, named, file)))
        except PortraitError:
            with contextlib.suppress(OSError):
                (self._folder / file).unlink(missing_ok=True)
            raise
        return self.item(key)

    def _change(self, what: str, change: Callable[[tuple[IndexEntry, ...]], tuple[IndexEntry, ...]]) -> None:
        """Writes the changed index, and shows it once it is safe on the disk."""
        with self._lock:
            entries = change(self._entries)
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                write_index(self._folder / _INDEX, entries)
            except OSError as error:
                raise _failed(what, error) from error
            self._show(entries)

    def _load(self) -> tuple[IndexEntry, ...]:
        path = self._folder / _INDEX
        try:
            return read_index(path)
        except FileNotFoundError:
            return ()
        except (IndexDamagedError, OSError) as error:
            _log.warning("cannot read %s: %s", path, error)
            newer = isinstance(error, NewerIndexError)
        with contextlib.suppress(OSError):
            _log.warning("kept as %s", set_aside(path))
        why = "was written by a newer version of this program" if newer else "was damaged"
        self.notice = f"The list of your portraits {why} and was made anew; names and order may differ"
        return ()

    def _completed(self, entries: tuple[IndexEntry, ...]) -> tuple[IndexEntry, ...]:
        """The index without lost files and with what it lacks: newly shipped ones first, strangers last."""
        kept = tuple(entry for entry in entries if entry.file is None or self._path(entry) is not None)
        known, files = {entry.id for entry in kept}, {entry.file for entry in kept}
        shipped = (IndexEntry(key, it.name) for key, it in self._shipped.items() if key not in known)
        found = (self._stranger(file) for file in gallery_files.pictures(self._folder) if file not in files)
        strangers = {entry.id: entry for entry in found if entry is not None and entry.id not in known}
        return (*shipped, *kept, *strangers.values())

    def _stranger(self, file: str) -> IndexEntry | None:
        try:
            data = read_picture(self._folder / file, f"cannot read {file!r}")
        except PortraitError as error:
            _log.warning("%s", error)
            return None
        return IndexEntry(gallery_files.content_id(data), gallery_files.name_from_file(file), file)

    def _show(self, entries: tuple[IndexEntry, ...]) -> None:
        self._entries = entries
        self._items = tuple(item for entry in entries if (item := self._shown(entry)) is not None)

    def _shown(self, entry: IndexEntry) -> GalleryItem | None:
        if entry.hidden:
            return None
        shipped = self._shipped.get(entry.id)
        if shipped is not None:
            return GalleryItem(entry.id, entry.name, shipped.path, True)
        path = self._path(entry)
        return GalleryItem(entry.id, entry.name, path, False) if path is not None else None

    def _path(self, entry: IndexEntry) -> Path | None:
        return gallery_files.inside(self._folder, entry.file) if entry.file else None


def _key(portrait: ShippedPortrait) -> str:
    return _SHIPPED + portrait.path.stem


def _appended(entries: tuple[IndexEntry, ...], entry: IndexEntry) -> tuple[IndexEntry, ...]:
    return (*(other for other in entries if other.id != entry.id), entry)


def _swapped(
    entries: tuple[IndexEntry, ...], key: str, change: Callable[[IndexEntry], IndexEntry]
) -> tuple[IndexEntry, ...]:
    return tuple(change(entry) if entry.id == key else entry for entry in entries)


def _failed(what: str, error: OSError) -> PortraitError:
    why = (error.strerror or str(error)).lower()
    return PortraitError(what, why, "Check the free space and the permissions of the portraits' folder")
