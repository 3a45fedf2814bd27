"""Which graphics cards there are that networks can run on, found without loading any."""

from __future__ import annotations

import platform
import subprocess
import sys
from dataclasses import dataclass

from app.programs import installed

_ANSWER_S = 5.0


@dataclass(frozen=True, slots=True)
class NvidiaCard:
    """One card, as NVIDIA's own program tells.

    Attributes:
        name: Such as ``NVIDIA GeForce RTX 3060``.
        memory_gb: Its memory in GiB, None where the driver does not say.
    """

    name: str
    memory_gb: float | None

    def __str__(self) -> str:
        return self.name if self.memory_gb is None else f"{self.name} ({self.memory_gb:.0f} GB)"


class NoAnswerError(Exception):
    """NVIDIA's program is there, and tells of no card."""


def graphics_card() -> str:
    """The name of the card that would draw, empty for none. May take a second."""
    try:
        cards = nvidia_cards()
    except NoAnswerError:
        return ""
    if cards:
        return cards[0].name
    return "Apple GPU" if sys.platform == "darwin" and platform.machine() == "arm64" else ""


def nvidia_cards() -> tuple[NvidiaCard, ...]:
    """NVIDIA's cards, none where its program is not installed. May take a second.

    Raises:
        NoAnswerError: The program is there, and tells of no card.
    """
    tool = installed("nvidia-smi")
    if tool is None:
        return ()
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed command, found on the path
            [tool, "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWER_S,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # no console flashes up on Windows
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NoAnswerError(str(error)) from error
    cards = tuple(_card(line) for line in answer.stdout.splitlines() if line.strip())
    if not cards:
        raise NoAnswerError("it lists no card")
    return cards


def _card(line: str) -> NvidiaCard:
    """From name and MiB; some drivers say ``[N/A]`` for the latter, and names may have commas."""
    name, _, mebibytes = (part.strip() for part in line.rpartition(","))
    return NvidiaCard(name, int(mebibytes) / 1024 if mebibytes.isdecimal() else None)
