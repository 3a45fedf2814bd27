"""``app``: the desktop program."""

from __future__ import annotations

import ctypes.util
import os
import sys
from collections.abc import Mapping

from app.command_configs import AppConfig
from app.errors import AppError


def window(config: AppConfig) -> int:
    """Opens the window and returns when it is closed.

    Returns:
        The exit code.

    Raises:
        AppError: There is no display, or Qt cannot be loaded.
    """
    check_display(sys.platform, os.environ)
    try:
        from app.gui.application import run_application
    except ImportError as error:  # a system library that Qt needs is missing
        raise AppError(
            "cannot open the window",
            f"Qt cannot be loaded: {error}",
            "On Debian and Ubuntu: sudo apt install libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0",
        ) from error
    return run_application(config)


def check_display(platform: str, environment: Mapping[str, str]) -> None:
    """Says what Qt would say by aborting.

    Args:
        platform: ``sys.platform``.
        environment: ``os.environ``.

    Raises:
        AppError: There is no display, or a library is missing without which Qt aborts.
    """
    if not platform.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        raise AppError(
            "cannot open the window",
            "there is no display",
            "Start it from a desktop session; without one, use the commands: liveportrait-cam --help",
        )
    if not environment.get("WAYLAND_DISPLAY") and ctypes.util.find_library("xcb-cursor") is None:
        raise AppError(
            "cannot open the window",
            "the library libxcb-cursor is missing, which Qt needs on X11",
            "On Debian and Ubuntu: sudo apt install libxcb-cursor0",
        )
