"""One picture in a file."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from app.pipeline.types import RGBImage

_JPEG_QUALITY = 95


class ImageEncoder:
    """Writes the first picture as png or jpeg, by the ending, and lets the others pass.

    Args:
        path: The file to write.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written = False

    def write(self, image: RGBImage, media_time: float | None) -> None:
        """Writes the picture (H x W x 3 uint8 RGB) if it is the first."""
        del media_time
        if not self._written:
            Image.fromarray(image).save(self._path, quality=_JPEG_QUALITY)
            self._written = True

    def finish(self) -> None:
        """Nothing is held back."""

    def release(self) -> None:
        """Nothing stays open."""
