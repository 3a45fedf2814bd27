"""The portraits: which there are, which one is on air, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

_MOST_REASONS = 4
"""Named after the first when several pictures cannot be added."""


@dataclass(frozen=True, slots=True)
class _Added:
    """What became of pictures that were to be added.

    Attributes:
        last: The last one that was, None if none was.
        failures: Why others were not.
    """

    last: GalleryItem | None
    failures: tuple[AppError, ...]


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

    removed = Signal(object, object)
    """``Path`` of a portrait that went, and of its neighbour that may take its place, None for none."""

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
        if backstage.gallery.notice:
            self._notices.say(_KEY, backstage.gallery.notice)
        self._refresh()

    def id_of(self, path: Path | None) -> str:
        """The portrait with that file, for None the shipped default; empty if it is not in the gallery."""
        if not self._items:
            return ""
        wanted = path or _default_portrait()
        return next((item.id for item in self._items if item.path == wanted), "")

    def shows(self, path: Path, current: Path | None) -> bool:
        """Whether a portrait is the one in use."""
        return path == (current or _default_portrait())

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
        keys = [item.id for item in self._items]
        here = self.id_of(current)
        at = keys.index(here) if here else (-1 if steps > 0 else 0)
        ring = [self._items[(at + steps * turn) % len(keys)] for turn in range(1, len(keys) + 1)]
        wanted = next((item for item in ring if self._verdict(item.id)[0] in _USABLE), None)
        if wanted is not None:
            self.chosen.emit(wanted.path)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Copies pictures into the gallery and puts the last one on air."""
        self._chores.run(lambda: self._add_each(paths), self._added, self._failed)

    def add_image(self, data: bytes) -> None:
        """Adds a picture that was pasted or dragged in, as the bytes of a file."""
        name = self.tr("Pasted portrait")
        self._chores.run(lambda: self._gallery().add_bytes(data, name), self._put_on_air, self._failed)

    def rename(self, key: str, name: str) -> None:
        """Calls a portrait something else."""
        self._change(lambda: self._rename(key, name))

    def remove(self, key: str) -> None:
        """Takes a portrait out of the gallery."""
        item = next((item for item in self._items if item.id == key), None)
        if item is not None:
            self._chores.run(
                lambda: self._gallery().remove(key),
                lambda _: self._gone(item, self._neighbour(item)),
                self._failed,
            )

    def restore_shipped(self) -> None:
        """Shows every shipped portrait again."""
        self._change(lambda: self._gallery().restore_shipped())

    def poll(self) -> None:
        """Takes finished thumbnails; called by the controller's timer."""
        if self._backstage is None:
            return
        there = {item.id for item in self._items}
        thumbnails = [one for one in self._backstage.thumbnails.take() if one.id in there]
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

    def _add_each(self, paths: Sequence[Path]) -> _Added:
        """One picture that cannot be used does not keep the others out."""
        outcomes = [self._tried(path) for path in paths]
        items = [one for one in outcomes if not isinstance(one, AppError)]
        failures = tuple(one for one in outcomes if isinstance(one, AppError))
        return _Added(items[-1] if items else None, failures)

    def _tried(self, path: Path) -> GalleryItem | AppError:
        try:
            return self._gallery().add_file(path)
        except AppError as error:
            return error

    def _added(self, added: _Added) -> None:
        if added.last is not None:
            self._put_on_air(added.last)
        else:
            self._refresh()
        if added.failures:
            self._notices.complain(_KEY, "", _together(added.failures), fatal=False)

    def _put_on_air(self, added: GalleryItem) -> None:
        self._changed(None)
        self.chosen.emit(added.path)

    def _gone(self, item: GalleryItem, neighbour: GalleryItem | None) -> None:
        self._changed(None)
        self.removed.emit(item.path, None if neighbour is None else neighbour.path)

    def _neighbour(self, item: GalleryItem) -> GalleryItem | None:
        """The usable one after it, else the one before."""
        place = next((at for at, one in enumerate(self._items) if one.id == item.id), 0)
        others = (*self._items[place + 1 :], *reversed(self._items[:place]))
        return next((one for one in others if self._verdict(one.id)[0] in _USABLE), None)

    def _change(self, change: Callable[[], None]) -> None:
        self._chores.run(change, self._changed, self._failed)

    def _changed(self, _: None) -> None:
        self._notices.drop(_KEY)
        self._refresh()

    def _failed(self, error: AppError) -> None:
        self._notices.complain(_KEY, "", error, fatal=False)
        self._refresh()

    def _refresh(self) -> None:
        if self._backstage is None:
            return
        self._items = self._backstage.gallery.items()
        there = {item.id for item in self._items}  # one that comes back is looked at anew
        self._faces = {key: face for key, face in self._faces.items() if key in there}
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


def _together(failures: tuple[AppError, ...]) -> AppError:
    """One error for all of them: a folder full of other files is one banner."""
    first, *others = failures
    lines = [first.why, *(f"{error.what}: {error.why}" for error in others[:_MOST_REASONS])]
    if len(others) > _MOST_REASONS:
        lines.append("…")
    return AppError(first.what, "\n".join(lines), first.fix, reason=first.reason)


def _default_portrait() -> Path:
    from app.pipeline.portrait.library import default_portrait

    return default_portrait()
