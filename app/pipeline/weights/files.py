"""Files that are checked before anybody parses them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.pipeline.weights.faults import FETCH_IT, DamagedFileError, MissingFileError, storage_error
from app.pipeline.weights.manifest import Digest

_CHUNK = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a named pipe would keep us waiting for its writer


def read_verified(path: Path, digest: Digest) -> bytes:
    """The bytes of a file, once they are known to be the right ones.

    What is parsed afterwards are these bytes, not the file: nothing can be swapped in between.

    Raises:
        MissingFileError: There is no such file.
        DamagedFileError: It has another size or another hash.
        WeightsError: It cannot be read.
    """
    with _open_of_size(path, digest.size) as file:
        data = file.read(digest.size + 1)
    _require_hash(path, digest, len(data), hashlib.sha256(data).hexdigest())
    return data


def verify_file(path: Path, digest: Digest) -> None:
    """Checks a file without keeping it; raises as ``read_verified`` does."""
    sha256, size = hashlib.sha256(), 0
    with _open_of_size(path, digest.size) as file:
        while size <= digest.size and (chunk := file.read(_CHUNK)):
            sha256.update(chunk)
            size += len(chunk)
    _require_hash(path, digest, size, sha256.hexdigest())


@contextmanager
def _open_of_size(path: Path, size: int) -> Iterator[BinaryIO]:
    what = f"cannot use '{path}'"
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | _BINARY | _NO_WAIT), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise DamagedFileError(what, "it is not a plain file", FETCH_IT)
            if status.st_size != size:
                raise DamagedFileError(what, f"it has {status.st_size:,} bytes instead of {size:,}", FETCH_IT)
            yield file
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingFileError(what, "it is not there", FETCH_IT) from error
    except OSError as error:
        raise storage_error(what, error) from error


def _require_hash(path: Path, digest: Digest, size: int, sha256: str) -> None:
    if size != digest.size or sha256 != digest.sha256:
        raise DamagedFileError(
            f"cannot use '{path}'", "its SHA-256 is not the official file's: damaged or swapped", FETCH_IT
        )
