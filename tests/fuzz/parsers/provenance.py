"""The mark of synthetic media: found in anything, put into whatever we may have written."""

from __future__ import annotations

from pathlib import Path

from app.pipeline.provenance.marking import marked
from app.pipeline.provenance.reading import source_type_in, source_type_of
from app.pipeline.provenance.source_type import SourceType
from tests.fuzz.parser import FindingError, Parser
from tests.fuzz.parsers import pictures


def seeds() -> list[bytes]:
    """Marked pictures."""
    return pictures.seeds()


def read(data: bytes, folder: Path) -> bool:
    path = folder / "marked.bin"
    path.write_bytes(data)
    found = source_type_in(data)
    if len(data) < 4_000_000 and source_type_of(path) != found:
        raise FindingError("a file and its bytes are not marked alike")
    return found is not None and source_type_in(marked_or_not(data)) is not None


def marked_or_not(data: bytes) -> bytes:
    """Only what our own encoders made is ever marked, so a ``ValueError`` is no finding."""
    try:
        return marked(data, SourceType.GENERATED)
    except ValueError:
        return data


PARSER = Parser("provenance", seeds, read)
