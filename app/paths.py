"""Where things are: the user's folders and what ships with the program."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import platformdirs

from app.errors import PortraitError

APP_NAME = "LivePortrait Cam"
_FOLDER = "liveportrait-cam"
_PORTRAIT_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp"})


def config_dir() -> Path:
    """Settings, presets and saved neutral poses. May not exist yet."""
    return Path(platformdirs.user_config_dir(_FOLDER, appauthor=False))


def cache_dir() -> Path:
    """Downloaded weights and other things that can be had again. May not exist yet."""
    return Path(platformdirs.user_cache_dir(_FOLDER, appauthor=False))


def log_dir() -> Path:
    """Log files. May not exist yet."""
    return Path(platformdirs.user_log_dir(_FOLDER, appauthor=False))


def assets_dir() -> Path:
    """The folder of pictures and icons inside the installed package."""
    return Path(str(files("assets")))


def shipped_portraits() -> tuple[Path, ...]:
    """The portraits that ship with the program, by name; the first is the default."""
    folder = assets_dir() / "portraits"
    if not folder.is_dir():
        return ()
    return tuple(sorted(file for file in folder.iterdir() if file.suffix.lower() in _PORTRAIT_ENDINGS))


def default_portrait() -> Path:
    """The portrait used when none is named.

    Raises:
        PortraitError: The installation lacks its pictures.
    """
    portraits = shipped_portraits()
    if not portraits:
        raise PortraitError(
            "cannot find the default portrait",
            "the installed program has no pictures",
            "Install it again, or name a picture with --portrait FILE",
        )
    return portraits[0]
