from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.programs import installed


def put_program(folder: Path) -> Path:
    path = folder / "some-tool"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(os.name != "posix", reason="a script is no program there")
def test_a_program_is_found_where_the_system_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installed("some-tool") is None
    assert installed(put_program(tmp_path).name) == str(tmp_path / "some-tool")


@pytest.mark.skipif(os.name != "posix", reason="a script is no program there")
def test_one_in_the_working_folder_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_program(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.curdir)
    assert shutil.which("some-tool") is not None
    assert installed("some-tool") is None


def test_nor_is_what_windows_finds_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: r".\some-tool.EXE")
    assert installed("some-tool") is None
