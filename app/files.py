"""Files that are whole or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``target`` when the block ends well, and vanishes when it does not.

    Raises:
        OSError: It cannot be written.
    """
    beside = target.with_name(target.name + ".new")
    try:
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY | _NO_FOLLOW, 0o644)
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):  # the failure that brought us here is the one to report
            beside.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder survive a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems cannot; the file itself is safe
            os.fsync(handle)
    finally:
        os.close(handle)
