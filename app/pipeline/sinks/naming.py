"""Names for recordings and snapshots, and where they go when nobody says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from itertools import count
from pathlib import Path

import platformdirs

from app.errors import SinkError
from app.paths import APP_NAME


class FileKind(Enum):
    """What a file holds, for people; decides its usual folder."""

    RECORDING = "recording"
    SNAPSHOT = "snapshot"


def default_folder(kind: FileKind) -> Path:
    """Ours inside the user's videos or pictures. May not exist yet."""
    usual = platformdirs.user_videos_dir if kind is FileKind.RECORDING else platformdirs.user_pictures_dir
    return Path(usual()) / APP_NAME


def next_file(folder: Path | None, kind: FileKind, now: datetime, ending: str) -> Path:
    """A name no file has yet, such as ``LivePortrait Cam 2026-11-20 18-30-05.mp4``.

    Args:
        folder: Where it is to be; made if it is missing. None takes ``default_folder(kind)``.
        kind: What it will hold.
        now: Local time to put in the name.
        ending: Such as ``.mp4``.

    Raises:
        SinkError: The folder cannot be made or looked at.
    """
    folder = default_folder(kind) if folder is None else folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return next(path for path in _candidates(folder, now, ending) if not _taken(path))
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or str(error)).lower()
        fix = "Choose another folder in the settings"
        raise SinkError(f"cannot keep a {kind.value} in '{folder}'", why, fix) from error


def _candidates(folder: Path, now: datetime, ending: str) -> Iterator[Path]:
    # No colons: Windows forbids them in names.
    stem = f"{APP_NAME} {now:%Y-%m-%d %H-%M-%S}"
    yield folder / f"{stem}{ending}"
    for number in count(2):
        yield folder / f"{stem} ({number}){ending}"


def _taken(path: Path) -> bool:
    """Also by a link that leads nowhere: writing would follow it."""
    return path.exists() or path.is_symlink()
