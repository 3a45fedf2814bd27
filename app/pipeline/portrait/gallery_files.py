"""The user's pictures as files in one folder, and nothing outside it."""

from __future__ import annotations

import hashlib
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.files import replacing

ENDINGS: Final = (".png", ".jpg", ".jpeg", ".webp")
MAX_NAME: Final = 80
"""Characters of a picture's name."""

_SIGNATURES: Final = ((b"\x89PNG", ".png"), (b"\xff\xd8", ".jpg"), (b"RIFF", ".webp"))
_STEM_LENGTH: Final = 40
_HASH_LENGTH: Final = 12
_NAMELESS: Final = "Portrait"


def content_id(data: bytes) -> str:
    """The same for the same bytes: their SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def tidy_name(name: str) -> str:
    """A name for one line of a window: no control characters, no odd spaces, not too long."""
    seen = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in name)
    return " ".join(seen.split())[:MAX_NAME].strip() or _NAMELESS


def store(folder: Path, data: bytes, name: str) -> str:
    """Writes a decoded-and-found-good picture into the folder.

    Args:
        folder: Made if missing.
        data: The whole file.
        name: What the picture is called; the file's name is made after it.

    Returns:
        The file's name in the folder.

    Raises:
        OSError: It cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = f"{_safe_stem(name)}-{content_id(data)[:_HASH_LENGTH]}{_ending(data)}"
    with replacing(folder / file) as target:
        target.write(data)
    return file


def inside(folder: Path, file: str) -> Path | None:
    """The path of a picture in the folder; None if it is not there, or not an ordinary file in it."""
    if not file or Path(file).name != file or "\\" in file or not file.lower().endswith(ENDINGS):
        return None
    path = folder / file
    try:
        return path if stat.S_ISREG(path.lstat().st_mode) else None
    except (OSError, ValueError):
        return None


def pictures(folder: Path) -> Iterator[str]:
    """Names of the picture files in the folder, oldest first."""
    try:
        found = [path for entry in folder.iterdir() if (path := inside(folder, entry.name)) is not None]
        yield from (path.name for path in sorted(found, key=lambda path: (path.stat().st_mtime, path.name)))
    except OSError:  # no folder yet, or it changed while we looked
        return


def name_from_file(file: str) -> str:
    """What to call a picture of which only the file is left."""
    stem, dash, end = Path(file).stem.rpartition("-")
    ours = dash and len(end) == _HASH_LENGTH and set(end) <= set("0123456789abcdef")
    return tidy_name((stem if ours else Path(file).stem).replace("_", " "))


def _safe_stem(name: str) -> str:
    """Letters and digits of any script, the rest as underscores: good on every system."""
    plain = unicodedata.normalize("NFC", name)
    letters = "".join(char if char.isalnum() or char == "-" else "_" for char in plain)
    short = letters.encode("utf-8", "ignore")[: 3 * _STEM_LENGTH].decode("utf-8", "ignore")
    return short[:_STEM_LENGTH].strip("_-") or _NAMELESS.lower()


def _ending(data: bytes) -> str:
    return next((ending for signature, ending in _SIGNATURES if data.startswith(signature)), ".png")
