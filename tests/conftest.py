"""For every test: Qt without a screen, whatever the machine has, and crashes told on the terminal."""

from __future__ import annotations

import os

import pytest

from app import logs

os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture(autouse=True)
def _crashes_are_told_by_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_note_crashes", lambda _: None)
