"""What a sticker's file says about itself; the one place that decides it."""

from __future__ import annotations

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.paths import APP_NAME

_EXIF_SOFTWARE = 0x0131


def png_labels() -> PngInfo:
    """Text chunks for PNG and APNG."""
    info = PngInfo()
    info.add_text("Software", APP_NAME)
    return info


def exif_labels() -> Image.Exif:
    """EXIF for WebP."""
    exif = Image.Exif()
    exif[_EXIF_SOFTWARE] = APP_NAME
    return exif


def gif_comment() -> bytes:
    """The comment of a GIF."""
    return APP_NAME.encode("ascii")
