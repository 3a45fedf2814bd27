"""Files that are whole or not there at all, read with care, and never lost."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

if sys.platform != "win32":
    import fcntl

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_MOST_WRITERS: Final = 100


class NotPlainFileError(OSError):
    """A folder, a pipe, a device, or one of the system's own that only look like files."""

    def __init__(self) -> None:
        super().__init__(errno.EINVAL, "it is not an ordinary file")


def path_of(text: str) -> Path:
    """A path as people write it, with ``~`` for their home.

    Unlike pathlib's own way it raises nothing: the home of a user that is unknown, and what cannot be a
    path at all, stay as they are for whoever opens them to refuse.
    """
    return Path(text if "\0" in text else os.path.expanduser(text))


def read_plain(path: Path, most_bytes: int) -> bytes:
    """Reads a file that anybody may have put there; never waits, as one does who opens a pipe.

    Args:
        path: Links are followed.
        most_bytes: What to read at most.

    Returns:
        The content; of a larger file its first ``most_bytes + 1``. Empty for what claims to be, as the
        system's own in ``/proc`` do, which may go on for ever.

    Raises:
        NotPlainFileError: It is anything but an ordinary file.
        OSError: It cannot be read.
        ValueError: This cannot be a path.
    """
    if os.name != "posix" and path.is_dir():  # which cannot even be opened there
        raise NotPlainFileError
    handle = os.open(path, os.O_RDONLY | _BINARY | _NO_WAIT)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise NotPlainFileError
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(most_bytes + 1) if status.st_size else b""
    finally:
        os.close(handle)


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``target`` when the block ends well, and vanishes when it does not.

    Several programs may do so at once: each writes a file of its own, and the last to end wins.

    Raises:
        OSError: It cannot be written.
    """
    beside, handle = _open_beside(target)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if os.name == "posix":  # before it is closed, and its lock let go
                os.replace(beside, target)
        if os.name != "posix":  # which cannot rename an open file
            os.replace(beside, target)
    except BaseException:
        with suppress(OSError):  # the failure that brought us here is the one to report
            beside.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def _open_beside(target: Path) -> tuple[Path, int]:
    """A new file under a name that no other writer has, open and locked."""
    for number in range(_MOST_WRITERS):
        beside = target.with_name(target.name + (f".new-{number}" if number else ".new"))
        with suppress(FileExistsError):
            _discard_left_over(beside)
            handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY | _NO_FOLLOW, 0o644)
            if _lock(handle) and os.fstat(handle).st_nlink:
                return beside, handle
            os.close(handle)  # somebody took it for left over in that moment
    raise FileExistsError(errno.EEXIST, "too many others are writing it")


def _discard_left_over(beside: Path) -> None:
    """Removes what a writer left behind when it was killed; the system let go of its lock.

    Raises:
        FileExistsError: Somebody is writing it.
    """
    if os.name != "posix" or beside.is_symlink():
        try:
            beside.unlink(missing_ok=True)
        except PermissionError as error:
            raise FileExistsError(errno.EEXIST, "somebody is writing it") from error
        return
    with suppress(FileNotFoundError):
        handle = os.open(beside, os.O_RDONLY | _BINARY | _NO_FOLLOW | _NO_WAIT)
        try:
            if not _lock(handle):
                raise FileExistsError(errno.EEXIST, "somebody is writing it")
            beside.unlink()
        finally:
            os.close(handle)


def _lock(handle: int) -> bool:
    """Whether nobody else has the file; also where the file system cannot tell."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def set_aside(path: Path) -> Path:
    """Gives a file, or what else is in its place, a name that nothing has: ``settings.broken-1.json``.

    Returns:
        Its new path.

    Raises:
        OSError: It cannot be renamed.
    """
    kept = _take_free_name(path)
    try:
        os.replace(path, kept)
    except OSError:
        kept.rmdir() if kept.is_dir() else kept.unlink()
        raise
    return kept


def _take_free_name(path: Path) -> Path:
    """Something empty under the first free name, so that nothing of that name is ever overwritten."""
    number = 1
    while True:
        kept = path.with_name(f"{path.stem}.broken-{number}{path.suffix}")
        try:
            if path.is_dir() and not path.is_symlink():  # only a folder takes a folder's place
                kept.mkdir()
            else:
                os.close(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            number += 1
        else:
            return kept


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
