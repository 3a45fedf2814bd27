"""Where the cases run, and how they say what they saw."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LOOK_EVERY_S: Final = 0.05

SIZE: Final = (640, 480)
FPS: Final = 10
"""A load that an emulated machine bears."""


class MissedError(Exception):
    """What was to be shown did not show."""


class SkippedError(Exception):
    """What it takes to show it is not here."""


@dataclass(frozen=True, slots=True)
class Guest:
    """The machine.

    Attributes:
        program: The installed console script.
        logs: Folder that outlives the machine.
        patience: By what waiting times are multiplied; an emulated machine is slow.
        tries: How often a case is tried until it holds; an emulated machine breaks programs now and then.
    """

    program: Path
    logs: Path
    patience: float
    tries: int = 1

    def until(self, condition: Callable[[], bool], what: str, limit_s: float = 10.0) -> float:
        """Waits until something is so.

        Args:
            condition: Looked at some times a second.
            what: It in words, for when it never is.
            limit_s: On a fast machine.

        Returns:
            How long that took, seconds.

        Raises:
            MissedError: It did not become so in time.
        """
        begin = time.monotonic()
        while not condition():
            if time.monotonic() - begin > limit_s * self.patience:
                raise MissedError(f"{what}: not within {limit_s * self.patience:.0f} s")
            time.sleep(_LOOK_EVERY_S)
        return time.monotonic() - begin


def expect(holds: bool, why: str) -> None:
    """Says what is wrong unless it holds.

    Raises:
        MissedError: It does not.
    """
    if not holds:
        raise MissedError(why)
