"""Thumbnails that were kept, and then changed by somebody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from app.pipeline.portrait.thumbnail_cache import FaceVerdict, ThumbnailCache
from tests.fuzz.chunks import join_png, rearranged, split_png
from tests.fuzz.parser import FindingError, Parser

_SIZE = 64
_CONTENT = b"a picture"


def seeds() -> list[bytes]:
    """What the cache writes."""
    import tempfile

    pixels = np.arange(_SIZE * _SIZE * 3, dtype=np.uint8).reshape(_SIZE, _SIZE, 3)
    with tempfile.TemporaryDirectory() as name:
        ThumbnailCache(Path(name)).put(_CONTENT, pixels, FaceVerdict.FOUND)
        return [path.read_bytes() for path in Path(name).iterdir()]


def read(data: bytes, folder: Path) -> bool:
    cache = ThumbnailCache(folder)
    cache._path(_CONTENT, _SIZE).write_bytes(data)
    kept = cache.get(_CONTENT, _SIZE)
    if kept is not None and kept[0].shape != (_SIZE, _SIZE, 3):
        raise FindingError(f"a thumbnail of {kept[0].shape}")
    return kept is not None


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    return (rearranged(files, split_png, join_png),)


PARSER = Parser("thumbnails", seeds, read, _inputs, guided=False)
