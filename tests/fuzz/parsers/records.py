"""The notes beside stored weights, and the speeds that were measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from app.pipeline.engines.speed import _read
from app.pipeline.weights.records import read_record, record_path
from tests.fuzz.json_values import changed_json
from tests.fuzz.parser import Parser

_HASH = b'"' + b"ab" * 32 + b'"'


def seeds() -> list[bytes]:
    """A record, and a file of speeds."""
    record = b'{"format": 1, "source_sha256": %b, "bytes": 10, "sha256": %b, "mtime_ns": 5}' % (_HASH, _HASH)
    return [record, b'{"GPU one": 1.5, "GPU two": 0.25}']


def read(data: bytes, folder: Path) -> bool:
    stored = folder / "network.safetensors"
    record_path(stored).write_bytes(data)
    speeds = folder / "speed.json"
    speeds.write_bytes(data)
    return bool(_read(speeds)) or read_record(stored) is not None


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    return (changed_json(files),)


PARSER = Parser("records", seeds, read, _inputs)
