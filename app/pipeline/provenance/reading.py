"""Finding the mark in what comes in."""

from __future__ import annotations

import os
import re
from pathlib import Path

from app.pipeline.provenance.source_type import SourceType, strongest

# No end of the word is asked for: in a video the next byte may be anything.
_NAMES = "|".join(kind.value for kind in SourceType)
_NAMED = re.compile(rf"cv\.iptc\.org/newscodes/digitalsourcetype/({_NAMES})".encode())

_LOOK_BYTES = 4_000_000
"""Of a video's beginning and of its end; between them are pictures and sound."""


def source_type_in(data: bytes) -> SourceType | None:
    """The mark in a file's bytes, the strongest of several.

    XMP is written so that it can be found without taking a file apart, and so are the manifests of
    C2PA; no parser has to be trusted with a stranger's metadata.
    """
    return strongest(*(SourceType(match[1].decode()) for match in _NAMED.finditer(data)))


def source_type_of(path: Path) -> SourceType | None:
    """The mark in a file of any size; None also where it cannot be read, which others will say."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            begin = file.read(_LOOK_BYTES)
            file.seek(max(file.seek(0, os.SEEK_END) - _LOOK_BYTES, len(begin)))
            return source_type_in(begin + file.read(_LOOK_BYTES))
    except (OSError, ValueError):
        return None
