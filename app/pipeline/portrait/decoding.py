"""Bytes of a picture file to upright sRGB pixels, whatever a camera, scanner or editor wrote."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from app.errors import PortraitError, Reason
from app.pipeline.portrait.decoding_limits import MeteredFile, TooManyPartsError, check_scans
from app.pipeline.types import RGBImage

MAX_PIXELS: Final = 40_000_000
MAX_SIDE: Final = 16_384
"""Pixels; OpenCV's remap stops at 32767, and no portrait is that long."""
MIN_SIDE: Final = 64
BACKDROP: Final = (128, 128, 128)
"""What shows through a transparent picture."""

MAX_WEBP_PIXELS: Final = 25_000_000
"""WebP's decoder holds a picture four times over."""

_STRIP_ROWS: Final = 256
"""Colours are converted a few rows at a time: several steps over a whole large picture fill the memory."""

_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_SIGNATURES: Final = (b"\x89PNG", b"\xff\xd8", b"RIFF")
_EXIF_ORIENTATION: Final = 0x0112
_Turn: TypeAlias = Callable[[RGBImage], RGBImage]

_UPRIGHT: Final[Mapping[int, _Turn]] = {
    2: np.fliplr,
    3: lambda pixels: np.rot90(pixels, 2),
    4: np.flipud,
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: np.rot90(pixels.swapaxes(0, 1), 2),
    8: np.rot90,
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
        try:
            pixels, upright = _decode(data, what)
            return pixels if upright is None else np.ascontiguousarray(upright(pixels))
        except PortraitError:
            raise
        except TooManyPartsError as error:
            why = "it is cut into more parts than a picture has"
            fix = "Save it again with another program"
            raise PortraitError(what, why, fix, reason=Reason.FILE_DAMAGED) from error
        except Exception as error:
            # A decoder fed hostile bytes raises nearly anything; here it all means one thing.
            _log.debug("decoder failed", exc_info=True)
            raise _damaged(what) from error


def _decode(data: bytes, what: str) -> tuple[RGBImage, _Turn | None]:
    """The picture as it lies in the file, in sRGB, and what brings it upright."""
    image = _open(data, what)
    _check_size(image, what)
    if image.format == "JPEG":
        check_scans(data)
    image.load()
    return _pixels(image), _turn(image)


def _open(data: bytes, what: str) -> Image.Image:
    try:
        return Image.open(MeteredFile(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large(what, "it has far too many pixels") from error
    except UnidentifiedImageError as error:
        if data.startswith(_SIGNATURES):
            raise _damaged(what) from error
        why = "it is not a PNG, JPEG or WebP picture"
        fix = "Choose a picture, or save this one as PNG, JPEG or WebP"
        raise PortraitError(what, why, fix, reason=Reason.NO_PICTURE) from error


def _check_size(image: Image.Image, what: str) -> None:
    """Judges the size the header promises, before a pixel is decoded."""
    width, height = image.size
    most = MAX_WEBP_PIXELS if image.format == "WEBP" else MAX_PIXELS
    if width * height > most or max(image.size) > MAX_SIDE:
        raise _too_large(what, f"it is {width} x {height} pixels", most)
    if min(image.size) < MIN_SIDE:
        why = f"it is only {width} x {height} pixels"
        fix = f"Choose a picture of at least {MIN_SIDE} pixels a side"
        raise PortraitError(what, why, fix, reason=Reason.PICTURE_TOO_SMALL)


def _turn(image: Image.Image) -> _Turn | None:
    """What turns a picture the way its camera was held; a broken note about that is ignored."""
    try:
        orientation = image.getexif().get(_EXIF_ORIENTATION)
    except Exception:  # EXIF is an embedded file of its own, as hostile as the picture.
        _log.debug("unreadable EXIF", exc_info=True)
        return None
    return _UPRIGHT.get(orientation) if isinstance(orientation, int) else None


def _pixels(image: Image.Image) -> RGBImage:
    width, height = image.size
    pixels = np.empty((height, width, 3), np.uint8)
    to_srgb = _profile_transform(image)
    for top in range(0, height, _STRIP_ROWS):
        rows = slice(top, min(top + _STRIP_ROWS, height))
        flat = _flatten(image.crop((0, rows.start, width, rows.stop)))
        pixels[rows] = to_srgb(flat)
    return pixels


def _flatten(image: Image.Image) -> Image.Image:
    """Brings any mode to 8-bit L, RGB or CMYK without transparency."""
    if image.mode.startswith("I"):
        grey = np.asarray(image).astype(np.uint32)
        return Image.fromarray(((grey + 128) // 257).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        flat = Image.new("RGB", image.size, BACKDROP)
        layer = image.convert("RGBA")
        flat.paste(layer, mask=layer.getchannel("A"))
        return flat
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _profile_transform(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """What applies the embedded colour profile; a missing or broken one counts as sRGB."""
    profile = image.info.get("icc_profile")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = _flatten(image.crop((0, 0, 1, 1))).mode
            transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            _log.debug("unusable colour profile", exc_info=True)
        else:
            return transform.apply
    return lambda flat: flat.convert("RGB")


def _too_large(what: str, why: str, most: int = MAX_PIXELS) -> PortraitError:
    limit = f"at most {most // 1_000_000} megapixels and {MAX_SIDE} pixels a side"
    return PortraitError(what, why, f"Choose or make a smaller copy: {limit}", reason=Reason.FILE_TOO_LARGE)


def _damaged(what: str) -> PortraitError:
    why, fix = "the file is damaged or incomplete", "Copy or download it again"
    return PortraitError(what, why, fix, reason=Reason.FILE_DAMAGED)
