"""A font that can show a text: ours where it can, or one of the system's."""

from __future__ import annotations

import logging
import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from app.errors import AppError

_log = logging.getLogger(__name__)

_FALLBACKS = ("dejavu", "noto sans", "notosans", "arial", "segoe", "helvetica", "droid", "roboto", "unifont")
"""Parts of names of fonts that stay readable in a sticker, the best first."""

_FOLDERS: Final = {
    "linux": ("~/.local/share/fonts", "~/.fonts", "/usr/local/share/fonts", "/usr/share/fonts"),
    "darwin": ("~/Library/Fonts", "/Library/Fonts", "/System/Library/Fonts"),
    "win32": ("$LOCALAPPDATA/Microsoft/Windows/Fonts", "$WINDIR/Fonts"),
}
_ENDINGS: Final = frozenset({".ttf", ".otf", ".ttc"})


def font_for(text: str) -> Path:
    """The file of a font that has every character of a text.

    Args:
        text: Without line breaks.

    Raises:
        AppError: No font on this machine has all of them.
    """
    needed = frozenset(ord(letter) for letter in text if _is_drawn(letter))
    lacking = needed
    for file in _candidates():
        missing = needed - _characters(file)
        if not missing:
            return file
        lacking = min(lacking, missing, key=len)
    shown = " ".join(f"{chr(code)} (U+{code:04X})" for code in sorted(lacking)[:5])
    raise AppError(
        "cannot write the caption",
        f"no font on this machine has {shown}",
        "Install a font for that script, such as Noto Sans, or use other letters",
    )


def _is_drawn(letter: str) -> bool:
    """Joiners and variation selectors only say how their neighbours look."""
    return not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Mn")


def _candidates() -> Iterator[Path]:
    """Bold DejaVu Sans, which comes with matplotlib and so with MediaPipe, then the system's fonts."""
    spec = find_spec("matplotlib")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"
    yield from _system_fonts()


@cache
def _system_fonts() -> tuple[Path, ...]:
    """Where the systems keep fonts; asking Matplotlib, which knows more places, takes a second and more."""
    folders = (Path(os.path.expandvars(folder)).expanduser() for folder in _FOLDERS.get(sys.platform, ()))
    places = (place for folder in folders for place in os.walk(folder))
    files = (Path(place) / name for place, _, names in places for name in names)
    return tuple(sorted((file for file in files if file.suffix.lower() in _ENDINGS), key=_rank))


def _rank(file: Path) -> tuple[bool, int, bool, str]:
    name = file.stem.lower().replace("_", " ")
    place = next((k for k, part in enumerate(_FALLBACKS) if part in name), len(_FALLBACKS))
    slanted = any(part in name for part in ("italic", "oblique", "light", "thin", "mono", "serif"))
    return slanted, place, "bold" not in name, str(file)


@cache
def _characters(file: Path) -> frozenset[int]:
    """The characters a font has outlines for; none if it cannot be read."""
    from fontTools.ttLib import TTFont

    try:
        if not file.is_file():  # opening a pipe would wait for ever
            return frozenset()
        with file.open("rb") as stream, TTFont(stream, lazy=True, fontNumber=0) as font:
            outlines = "glyf" in font or "CFF " in font or "CFF2" in font
            return frozenset(font.getBestCmap() or ()) if outlines else frozenset()
    except Exception:  # a damaged font makes the library raise nearly anything
        _log.debug("unreadable font %s", file, exc_info=True)
        return frozenset()
