"""Bytes of a picture file to upright sRGB pixels, whatever a camera, scanner or editor wrote."""

from __future__ import annotations

import io
import logging
import warnings
from typing import Final

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from app.errors import PortraitError, Reason
from app.pipeline.types import RGBImage

MAX_PIXELS: Final = 40_000_000
MAX_SIDE: Final = 16_384
"""Pixels; OpenCV's remap stops at 32767, and no portrait is that long."""
MIN_SIDE: Final = 64
BACKDROP: Final = (128, 128, 128)
"""What shows through a transparent picture."""

_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_SIGNATURES: Final = (b"\x89PNG", b"\xff\xd8", b"RIFF")
_EXIF_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_log = logging.getLogger(__name__)


def decode_image(data: bytes, what: str) -> RGBImage:
    """Decodes a PNG, JPEG or WebP picture; the content decides which, not the file's ending.

    The first frame of an animation is taken, the camera's rotation is applied, 16-bit greys are
    scaled, colours are converted to sRGB and transparency is laid over ``BACKDROP``.

    Args:
        data: The whole file.
        what: The clause that opens an error's line ("cannot open the portrait 'x.png'").

    Returns:
        H x W x 3 uint8 RGB, upright, contiguous and writable.

    Raises:
        PortraitError: Not a picture, damaged, too large or too small.
    """
    with warnings.catch_warnings():
        # Pillow warns of what is refused or mended below (bombs, odd EXIF, odd palettes).
        warnings.simplefilter("ignore")
        image = _open(data, what)
        _check_size(image.size, what)
        try:
            image.load()
            return np.array(_to_srgb(_flatten(_upright(image))), dtype=np.uint8)
        except Exception as error:
            # A decoder fed hostile bytes raises nearly anything; here it all means one thing.
            _log.debug("decoder failed", exc_info=True)
            raise _damaged(what) from error


def _open(data: bytes, what: str) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large(what, "it has far too many pixels") from error
    except UnidentifiedImageError as error:
        if data.startswith(_SIGNATURES):
            raise _damaged(what) from error
        why = "it is not a PNG, JPEG or WebP picture"
        fix = "Choose a picture, or save this one as PNG, JPEG or WebP"
        raise PortraitError(what, why, fix, reason=Reason.NO_PICTURE) from error
    except Exception as error:
        _log.debug("decoder failed", exc_info=True)
        raise _damaged(what) from error


def _check_size(size: tuple[int, int], what: str) -> None:
    """Judges the size the header promises, before a pixel is decoded."""
    width, height = size
    if width * height > MAX_PIXELS or max(size) > MAX_SIDE:
        raise _too_large(what, f"it is {width} x {height} pixels")
    if min(size) < MIN_SIDE:
        why = f"it is only {width} x {height} pixels"
        fix = f"Choose a picture of at least {MIN_SIDE} pixels a side"
        raise PortraitError(what, why, fix, reason=Reason.PICTURE_TOO_SMALL)


def _upright(image: Image.Image) -> Image.Image:
    """Turns a picture the way its camera was held; a broken note about that is ignored."""
    try:
        orientation = image.getexif().get(_EXIF_ORIENTATION)
    except Exception:  # EXIF is an embedded file of its own, as hostile as the picture.
        _log.debug("unreadable EXIF", exc_info=True)
        return image
    turn = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    if turn is None:
        return image
    upright = image.transpose(turn)
    upright.info = image.info
    return upright


def _flatten(image: Image.Image) -> Image.Image:
    """Brings any mode to 8-bit L, RGB or CMYK without transparency; keeps the colour profile."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        grey = np.asarray(image).astype(np.uint32)
        flat = Image.fromarray(((grey + 128) // 257).clip(0, 255).astype(np.uint8))
    elif image.has_transparency_data:
        flat = Image.new("RGB", image.size, BACKDROP)
        layer = image.convert("RGBA")
        flat.paste(layer, mask=layer.getchannel("A"))
    elif image.mode in ("L", "RGB", "CMYK"):
        flat = image
    else:
        flat = image.convert("L" if image.mode == "1" else "RGB")
    flat.info["icc_profile"] = profile
    return flat


def _to_srgb(image: Image.Image) -> Image.Image:
    """Applies the embedded colour profile; a missing or broken one counts as sRGB."""
    profile = image.info.get("icc_profile")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            _log.debug("unusable colour profile", exc_info=True)
        else:
            if converted is not None:
                return converted
    return image.convert("RGB")


def _too_large(what: str, why: str) -> PortraitError:
    limit = f"at most {MAX_PIXELS // 1_000_000} megapixels and {MAX_SIDE} pixels a side"
    return PortraitError(what, why, f"Choose or make a smaller copy: {limit}", reason=Reason.FILE_TOO_LARGE)


def _damaged(what: str) -> PortraitError:
    why, fix = "the file is damaged or incomplete", "Copy or download it again"
    return PortraitError(what, why, fix, reason=Reason.FILE_DAMAGED)
