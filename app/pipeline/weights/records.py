"""The note beside every stored file: what it was made from, what it must be, when it was last checked."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.files import read_plain, replacing
from app.pipeline.weights.manifest import Digest

_FORMAT = 1
_RECORD_BYTES = 4096
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one stored file.

    Attributes:
        source_sha256: Hash of the official file it was made from.
        digest: Size and hash of the stored file itself.
        mtime_ns: Its modification time when its hash was last right, nanoseconds.
    """

    source_sha256: str
    digest: Digest
    mtime_ns: int


def record_path(stored: Path) -> Path:
    """Where the record of a stored file lies."""
    return stored.with_name(stored.name + ".json")


def read_record(stored: Path) -> Record | None:
    """The record of a stored file; None if there is none that can be believed."""
    try:
        data = read_plain(record_path(stored), _RECORD_BYTES)
        return _record(json.loads(data)) if len(data) <= _RECORD_BYTES else None
    except (OSError, ValueError, RecursionError):
        return None


def _record(table: Any) -> Record | None:
    if not isinstance(table, dict) or table.get("format") != _FORMAT:
        return None
    hashes = (table.get("source_sha256"), table.get("sha256"))
    figures = (table.get("bytes"), table.get("mtime_ns"))
    if not all(isinstance(one, str) and _SHA256.fullmatch(one) for one in hashes):
        return None
    if not all(type(one) is int and 0 <= one < 2**63 for one in figures):
        return None
    return Record(table["source_sha256"], Digest(table["bytes"], table["sha256"]), table["mtime_ns"])


def write_record(stored: Path, source_sha256: str, digest: Digest) -> None:
    """Notes that the stored file has just been found to be right.

    Raises:
        OSError: The record cannot be written.
    """
    table = {
        "format": _FORMAT,
        "source_sha256": source_sha256,
        "bytes": digest.size,
        "sha256": digest.sha256,
        "mtime_ns": stored.stat().st_mtime_ns,
    }
    with replacing(record_path(stored)) as file:
        file.write(json.dumps(table, indent=2).encode("ascii"))


def forget(stored: Path) -> None:
    """Takes back what was noted: the file turned out to be damaged. A folder that cannot change keeps it."""
    with suppress(OSError):
        record_path(stored).unlink(missing_ok=True)
