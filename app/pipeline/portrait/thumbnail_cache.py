"""Thumbnails kept on the disk, so that a gallery is there at once at the next start."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import warnings
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, PngImagePlugin

from app.files import read_plain, replacing
from app.pipeline.types import RGBImage

_log = logging.getLogger(__name__)

_FORMAT: Final = "1"
"""Goes up when thumbnails are cut differently, so that old ones are made anew."""

_MAX_FILE_BYTES: Final = 2_000_000
_VERDICT: Final = "face"


class FaceVerdict(Enum):
    """What was found in a picture."""

    FOUND = "found"
    """A face to animate."""

    NONE = "none"
    """A picture, but no human face in it."""

    UNREADABLE = "unreadable"
    """No picture, or one that could not be looked at."""


class ThumbnailCache:
    """Small PNG files, each named after the content it was made from.

    Nothing read is trusted: a file of another size, kind or verdict counts as absent. The folder
    is kept under a limit by letting the oldest go.

    Args:
        folder: Made when first needed.
        max_bytes: Limit of all files together.
    """

    def __init__(self, folder: Path, max_bytes: int = 64_000_000) -> None:
        self._folder = folder
        self._max_bytes = max_bytes

    def get(self, content: bytes, size: int) -> tuple[RGBImage, FaceVerdict] | None:
        """The thumbnail of a picture file, size x size x 3 uint8 RGB, None if it is not kept."""
        try:
            data = read_plain(self._path(content, size), _MAX_FILE_BYTES)
        except OSError:
            return None
        return _parsed(data, size) if len(data) <= _MAX_FILE_BYTES else None

    def put(self, content: bytes, thumbnail: RGBImage, verdict: FaceVerdict) -> None:
        """Keeps a thumbnail; where that is not possible, nothing happens."""
        note = PngImagePlugin.PngInfo()
        note.add_text(_VERDICT, verdict.value)
        buffer = BytesIO()
        Image.fromarray(thumbnail).save(buffer, "PNG", pnginfo=note, compress_level=3)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with replacing(self._path(content, thumbnail.shape[0])) as file:
                file.write(buffer.getvalue())
            self._prune()
        except OSError as error:
            _log.debug("cannot keep a thumbnail: %s", error)

    def _path(self, content: bytes, size: int) -> Path:
        return self._folder / f"{hashlib.sha256(content).hexdigest()}-{size}-{_FORMAT}.png"

    def _prune(self) -> None:
        files = [(path, path.stat()) for path in self._folder.glob("*.png")]
        total = sum(status.st_size for _, status in files)
        for path, status in sorted(files, key=lambda entry: entry[1].st_mtime_ns):
            if total <= self._max_bytes:
                return
            with contextlib.suppress(OSError):
                path.unlink()
                total -= status.st_size


def _parsed(data: bytes, size: int) -> tuple[RGBImage, FaceVerdict] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(data), formats=("PNG",))
            if image.size != (size, size) or image.mode != "RGB":
                return None
            image.load()
            verdict = FaceVerdict(image.info.get(_VERDICT))
    except Exception:  # a decoder fed strange bytes raises nearly anything
        _log.debug("a kept thumbnail is damaged", exc_info=True)
        return None
    return None if verdict is FaceVerdict.UNREADABLE else (np.array(image, dtype=np.uint8), verdict)
