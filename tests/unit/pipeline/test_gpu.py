from __future__ import annotations

import platform
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.pipeline.gpu import NoAnswerError, graphics_card, nvidia_cards


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a program in the place of NVIDIA's, that prints something and ends with a code."""
    if sys.platform == "win32":
        pytest.skip("a script is no program there")

    def put(output: bytes, code: int = 0) -> None:
        said = tmp_path / "said"
        said.write_bytes(output)
        tool = tmp_path / "nvidia-smi"
        tool.write_text(f"#!/bin/sh\ncat '{said}'\nexit {code}\n")
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(shutil, "which", lambda _: str(tool))

    return put


@pytest.mark.parametrize(
    ("output", "name"),
    [
        (b"NVIDIA GeForce RTX 4070, 12282\n", "NVIDIA GeForce RTX 4070"),
        (b"\n  First card , 1\nSecond card, 2\n", "First card"),
        (b"", ""),
        (b"caf\xe9 \xff card, 1\n", "caf\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER} card"),
    ],
)
def test_the_first_card_is_named(answers: Any, output: bytes, name: str) -> None:
    answers(output)
    assert graphics_card() == name


def test_cards_are_told_with_their_memory_where_the_driver_says(answers: Any) -> None:
    answers(b"NVIDIA GeForce RTX 3060, 12288\nTesla, v2, [N/A]\n")
    assert [str(card) for card in nvidia_cards()] == ["NVIDIA GeForce RTX 3060 (12 GB)", "Tesla, v2"]


def test_a_program_that_lists_no_card_is_not_the_same_as_none(answers: Any) -> None:
    answers(b"")
    with pytest.raises(NoAnswerError, match="no card"):
        nvidia_cards()


def test_a_driver_that_does_not_answer_well_is_no_card(answers: Any) -> None:
    answers(b"NVIDIA-SMI has failed because it could not communicate with the driver\n", 9)
    assert graphics_card() == ""


@pytest.mark.parametrize("error", [OSError("gone"), subprocess.TimeoutExpired("nvidia-smi", 5)])
def test_one_that_does_not_answer_at_all_is_none_either(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(subprocess, "run", run)
    assert graphics_card() == ""


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("darwin", "arm64", "Apple GPU"),
        ("darwin", "x86_64", ""),
        ("linux", "arm64", ""),
        ("win32", "AMD64", ""),
    ],
)
def test_without_nvidias_program_only_apples_own_chips_have_one(
    system: str, machine: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert graphics_card() == name
