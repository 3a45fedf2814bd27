"""Where the program keeps its things, and where files go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app import paths


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the program keeps its things.

    Attributes:
        settings: The file of settings.
        presets: The folder of presets.
        portraits: The folder of portraits.
        logs: The folder of logs.
    """

    settings: Path
    presets: Path
    portraits: Path
    logs: Path


def own_folders() -> Folders:
    """Those of this user."""
    return Folders(paths.settings_file(), paths.presets_dir(), paths.portraits_dir(), paths.log_dir())


@dataclass(frozen=True, slots=True)
class UsualFolders:
    """Where files go unless the person chose another place.

    Attributes:
        recordings: Of videos.
        snapshots: Of pictures.
        weights: Of LivePortrait's networks.
    """

    recordings: Path
    snapshots: Path
    weights: Path


def usual_folders() -> UsualFolders:
    """Those of this user."""
    from app.pipeline.sinks.naming import FileKind, default_folder

    return UsualFolders(
        default_folder(FileKind.RECORDING), default_folder(FileKind.SNAPSHOT), paths.models_dir()
    )
