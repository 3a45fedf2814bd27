"""Whose work the program is made of: itself, its libraries, its models, its portraits."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from enum import Enum
from importlib import metadata
from importlib.metadata import PackageNotFoundError

from app.errors import AppError
from app.pipeline.portrait.library import shipped_portraits
from app.pipeline.weights.manifest import HubAddress, WeightFile
from app.pipeline.weights.manifest_file import shipped_manifest

_PROGRAM = "liveportrait-cam"
_LICENCE_OF_OURS = "MIT"
_UNSTATED = "stated in its own files"
_LONGEST_LICENCE = 120
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r";.*\bextra\s*==")
_HOME_LABELS = ("homepage", "home", "home-page", "source", "source code", "repository", "documentation")

# Wanted where there is no metadata of our own, as in a folder that was only unpacked.
_LIBRARIES = (
    "av",
    "cv2-enumerate-cameras",
    "filelock",
    "huggingface_hub",
    "mediapipe",
    "numpy",
    "opencv-python",
    "pillow",
    "platformdirs",
    "PySide6-Essentials",
    "pyvirtualcam",
    "rich",
    "safetensors",
    "torch",
)


_STAND_INS = {"opencv-python": ("opencv-python-headless",)}
"""What a package of the program has in place of another."""


class Kind(Enum):
    """What a row is about."""

    PROGRAM = "program"
    LIBRARY = "library"
    MODEL = "model"
    PORTRAIT = "portrait"


@dataclass(frozen=True, slots=True)
class Licensed:
    """One row of the list of licences.

    Attributes:
        kind: What it is.
        name: Its name.
        licence: SPDX expression where there is one, else in its authors' words.
        version: "" where it has none.
        author: "" where its page tells.
        source: Address of its page, "" where it has none.
    """

    kind: Kind
    name: str
    licence: str
    version: str = ""
    author: str = ""
    source: str = ""


# What comes inside packages of another name, under a licence of its own that their metadata leave out.
_INSIDE_LIBRARIES = (
    Licensed(Kind.LIBRARY, "FFmpeg (inside av)", "LGPL-3.0-or-later", source="https://ffmpeg.org"),
    Licensed(
        Kind.LIBRARY,
        "x264 (inside av)",
        "GPL-2.0-or-later",
        source="https://www.videolan.org/developers/x264.html",
    ),
    Licensed(Kind.LIBRARY, "x265 (inside av)", "GPL-2.0-or-later", source="https://www.x265.org"),
    Licensed(Kind.LIBRARY, "Qt 6 (inside PySide6)", "LGPL-3.0-only", source="https://www.qt.io"),
)


def licences() -> tuple[Licensed, ...]:
    """Everything the program uses, in the order to show it. Reads many small files; takes a moment."""
    return (_program(), *_libraries(), *_models(), *_portraits())


def _program() -> Licensed:
    try:
        version = metadata.version(_PROGRAM)
    except PackageNotFoundError:
        version = ""
    return Licensed(
        Kind.PROGRAM, "LivePortrait Cam", _LICENCE_OF_OURS, version, "The LivePortrait Cam authors"
    )


def _libraries() -> tuple[Licensed, ...]:
    """Every installed package that ours leans on, directly or through another."""
    rows: dict[str, Licensed] = {}
    waiting, seen = deque(_required(_PROGRAM) or _LIBRARIES), set[str]()
    while waiting:
        name = waiting.popleft()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        seen.add(key)
        try:
            about = metadata.metadata(name)
        except PackageNotFoundError:  # wanted on another system or for another Python
            waiting.extend(_STAND_INS.get(key, ()))
            continue
        title = about["Name"] or name
        rows[key] = Licensed(Kind.LIBRARY, title, _licence(about), about["Version"] or "", "", _home(about))
        waiting.extend(_required(name))
    return (*(rows[key] for key in sorted(rows)), *_INSIDE_LIBRARIES)


def _required(name: str) -> tuple[str, ...]:
    """What a package needs, without its extras."""
    try:
        lines = metadata.requires(name) or []
    except PackageNotFoundError:
        return ()
    names = (_NAME.match(line) for line in lines if not _EXTRA.search(line))
    return tuple(found[0] for found in names if found)


def _licence(about: metadata.PackageMetadata) -> str:
    """Its expression; else its short line; else its classifiers. Some put the whole text in the line."""
    expression = _field(about, "License-Expression")
    if expression:
        return " ".join(expression.split())
    line = _field(about, "License")
    if line and "\n" not in line and len(line) <= _LONGEST_LICENCE and line.upper() != "UNKNOWN":
        return line
    classifiers = [one for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    names = [one.rpartition("::")[2].strip() for one in classifiers if one != "License :: OSI Approved"]
    return ", ".join(names) or _UNSTATED


def _home(about: metadata.PackageMetadata) -> str:
    pages = (one.partition(",") for one in about.get_all("Project-URL") or [])
    by_label = {label.strip().lower(): page.strip() for label, _, page in pages}
    by_label.setdefault("home-page", _field(about, "Home-page"))
    found = (by_label[label] for label in _HOME_LABELS if label in by_label)
    return next((page for page in found if page.startswith(("https://", "http://"))), "")


def _field(about: metadata.PackageMetadata, name: str) -> str:
    return about[name].strip() if name in about else ""


def _models() -> tuple[Licensed, ...]:
    bundled = Licensed(
        Kind.MODEL,
        "MediaPipe face detector and face mesh (inside mediapipe)",
        "Apache-2.0",
        source="https://github.com/google-ai-edge/mediapipe",
    )
    try:
        manifest = shipped_manifest()
    except AppError:  # a damaged installation; what wants the models says so
        return (bundled,)
    return (bundled, *(_model(file) for file in manifest.files))


def _model(file: WeightFile) -> Licensed:
    address = file.address
    page = replace(address, path="").page if isinstance(address, HubAddress) else address.url
    return Licensed(Kind.MODEL, file.name, file.licence, source=page)


def _portraits() -> tuple[Licensed, ...]:
    return tuple(
        Licensed(Kind.PORTRAIT, portrait.name, portrait.licence, author=portrait.author)
        for portrait in shipped_portraits()
    )
