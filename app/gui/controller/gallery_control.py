"""The portraits: which there are, which one is on air, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.gui.controller.chores import Chores
from app.gui.controller.notices import NoticeBoard
from app.gui.views import FaceVerdict, PortraitChoice

if TYPE_CHECKING:
    from app.pipeline.backstage import Backstage
    from app.pipeline.portrait.gallery import Gallery, GalleryItem

_KEY = "portrait file"
"""Of its notices."""


class GalleryControl(QObject):
    """Keeps the tiles of the gallery. What touches the disk is a chore.

    Args:
        chores: Does what waits for the disk.
        notices: Where problems are shown.
    """

    portraits_changed = Signal(object)
    """``tuple[PortraitChoice, ...]``."""

    thumbnail_made = Signal(str, object)
    """Id of a portrait and its ``BGRAImage``."""

    chosen = Signal(object)
    """``Path`` of the portrait to animate."""

    def __init__(self, chores: Chores, notices: NoticeBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chores = chores
        self._notices = notices
        self._backstage: Backstage | None = None
        self._items: tuple[GalleryItem, ...] = ()
        self._faces: dict[str, tuple[FaceVerdict, str]] = {}

    @property
    def portraits(self) -> tuple[PortraitChoice, ...]:
        """The tiles, in order."""
        return tuple(self._choice(item) for item in self._items)

    def attach(self, backstage: Backstage) -> None:
        """Takes the pipeline over."""
        self._backstage = backstage
        self._refresh()

    def id_of(self, path: Path | None) -> str:
        """The portrait with that file, the first one for None; empty if it is not in the gallery."""
        if path is None:
            return self._items[0].id if self._items else ""
        return next((item.id for item in self._items if item.path == path), "")

    def choose(self, key: str) -> None:
        """Puts a portrait on air."""
        item = next((item for item in self._items if item.id == key), None)
        if item is not None:
            self.chosen.emit(item.path)

    def choose_at(self, place: int) -> None:
        """Puts the portrait at that place on air, counted from 0, if there is one."""
        if 0 <= place < len(self._items):
            self.chosen.emit(self._items[place].path)

    def step(self, current: Path | None, steps: int) -> None:
        """Puts the next usable portrait on air, or with -1 the one before; round and round."""
        usable = [item for item in self._items if self._verdict(item.id)[0] in _USABLE]
        if not usable:
            return
        here = self.id_of(current)
        places = [place for place, item in enumerate(usable) if item.id == here]
        start = places[0] if places else (-1 if steps > 0 else 0)
        self.chosen.emit(usable[(start + steps) % len(usable)].path)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Copies pictures into the gallery and puts the last one on air."""
        for path in paths:
            self._change(lambda gallery_path=path: self._gallery().add_file(gallery_path))  # type: ignore[misc]

    def add_image(self, data: bytes) -> None:
        """Adds a picture that was pasted or dragged in, as the bytes of a file."""
        self._change(lambda: self._gallery().add_bytes(data, self.tr("Pasted portrait")))

    def rename(self, key: str, name: str) -> None:
        """Calls a portrait something else."""
        self._change(lambda: self._rename(key, name))

    def remove(self, key: str) -> None:
        """Takes a portrait out of the gallery."""
        self._change(lambda: self._gallery().remove(key))

    def restore_shipped(self) -> None:
        """Shows every shipped portrait again."""
        self._change(lambda: self._gallery().restore_shipped())

    def poll(self) -> None:
        """Takes finished thumbnails; called by the controller's timer."""
        if self._backstage is None:
            return
        thumbnails = self._backstage.thumbnails.take()
        for thumbnail in thumbnails:
            self._faces[thumbnail.id] = (FaceVerdict(thumbnail.face.value), thumbnail.problem)
        if thumbnails:
            self.portraits_changed.emit(self.portraits)
        for thumbnail in thumbnails:
            self.thumbnail_made.emit(thumbnail.id, thumbnail.pixels)

    def _gallery(self) -> Gallery:
        if self._backstage is None:
            raise AppError("the gallery cannot be changed", "it is not open yet", "Try again in a moment")
        return self._backstage.gallery

    def _rename(self, key: str, name: str) -> None:
        self._gallery().rename(key, name)

    def _change(self, change: Callable[[], GalleryItem | None]) -> None:
        self._chores.run(change, self._changed, self._failed)

    def _changed(self, added: GalleryItem | None) -> None:
        self._notices.drop(_KEY)
        self._refresh()
        if added is not None:
            self.chosen.emit(added.path)

    def _failed(self, error: AppError) -> None:
        self._notices.complain(_KEY, "", error, fatal=False)
        self._refresh()

    def _refresh(self) -> None:
        if self._backstage is None:
            return
        self._items = self._backstage.gallery.items()
        for item in self._items:
            if item.id not in self._faces:
                self._faces[item.id] = (FaceVerdict.UNKNOWN, "")
                self._backstage.thumbnails.request(item)
        self.portraits_changed.emit(self.portraits)

    def _verdict(self, key: str) -> tuple[FaceVerdict, str]:
        return self._faces.get(key, (FaceVerdict.UNKNOWN, ""))

    def _choice(self, item: GalleryItem) -> PortraitChoice:
        return PortraitChoice(item.id, item.name, *self._verdict(item.id), shipped=item.shipped)


_USABLE = (FaceVerdict.FOUND, FaceVerdict.UNKNOWN)
