from __future__ import annotations

import sys

import pytest

from app.own_command import own_command


def test_an_environment_starts_the_module() -> None:
    assert own_command("run", "--loop") == [sys.executable, "-m", "app", "run", "--loop"]


def test_a_package_is_its_own_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command("doctor") == [sys.executable, "doctor"]
