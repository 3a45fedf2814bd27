"""Thumbnails of portraits, made on a thread of their own."""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from PIL import Image

from app.errors import PortraitError
from app.paths import cache_dir
from app.pipeline.portrait.decoding import decode_image
from app.pipeline.portrait.loading import FaceFinder, read_picture
from app.pipeline.portrait.thumbnail_cache import FaceVerdict, ThumbnailCache
from app.pipeline.types import BGRAImage, Landmarks, RGBImage
from app.pipeline.worker import Worker

__all__ = ["BGRAImage", "FaceVerdict", "Pictured", "Thumbnail", "ThumbnailMaker", "crop_square"]

_log = logging.getLogger(__name__)

_FACE_SHARE: Final = 0.55
"""Height of the face, forehead to chin, in the thumbnail's."""
_FACE_PLACE: Final = 0.5
_OUTLINE: Final = 468
"""Landmarks before the irises."""
_NO_PICTURE: Final = (44, 46, 52)
_NO_FACE: Final = "No human face was found in it"
_JOIN_LIMIT_S = 2.0


class Pictured(Protocol):
    """What has a picture: a gallery item."""

    @property
    def id(self) -> str:
        """Key to tell the answers apart."""

    @property
    def path(self) -> Path:
        """The picture file."""


@dataclass(frozen=True, slots=True, eq=False)
class Thumbnail:
    """A finished thumbnail.

    Attributes:
        id: Of the item it was asked for.
        pixels: N x N x 4 uint8 BGRA, opaque, contiguous; plain grey where there is no picture.
        face: What was found in it.
        problem: One line for people about what is wrong with it, else empty.
    """

    id: str
    pixels: BGRAImage
    face: FaceVerdict
    problem: str = ""


class ThumbnailMaker:
    """Makes thumbnails one after another; the caller asks, polls, and never waits.

    Args:
        size: Width and height of a thumbnail, pixels.
        folder: Where finished ones are kept, None for the user's cache.
        finder: Finds faces; None uses the tracker's face mesh, loaded on the maker's thread.
    """

    def __init__(self, size: int = 256, folder: Path | None = None, finder: FaceFinder | None = None) -> None:
        self._size = size
        self._cache = ThumbnailCache(cache_dir() / "thumbnails" if folder is None else folder)
        self._finder = finder
        self._changed = threading.Condition()
        self._waiting: deque[tuple[str, Path]] = deque()
        self._done: list[Thumbnail] = []
        self._closed = False
        self._worker = Worker("thumbnails", self._run, _report)

    def start(self) -> None:
        """Starts the thread; what was asked for before is made then."""
        self._worker.start()

    def request(self, item: Pictured) -> None:
        """Asks for a thumbnail; asking again while it waits changes nothing."""
        with self._changed:
            if (item.id, item.path) not in self._waiting:
                self._waiting.append((item.id, item.path))
                self._changed.notify()

    def take(self) -> list[Thumbnail]:
        """What was finished since the last call, in order."""
        with self._changed:
            done, self._done = self._done, []
        return done

    def close(self) -> bool:
        """Gives up what still waits; False if a picture is still being looked at. May be called twice."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify()
        return self._worker.join(_JOIN_LIMIT_S)

    def _run(self) -> None:
        while (request := self._next()) is not None:
            thumbnail = self._made(*request)
            with self._changed:
                self._done.append(thumbnail)

    def _next(self) -> tuple[str, Path] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._waiting)
            return None if self._closed else self._waiting.popleft()

    def _made(self, key: str, path: Path) -> Thumbnail:
        try:
            pixels, verdict = self._look(path)
        except PortraitError as error:
            problem = error.why[:1].upper() + error.why[1:]
        except Exception:  # one picture the models choke on must not end the thread
            _log.warning("cannot look at %s", path.name, exc_info=True)
            problem = "It could not be searched for a face"
        else:
            return Thumbnail(key, _bgra(pixels), verdict, "" if verdict is FaceVerdict.FOUND else _NO_FACE)
        blank = np.full((self._size, self._size, 3), _NO_PICTURE, np.uint8)
        return Thumbnail(key, _bgra(blank), FaceVerdict.UNREADABLE, problem)

    def _look(self, path: Path) -> tuple[RGBImage, FaceVerdict]:
        what = f"cannot open the portrait {path.name!r}"
        content = read_picture(path, what)
        kept = self._cache.get(content, self._size)
        if kept is not None:
            return kept
        image = decode_image(content, what)
        faces = (self._finder or _face_mesh())(image)
        verdict = FaceVerdict.FOUND if len(faces) else FaceVerdict.NONE
        pixels = crop_square(image, faces[0] if len(faces) else None, self._size)
        self._cache.put(content, pixels, verdict)
        return pixels, verdict


def crop_square(image: RGBImage, face: Landmarks | None, size: int) -> RGBImage:
    """The square of a picture to show small: around the face, or the middle.

    Args:
        image: H x W x 3 uint8 RGB.
        face: 478 x 3, pixels of ``image``.
        size: Width and height of the result, pixels.

    Returns:
        size x size x 3 uint8 RGB, never showing anything beyond the picture's edge.
    """
    height, width = image.shape[:2]
    side: float = min(width, height)
    middle = (width / 2, height / 2)
    if face is not None and np.isfinite(face[:, :2]).all():
        low, high = face[:_OUTLINE, :2].min(axis=0), face[:_OUTLINE, :2].max(axis=0)
        side = float(np.clip(max(high - low) / _FACE_SHARE, 1, side))
        middle = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2)
    left = float(np.clip(middle[0] - side / 2, 0, width - side))
    top = float(np.clip(middle[1] - side * _FACE_PLACE, 0, height - side))
    box = (left, top, left + side, top + side)
    small = Image.fromarray(image).resize((size, size), Image.Resampling.LANCZOS, box, reducing_gap=3.0)
    return np.array(small, dtype=np.uint8)


def _bgra(image: RGBImage) -> BGRAImage:
    pixels = np.full((*image.shape[:2], 4), 255, np.uint8)
    pixels[..., :3] = image[..., ::-1]
    return pixels


def _face_mesh() -> FaceFinder:
    from app.pipeline.tracking.face_mesh import find_faces  # MediaPipe is slow to import

    return find_faces


def _report(error: Exception | None) -> None:
    if error is not None:
        _log.error("the thumbnails' thread ended: %s", error)
