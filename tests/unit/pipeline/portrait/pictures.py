"""Small picture files made in memory, for the tests of this folder."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from app.pipeline.types import RGBImage

SIZE = (96, 72)
"""Width and height of the plain picture: neither square nor symmetrical."""


def gradient(size: tuple[int, int] = SIZE) -> RGBImage:
    """H x W x 3 uint8: red grows to the right, green downwards, blue is 40."""
    width, height = size
    red, green = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return np.dstack([red, green, np.full_like(red, 40)]).astype(np.uint8)


def encode(image: Image.Image | npt.NDArray[np.uint8], kind: str = "PNG", **options: object) -> bytes:
    """The picture as the bytes of a file."""
    buffer = io.BytesIO()
    picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises a size and then has next to no pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR" + header, b"IDAT" + zlib.compress(b"\0" * 64), b"IEND")
    body = b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def exif_with_orientation(orientation: int) -> Image.Exif:
    """EXIF that says how the camera was held, 1 to 8."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def lab_profile() -> bytes:
    """A valid colour profile that does not fit an RGB picture."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def srgb_profile() -> bytes:
    """The profile most cameras embed."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_primaries_profile() -> bytes:
    """A colour profile whose red is green and whose green is red."""
    profile = bytearray(srgb_profile())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)
