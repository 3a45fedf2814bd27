"""The file of settings: read with suspicion, written whole or not at all, and never lost."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from app.errors import AppError
from app.files import NotPlainFileError, read_plain, replacing, set_aside
from app.settings.codec import decode, encode
from app.settings.model import DEFAULTS, AppSettings

_log = logging.getLogger(__name__)

VERSION = 1
"""Of the file. Raise it, and add a migration, when an old file would be misread."""

MOST_BYTES = 1_000_000

Migration = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes the object of one version into that of the next; may raise for an object that is none."""

MIGRATIONS: Mapping[int, Migration] = {}
"""By the version they start from; one for every version below ``VERSION``."""

_DATA_FAULTS = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What broken data makes the JSON parser or a migration raise."""


class SettingsError(AppError):
    """Settings cannot be read or kept."""


class _FlawError(Exception):
    """Why a file is no file of settings, in words that follow 'it'."""


@dataclass(frozen=True, slots=True)
class Schema:
    """Versions of the file.

    Attributes:
        version: The one that is written.
        migrations: Steps from older ones, by the version they start from.
    """

    version: int
    migrations: Mapping[int, Migration]


SCHEMA = Schema(VERSION, MIGRATIONS)

_writing = threading.Lock()
"""The last save of a closing window and that of its worker may meet."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a start begins with.

    Attributes:
        settings: As kept; defaults for what was missing or wrong.
        problem: The whole file could not be used; to be shown to the person.
        problems: Single values that could not be used, a line each; for the log.
    """

    settings: AppSettings
    problem: SettingsError | None = None
    problems: tuple[str, ...] = ()


def load(path: Path, schema: Schema = SCHEMA) -> Loaded:
    """Reads the settings; never raises. A file that is broken is set aside and kept.

    Args:
        path: The file; defaults are returned when there is none.
        schema: Versions that can be read.
    """
    try:
        data = _read(path, schema)
    except FileNotFoundError:
        return Loaded(DEFAULTS)
    except OSError as error:
        fix = f"The defaults are in use. Allow this program to read and write {path}"
        return Loaded(DEFAULTS, SettingsError("cannot read the settings", _cause(error), fix))
    except _FlawError as flaw:
        return Loaded(DEFAULTS, _set_aside_and_tell(path, flaw))
    problems: list[str] = []
    settings = decode(DEFAULTS, data, problems.append)
    for line in problems:
        _log.warning("settings: %s; the default is used", line)
    return Loaded(settings, None, tuple(problems))


def save(path: Path, settings: AppSettings, schema: Schema = SCHEMA) -> None:
    """Puts the settings in place of those in the file, in one step. From any thread; it waits for the disk.

    Args:
        path: The file; its folder is made if need be.
        settings: What to keep.
        schema: Version to write.

    Raises:
        SettingsError: They cannot be written, or would take the place of a file that is not ours
            and cannot be moved. What was in the file is still there.
    """
    data = json.dumps({"version": schema.version, **encode(settings)}, indent=2).encode("ascii")
    try:
        with _writing:
            _make_way(path, schema)
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as file:
                file.write(data + b"\n")
    except OSError as error:
        fix = f"They last until the program ends. Free some space or make {path.parent} writable"
        raise SettingsError("cannot save the settings", _cause(error), fix) from error


def _make_way(path: Path, schema: Schema) -> None:
    """Nothing but settings of ours is ever replaced, even if it came here after the start."""
    try:
        _read(path, schema)
    except FileNotFoundError:
        return
    except _FlawError:
        set_aside(path)


def _read(path: Path, schema: Schema) -> dict[str, Any]:
    """The object in the file, of the version now written.

    Raises:
        OSError: The file cannot be read.
        _FlawError: It is something else.
    """
    try:
        data = read_plain(path, MOST_BYTES)
    except NotPlainFileError as error:
        raise _FlawError("is not a plain file") from error
    if len(data) > MOST_BYTES:
        raise _FlawError(f"is larger than {MOST_BYTES:,} bytes")
    try:
        found = json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except _DATA_FAULTS as error:
        raise _FlawError("is damaged") from error
    return _migrated(found, schema)


def _migrated(found: object, schema: Schema) -> dict[str, Any]:
    version = found.get("version") if isinstance(found, dict) else None
    if not isinstance(found, dict) or type(version) is not int or version < 1:
        raise _FlawError("does not hold settings")
    if version > schema.version:
        raise _FlawError("was written by a newer version of this program")
    try:
        for step in range(version, schema.version):
            found = schema.migrations[step](found)
    except _DATA_FAULTS as error:
        raise _FlawError(f"is damaged (it claims to be of version {version})") from error
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _set_aside_and_tell(path: Path, flaw: _FlawError) -> SettingsError:
    what, why = "cannot use the saved settings", f"their file {flaw}"
    try:
        kept = set_aside(path)
    except OSError as error:
        fix = f"The defaults are in use. Move {path} elsewhere; it could not be done ({_cause(error)})"
        return SettingsError(what, why, fix)
    _log.warning("the file of settings %s; kept as %s", flaw, kept)
    return SettingsError(what, why, f"The defaults are in use. The old file is kept as {kept}")


def _cause(error: OSError) -> str:
    return error.strerror or str(error)
