"""Pictures that are dragged in or pasted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QImage

_AS_THEY_COME = ("image/png", "image/jpeg", "image/webp")
_NO_COMPRESSION = 100  # of Qt's PNG writer: a large picture must not hold up the window


def carries_pictures(mime: QMimeData) -> bool:
    """Whether there are local files or a picture in it; cheap enough for every move of a drag."""
    return any(url.isLocalFile() for url in mime.urls()) or mime.hasImage()


def files_of(mime: QMimeData) -> list[Path]:
    """The local files in it; addresses on the web are left out."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def image_of(mime: QMimeData) -> bytes | None:
    """The picture in it as a PNG, JPEG or WebP file, None if there is none."""
    for kind in _AS_THEY_COME:
        if mime.hasFormat(kind):
            data = bytes(mime.data(kind).data())
            if data:
                return data
    picture = mime.imageData()
    if not isinstance(picture, QImage) or picture.isNull():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG", _NO_COMPRESSION)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
