"""Writes whose work a package of the program is made of, and what follows from it.

    python packaging/licence_list.py MODULES FILE

MODULES is the package's folder ``_internal``: what is not in it is not listed.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

from app.licences import Kind, Licensed, licences

WHOLE: Final = """\
LivePortrait Cam's own source is under the MIT licence. This package also holds the work of others, listed
below; their full texts lie in the folders _internal/*.dist-info and beside this file.

The package holds two programs:

1. The program itself. It is linked with FFmpeg, x264 and x265 (inside PyAV), with Qt, MediaPipe and OpenCV.
   x264 and x265 are under the GNU General Public License, version 2 or later, so the program as it is
   packaged here is, as a whole, under the GNU General Public License, version 3: with that version the
   Apache-2.0 and LGPL-3.0 parts agree.
2. The camera's process, which the program starts to feed the virtual camera. It loads pyvirtualcam and NumPy
   and nothing of the rest, and is, as a whole, under the GNU General Public License, version 2. The two share
   a block of memory and a pipe.

You may use both for any purpose, and hand them on to others under these licences. Whoever hands them on
offers the complete source along with them: that of the packages named here in these versions, and ours.
"""

REST: Final = """\
DejaVu Sans Bold, the font of captions: the licence of Bitstream Vera, beside the font.
Python, with the libraries it brings: Python Software Foundation License 2.0. The starter in front of it, by
PyInstaller: GPL-2.0-or-later with an exception that lets it start programs under any licence.
"""

_TITLES: Final = {
    Kind.PROGRAM: "The program",
    Kind.LIBRARY: "Libraries",
    Kind.MODEL: "Models (MediaPipe's are inside; LivePortrait's are fetched by who wants them)",
    Kind.PORTRAIT: "Portraits",
}


def text(modules: Path) -> str:
    """The whole list.

    Args:
        modules: Folder of the packaged modules.
    """
    packed = {_key(one.metadata["Name"]) for one in metadata.distributions(path=[str(modules)])}
    rows = [row for row in licences() if row.kind is not Kind.LIBRARY or _is_packed(row, packed)]
    parts = [WHOLE]
    for kind, title in _TITLES.items():
        lines = [_line(row) for row in rows if row.kind is kind]
        parts.append("\n".join([title, "-" * len(title), *lines]) + "\n")
    return "\n".join([*parts, REST])


def _is_packed(row: Licensed, packed: set[str]) -> bool:
    return _key(row.name) in packed or "(inside" in row.name


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _line(row: Licensed) -> str:
    name = f"{row.name} {row.version}".strip()
    return " | ".join(filter(None, (name, row.licence, row.author, row.source)))


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(text(Path(sys.argv[1])), encoding="utf-8")
