"""Other people's checkers, for files that are theirs to judge."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"


def check(*command: str) -> str:
    """Runs a checker, and fails with its words if it finds a fault; skips where it is not installed.

    Returns:
        What it printed.
    """
    program = shutil.which(command[0])
    if program is None:
        pytest.skip(f"{command[0]} is not installed")
    ended = subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr
