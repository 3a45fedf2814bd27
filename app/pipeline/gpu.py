"""Whether there is a graphics card that networks can run on, found without loading any."""

from __future__ import annotations

import platform
import subprocess
import sys

from app.programs import installed

_ANSWER_S = 5.0


def graphics_card() -> str:
    """The name of the card that would draw, empty for none. May take a second."""
    tool = installed("nvidia-smi")
    if tool is not None:
        return _nvidia(tool)
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return "Apple GPU"
    return ""


def _nvidia(tool: str) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed command, found on the path
            [tool, "--query-gpu=name", "--format=csv,noheader"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWER_S,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # no console flashes up on Windows
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return next((line.strip() for line in answer.stdout.splitlines() if line.strip()), "")
