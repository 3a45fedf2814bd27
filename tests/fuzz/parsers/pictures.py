"""Portraits: PNG, JPEG and WebP, with rotation, profile, palette, animation and XMP."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from app.pipeline.portrait.decoding import MAX_PIXELS, MIN_SIDE
from app.pipeline.portrait.loading import load_image
from app.pipeline.provenance.marking import marked
from app.pipeline.provenance.source_type import SourceType
from tests.fuzz.chunks import Chunk, join_png, join_riff, rearranged, split_png, split_riff
from tests.fuzz.parser import FindingError, Parser
from tests.unit.pipeline.portrait import pictures

_SIZE = (96, 72)


def seeds() -> list[bytes]:
    """One of each kind that cameras, editors and scanners write."""
    plain = pictures.gradient(_SIZE)
    image = Image.fromarray(plain)
    profile, exif = pictures.srgb_profile(), pictures.exif_with_orientation(6)
    grey16 = Image.fromarray(np.arange(96 * 72, dtype=np.uint16).reshape(72, 96) * 9)
    frames = [image.rotate(angle) for angle in (90, 180)]
    files = [
        pictures.encode(plain, "PNG", icc_profile=profile, exif=exif),
        pictures.encode(image.convert("P"), "PNG", transparency=3),
        pictures.encode(image.convert("LA"), "PNG"),
        pictures.encode(grey16, "PNG"),
        pictures.encode(image, "PNG", save_all=True, append_images=frames),
        pictures.encode(plain, "JPEG", icc_profile=profile, exif=exif),
        pictures.encode(image, "JPEG", progressive=True, subsampling=0),
        pictures.encode(image.convert("CMYK"), "JPEG"),
        pictures.encode(plain, "WEBP", icc_profile=profile, exif=exif),
        pictures.encode(image.convert("RGBA"), "WEBP", lossless=True),
        pictures.encode(image, "WEBP", save_all=True, append_images=frames),
    ]
    return [marked(data, SourceType.GENERATED) for data in files]


def read(data: bytes, folder: Path) -> bool:
    path = folder / "portrait.png"
    path.write_bytes(data)
    image = load_image(path)
    sound = image.ndim == 3 and image.shape[2] == 3 and image.dtype == np.uint8 and image.flags["WRITEABLE"]
    if not sound or min(image.shape[:2]) < MIN_SIDE or image.shape[0] * image.shape[1] > MAX_PIXELS:
        raise FindingError(f"a picture of {image.shape} {image.dtype}")
    return True


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    pngs = [data for data in files if data.startswith(b"\x89PNG")]
    webps = [data for data in files if data.startswith(b"RIFF")]
    return (
        rearranged(pngs, split_png, join_png),
        rearranged(webps, split_riff, join_riff),
        st.builds(_header_that_lies, st.sampled_from(pngs), _sides, _sides, st.sampled_from((1, 8, 16))),
        st.builds(_bomb, _sides, _sides, st.sampled_from((0, 2, 3, 4, 6))),
        st.builds(_many_frames, st.sampled_from((2, 1_000_000, 2**32 - 1)), st.integers(0, 3_000)),
        st.builds(_billion_laughs, st.integers(2, 30)),
    )


_sides = st.sampled_from((0, 1, 64, 640, 5000, 8000, 16_384, 65_535, 2**31 - 1))


def _header_that_lies(data: bytes, width: int, height: int, bits: int) -> bytes:
    start, chunks = split_png(data)
    header = struct.pack(">IIB", width, height, bits) + chunks[0].body[9:]
    return join_png(start, [Chunk(b"IHDR", header), *chunks[1:]])


def _bomb(width: int, height: int, colours: int) -> bytes:
    """Next to nothing that unpacks to a whole picture, or to far more than its header says."""
    header = struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    packed = zlib.compress(bytes(min(width * height * 4 + height, 2_000_000)))
    chunks = [Chunk(b"IHDR", header), Chunk(b"PLTE", bytes(768)), Chunk(b"IDAT", packed), Chunk(b"IEND", b"")]
    return join_png(b"\x89PNG\r\n\x1a\n", chunks)


def _many_frames(claimed: int, there: int) -> bytes:
    start, chunks = split_png(pictures.encode(pictures.gradient(_SIZE), "PNG"))
    control = Chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, *_SIZE, 0, 0, 1, 25, 0, 0))
    animated = [chunks[0], Chunk(b"acTL", struct.pack(">II", claimed, 0)), *[control] * there, *chunks[1:]]
    return join_png(start, animated)


def _billion_laughs(depth: int) -> bytes:
    """XMP whose entities unfold for ever in a parser that unfolds them."""
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(depth))
    xmp = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><x>&a{depth};</x>'.encode()
    start, chunks = split_png(pictures.encode(pictures.gradient(_SIZE), "PNG"))
    text = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp
    return join_png(start, [chunks[0], Chunk(b"iTXt", text), *chunks[1:]])


PARSER = Parser("pictures", seeds, read, _inputs, share=250, guided=False)
