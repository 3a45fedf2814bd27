"""Where a file sink writes: checked before the first frame, put in its place at the end."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import tempfile
from pathlib import Path

from app.errors import Reason, SinkError


class TargetFile:
    """A file that is to be written.

    Args:
        path: Where the result belongs; an existing file is replaced.
        in_place: Write straight to ``path``, so that a crash leaves what was written so far.
            Otherwise write beside it and rename on success, so that a failure leaves nothing
            and an older file survives it.

    Attributes:
        path: Where the result belongs.
        writing: The file to write to.
        in_place: As given.

    Raises:
        SinkError: The folder is missing or cannot be written, or the path is a folder.
    """

    def __init__(self, path: Path, *, in_place: bool = False) -> None:
        self.path = path
        self.in_place = in_place
        try:
            real = path.resolve()
            _check_folder(path, real)
        except (OSError, ValueError) as error:
            raise write_error(path, error) from error
        self._final = real
        # In a folder of everybody's, a name that can be guessed could be a link put there by somebody else.
        beside = f".{real.stem}.{secrets.token_hex(8)}.part{real.suffix}"
        self.writing = real if in_place else real.with_name(beside)

    def keep(self) -> None:
        """Puts the finished file in its place.

        Raises:
            SinkError: It cannot be renamed.
        """
        if self.writing != self._final:
            try:
                self.writing.replace(self._final)
            except OSError as error:
                self.discard()
                raise write_error(self.path, error) from error

    def discard(self) -> None:
        """Removes what was written."""
        with contextlib.suppress(OSError):
            self.writing.unlink(missing_ok=True)


def write_error(path: Path, error: Exception) -> SinkError:
    """The failure to write ``path``, in plain words."""
    what = f"cannot write '{path}'"
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT):
        return SinkError(
            what, "the disk is full", "Free some space, or write to another disk", reason=Reason.DISK_FULL
        )
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        fix = "Choose another folder"
        return SinkError(what, "this user may not write there", fix, reason=Reason.PLACE_FORBIDDEN)
    if isinstance(error, FileNotFoundError) and not path.parent.is_dir():
        why, fix = f"somebody removed the folder '{path.parent}'", "Choose another folder"
        return SinkError(what, why, fix, reason=Reason.FOLDER_MISSING)
    if number == errno.EFBIG:
        return SinkError(what, "the file became too large for this disk", "Write to another disk")
    return SinkError(what, getattr(error, "strerror", None) or str(error), "Choose another file or format")


def _check_folder(path: Path, real: Path) -> None:
    what = f"cannot write '{path}'"
    if real.is_dir():
        raise SinkError(what, "it is a folder", "Name a file in it")
    if not real.parent.is_dir():
        why, fix = f"there is no folder '{real.parent}'", "Create the folder first"
        raise SinkError(what, why, fix, reason=Reason.FOLDER_MISSING)
    if real.exists() and not os.access(real, os.W_OK):
        raise SinkError(
            what, "the file there is write-protected", "Choose another name", reason=Reason.PLACE_FORBIDDEN
        )
    # Asking for permission is not enough: read-only disks and full ones show only here.
    with tempfile.TemporaryFile(dir=real.parent):
        pass
