"""The folder that a set of stickers goes to: checked before the work, written to file by file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from app.errors import SinkError
from app.files import replacing
from app.pipeline.sinks.target import TargetFile, write_error


class StickerFolder:
    """Makes the folder and makes sure that it can be written to.

    Args:
        path: It, or a folder to be made in one that exists.
        names: Files that will be written there.

    Raises:
        SinkError: It cannot be made or written to, or one of the files cannot be replaced.
    """

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        self._path = path
        self._made = _make(path)
        try:
            for name in names:
                TargetFile(path / name)
        except SinkError:
            self.forget()
            raise

    def write(self, name: str, data: bytes) -> Path:
        """Puts a whole file there, in the place of an older one; returns where.

        Raises:
            SinkError: It could not be written; an older file is as it was.
        """
        target = self._path / name
        try:
            with replacing(target) as file:
                file.write(data)
        except OSError as error:
            raise write_error(target, error) from error
        return target

    def forget(self) -> None:
        """Takes the folder away again if it was made here and nothing was put into it."""
        if self._made:
            with suppress(OSError):
                self._path.rmdir()


def _make(path: Path) -> bool:
    try:
        if path.is_dir():
            return False
        path.mkdir()
    except FileNotFoundError as error:
        why = f"there is no folder '{path.parent}'"
        raise SinkError(f"cannot make the folder '{path}'", why, "Create that folder first") from error
    except FileExistsError as error:
        raise SinkError(f"cannot write to '{path}'", "it is a file", "Name a folder with --output") from error
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise SinkError(
            f"cannot make the folder '{path}'", why, "Choose another one with --output"
        ) from error
    return True
