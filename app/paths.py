"""Where the user's own things are: settings, downloads, logs."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP_NAME = "LivePortrait Cam"
MODELS_VARIABLE = "LIVEPORTRAIT_CAM_MODELS"
"""Environment variable that moves the folder of downloaded models."""

_FOLDER = "liveportrait-cam"


def config_dir() -> Path:
    """Settings, presets and saved neutral poses. May not exist yet."""
    return Path(platformdirs.user_config_dir(_FOLDER, appauthor=False))


def settings_file() -> Path:
    """Everything the window remembers. May not exist yet."""
    return config_dir() / "settings.json"


def presets_dir() -> Path:
    """The user's presets. May not exist yet."""
    return config_dir() / "presets"


def state_dir() -> Path:
    """What concerns this machine only, such as whether the program ended well. May not exist yet."""
    return Path(platformdirs.user_state_dir(_FOLDER, appauthor=False))


def cache_dir() -> Path:
    """Downloaded weights and other things that can be had again. May not exist yet."""
    return Path(platformdirs.user_cache_dir(_FOLDER, appauthor=False))


def models_dir() -> Path:
    """Downloaded models: ``LIVEPORTRAIT_CAM_MODELS``, or a folder in the cache. May not exist yet."""
    chosen = os.environ.get(MODELS_VARIABLE, "").strip()
    return Path(chosen).expanduser() if chosen else cache_dir() / "models"


def portraits_dir() -> Path:
    """The user's own portraits, copied here. May not exist yet."""
    return Path(platformdirs.user_data_dir(_FOLDER, appauthor=False)) / "portraits"


def log_dir() -> Path:
    """Log files. May not exist yet."""
    return Path(platformdirs.user_log_dir(_FOLDER, appauthor=False))
