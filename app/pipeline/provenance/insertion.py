"""Bytes in between."""

from __future__ import annotations

from typing import BinaryIO


def insert(file: BinaryIO, at: int, data: bytes) -> None:
    """Puts data into an open file and moves what follows; for files that fit into memory."""
    file.seek(at)
    following = file.read()
    file.seek(at)
    file.write(data + following)
