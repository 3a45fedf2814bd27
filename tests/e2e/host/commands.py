"""Programs that are run to their end, within a limit."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.host.errors import UnavailableError

_FOLDERS = (*os.get_exec_path(), "/usr/sbin", "/sbin")
"""An ordinary user's path often lacks the last two."""


def find(program: str) -> Path | None:
    """Where a program is."""
    found = shutil.which(program, path=os.pathsep.join(_FOLDERS))
    return None if found is None else Path(found)


def run(
    command: Sequence[str | Path], *, limit_s: float, cwd: Path | None = None, text: str | None = None
) -> str:
    """Runs a program and gives what it printed.

    Args:
        command: Program and arguments.
        limit_s: It is killed after that many seconds.
        cwd: Where it runs.
        text: What it reads.

    Raises:
        UnavailableError: It is not there, failed, or took too long.
    """
    name = str(command[0])
    program = find(name)
    if program is None:
        raise UnavailableError(f"{name} is not installed")
    words = [str(program), *map(str, command[1:])]
    environment = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    try:
        ended = subprocess.run(  # noqa: S603 - our own words, no shell
            words,
            cwd=cwd,
            env=environment,
            input=text,
            timeout=limit_s,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnavailableError(f"{name} took more than {limit_s:.0f} s") from error
    if ended.returncode:
        said = " ".join((ended.stderr or ended.stdout).split())[-300:]
        raise UnavailableError(f"{name} failed ({said})")
    return ended.stdout
