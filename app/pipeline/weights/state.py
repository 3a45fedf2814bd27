"""Which files are here. Quick: sizes and dates are compared with the records, nothing is hashed."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.errors import WeightsError
from app.paths import models_dir
from app.pipeline.weights.advice import missing_error
from app.pipeline.weights.manifest import Manifest, WeightFile
from app.pipeline.weights.manifest_file import shipped_manifest
from app.pipeline.weights.records import Record, read_record

_HEADER_ROOM = 1_000_000
"""Bytes by which safetensors may be larger than the checkpoint it came from."""


class Presence(Enum):
    """What can be said of a file."""

    MISSING = "missing"
    PRESENT = "present"
    """Its size is right; its hash has not been checked since it was written."""

    VERIFIED = "verified"
    """Its hash was right, and it has not been written since."""

    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class FileState:
    """One file of the manifest and what can be said of it.

    Attributes:
        file: The file.
        presence: Whether it is here.
        path: Where it is, or would be.
    """

    file: WeightFile
    presence: Presence
    path: Path


@dataclass(frozen=True, slots=True)
class WeightsState:
    """Whether LivePortrait's networks are here.

    Attributes:
        folder: The folder of models.
        networks: One state for each network.
    """

    folder: Path
    networks: tuple[FileState, ...]

    @property
    def verified(self) -> bool:
        """Every network is here and checked."""
        return all(one.presence is Presence.VERIFIED for one in self.networks)

    @property
    def complete(self) -> bool:
        """Every network is here; what is not checked yet will be when it is loaded."""
        return not self.lacking

    @property
    def lacking(self) -> tuple[FileState, ...]:
        """The networks that are missing or damaged."""
        return tuple(one for one in self.networks if one.presence in (Presence.MISSING, Presence.DAMAGED))

    @property
    def problem(self) -> WeightsError | None:
        """What is missing or damaged and how to get it; None when nothing is."""
        if self.complete:
            return None
        missing = [one.file for one in self.lacking if one.presence is Presence.MISSING]
        damaged = [one.file for one in self.lacking if one.presence is Presence.DAMAGED]
        return missing_error(missing, damaged, self.folder)


def weights_state(folder: Path | None = None, manifest: Manifest | None = None) -> WeightsState:
    """Whether LivePortrait's networks are here, without reading them.

    Args:
        folder: The folder of models, None for the user's.
        manifest: What there should be, None for what the program ships.

    Raises:
        WeightsError: The manifest is damaged.
    """
    folder = models_dir() if folder is None else folder
    manifest = shipped_manifest() if manifest is None else manifest
    return WeightsState(folder, tuple(file_state(file, folder) for file in manifest.networks))


def file_state(file: WeightFile, folder: Path) -> FileState:
    """What can be said of one file without reading it."""
    stored, original = folder / file.stored_name, folder / file.name
    status, record = _plain_file(stored), matching_record(file, stored)
    if status is not None and record is not None and status.st_size == record.digest.size:
        unchanged = status.st_mtime_ns == record.mtime_ns
        return FileState(file, Presence.VERIFIED if unchanged else Presence.PRESENT, stored)
    status = _plain_file(original)
    if status is not None and status.st_size == file.digest.size:
        return FileState(file, Presence.PRESENT, original)
    for path in (stored, original):
        if os.path.lexists(path):
            return FileState(file, Presence.DAMAGED, path)
    return FileState(file, Presence.MISSING, stored)


def matching_record(file: WeightFile, stored: Path) -> Record | None:
    """The record of a stored file, if it was made from the very file the manifest names."""
    record = read_record(stored)
    if record is None or record.source_sha256 != file.digest.sha256:
        return None
    if file.converts:
        return record if record.digest.size <= file.digest.size + _HEADER_ROOM else None
    return record if record.digest == file.digest else None


def _plain_file(path: Path) -> os.stat_result | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None
