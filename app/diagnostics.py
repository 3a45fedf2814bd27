"""What "Copy diagnostics" copies: enough to find a fault, nothing that tells who had it."""

from __future__ import annotations

import getpass
import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.commands.findings import Finding
from app.logs import CRASH, log_files
from app.paths import APP_NAME
from app.pipeline.portrait.library import shipped_portraits
from app.settings.codec import encode
from app.settings.model import DEFAULTS, AppSettings

LINES_OF_LOG = 100

_LOG_BYTES = 64_000
_PACKAGES = ("numpy", "opencv-python", "mediapipe", "av", "torch", "PySide6_Essentials", "pyvirtualcam")
_ANY_HOME = r"(?:/home|/Users|[A-Za-z]:[\\/]+Users)[\\/]+[^\\/\s'\":;,]+"
_MEDIA = r"\.(?:png|jpe?g|webp|bmp|gif|tiff?|mp4|mkv|mov|avi|webm|pkl)"
_QUOTED_MEDIA = re.compile(rf"(['\"])[^'\"\n]*?({_MEDIA})\1", re.IGNORECASE)
_MEDIA_ENDING = re.compile(rf"{_MEDIA}\b", re.IGNORECASE)
_WORD = re.compile(r"[^\s'\"=(,]+")
_SHORTEST_HOME = 2


@dataclass(frozen=True, slots=True)
class Person:
    """What must not be told.

    Attributes:
        home: Their home folder.
        user: Their name on this machine, "" if it is not known.
    """

    home: str
    user: str


def this_person() -> Person:
    """Whoever runs the program."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user, as in some containers
        user = ""
    return Person(os.path.expanduser("~"), user)


def find_out() -> tuple[Finding, ...]:
    """What ``doctor`` finds; takes seconds, as it may load torch. Not for the GUI's thread."""
    from app.commands.checks import CHECKS

    return tuple(finding for check in CHECKS for finding in check())


def diagnostics(
    settings: AppSettings, findings: Sequence[Finding], log_folder: Path, person: Person | None = None
) -> str:
    """The whole text, ready to be pasted into a report. Reads a log; not for the GUI's thread.

    Args:
        settings: As they are in use.
        findings: From ``find_out``, or none.
        log_folder: Where the logs are.
        person: Whom not to tell of, None for whoever runs the program.
    """
    parts = [
        ("Program", _program()),
        ("Checks", [f"{one.check}: {one.verdict.value}, {one.detail}" for one in findings]),
        ("Settings other than the defaults", _settings(settings)),
        (f"Last {LINES_OF_LOG} lines of the log", _last_lines(log_folder)),
        ("Where an earlier start crashed", _last_crash(log_folder)),
    ]
    text = "\n\n".join("\n".join([f"== {title} ==", *(lines or ["none"])]) for title, lines in parts)
    return scrubbed(text, person or this_person()) + "\n"


def scrubbed(text: str, person: Person) -> str:
    """Text without the home folder, the user's name, and the names of pictures and videos."""
    homes = "|".join(map(re.escape, _spellings(person.home))) or "(?!)"
    # Whole names first: what is cut out of a longer one would leave the rest of another's name.
    for pattern in (rf"(?:{homes})(?![^\W_])", _ANY_HOME, homes):
        text = re.sub(pattern, "~", text, flags=re.IGNORECASE)
    text = _QUOTED_MEDIA.sub(r"\1<file>\2\1", text)
    text = _WORD.sub(_nameless, text)
    if person.user:
        alone = rf"(?<![^\W_]){re.escape(person.user)}(?![^\W_])"
        text = re.sub(alone, "<user>", text, flags=re.IGNORECASE)
    return text


def _nameless(word: re.Match[str]) -> str:
    endings = [*_MEDIA_ENDING.finditer(word[0])]
    return f"<file>{word[0][endings[-1].start() :]}" if endings else word[0]


def _spellings(home: str) -> tuple[str, ...]:
    """The home folder as it is, as links lead to it, and with slashes as others write them."""
    places = {home.rstrip("\\/"), os.path.realpath(home)} if home else set()
    ways = {
        way
        for place in places
        for way in (place, place.replace("\\", "/"), place.replace("\\", "\\\\"))
        if len(way) > _SHORTEST_HOME
    }
    return tuple(sorted(ways, key=len, reverse=True))


def _program() -> list[str]:
    return [
        f"{APP_NAME} {_version('liveportrait-cam')}",
        f"Python {platform.python_version()} ({platform.machine()})",
        f"System: {platform.platform()}",
        f"Processor: {platform.processor() or 'unknown'}, {os.cpu_count()} threads",
        *(f"{name} {_version(name)}" for name in _PACKAGES),
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _settings(settings: AppSettings) -> list[str]:
    """Those that differ from the defaults; files and folders by their kind only."""
    now, usual = _flat("", encode(settings)), _flat("", encode(DEFAULTS))
    private = {
        "stream.portrait": _portrait_kind(settings.stream.portrait),
        "stream.camera_id": _camera_kind(settings.stream.camera_id),
        "interface.recordings_folder": "chosen",
        "interface.snapshots_folder": "chosen",
        "preset": "chosen",
    }
    changed = [name for name, value in now.items() if value != usual.get(name)]
    return [f"{name} = {private.get(name, now[name])}" for name in changed if not name.startswith("window.")]


def _flat(prefix: str, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        return {prefix: value}
    return {
        name: leaf
        for key, inner in value.items()
        for name, leaf in _flat(f"{prefix}.{key}" if prefix else str(key), inner).items()
    }


def _portrait_kind(portrait: Path | None) -> str:
    shipped = {one.path: one.name for one in shipped_portraits()}
    return "the default" if portrait is None else shipped.get(portrait, "one of the user's own")


def _camera_kind(camera: str) -> str:
    """A device by its id; of a video only that it is one."""
    return "a video file" if Path(camera).suffix and not camera.startswith("/dev/") else camera


def _last_lines(folder: Path) -> list[str]:
    newest = next(iter(log_files(folder)), None)
    return [] if newest is None else _end_of(newest)[-LINES_OF_LOG:]


def _last_crash(folder: Path) -> list[str]:
    """The newest log that ends in one, from there on."""
    for log in log_files(folder):
        lines = _end_of(log)
        begin = next((at for at, line in enumerate(lines) if line.startswith(CRASH)), None)
        if begin is not None:
            return lines[begin : begin + LINES_OF_LOG]
    return []


def _end_of(log: Path) -> list[str]:
    try:
        with log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _LOG_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:  # another start may have dropped it
        return []
    return lines[1:] if size > _LOG_BYTES else lines
