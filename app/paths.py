"""Where the user's own things are: settings, downloads, logs."""

from __future__ import annotations

from pathlib import Path

import platformdirs

APP_NAME = "LivePortrait Cam"
_FOLDER = "liveportrait-cam"


def config_dir() -> Path:
    """Settings, presets and saved neutral poses. May not exist yet."""
    return Path(platformdirs.user_config_dir(_FOLDER, appauthor=False))


def cache_dir() -> Path:
    """Downloaded weights and other things that can be had again. May not exist yet."""
    return Path(platformdirs.user_cache_dir(_FOLDER, appauthor=False))


def log_dir() -> Path:
    """Log files. May not exist yet."""
    return Path(platformdirs.user_log_dir(_FOLDER, appauthor=False))
