from __future__ import annotations

import ctypes.util
from collections.abc import Mapping

import pytest

from app.commands.window import check_display
from app.errors import AppError


@pytest.mark.parametrize(
    ("platform", "environment"),
    [
        ("win32", {}),
        ("darwin", {}),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}),
        ("linux", {"DISPLAY": ":0"}),
    ],
)
def test_a_display_is_no_complaint(
    platform: str, environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: f"lib{name}.so.0")
    check_display(platform, environment)


def test_no_display_is_said_before_qt_aborts() -> None:
    with pytest.raises(AppError, match="no display"):
        check_display("linux", {})


def test_a_missing_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda _: None)
    with pytest.raises(AppError, match="libxcb-cursor0"):
        check_display("linux", {"DISPLAY": ":0"})
