"""What has arrived of a download so far. Its name is never taken for the file itself."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from types import TracebackType

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


class PartFile:
    """Bytes of a file from its start on, kept for resuming.

    Args:
        path: Where they lie.
        most: Bytes the whole file has; more are refused.

    Raises:
        OSError: It cannot be opened.
    """

    def __init__(self, path: Path, most: int) -> None:
        self._most = most
        if os.path.lexists(path) and not stat.S_ISREG(os.lstat(path).st_mode):
            path.unlink()  # a link or a pipe: not ours
        self._file = os.fdopen(os.open(path, _FLAGS | _NO_FOLLOW, 0o644), "r+b", buffering=0)
        self.size = self._file.seek(0, os.SEEK_END)
        if self.size > most:
            self.truncate(0)

    def truncate(self, size: int) -> None:
        """Forgets everything from ``size`` on."""
        self._file.truncate(size)
        self.size = self._file.seek(size)

    def write(self, chunk: bytes) -> bool:
        """Appends; False, with nothing written, if that would make it too long."""
        if self.size + len(chunk) > self._most:
            return False
        rest = memoryview(chunk)
        while rest:
            written = self._file.write(rest) or 0
            rest = rest[written:]
            self.size += written
        return True

    def sync(self) -> None:
        """Makes what was written survive a power cut."""
        os.fsync(self._file.fileno())

    def __enter__(self) -> PartFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
