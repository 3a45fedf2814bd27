"""How often, and how soon, the camera's process is started again."""

from __future__ import annotations

from enum import Enum
from typing import Final

DELAYS_S: Final = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
"""Before each start in a row; after that many the camera is gone for good."""

GOOD_AFTER_S: Final = 10.0
"""A process that worked for so long starts the row over."""


class Fault(Enum):
    """Why a process has to be replaced."""

    REFUSED = "the device cannot be opened"
    DIED = "its process ended"
    HUNG = "the driver does not answer"
    COMPLAINED = "the driver reports errors"


class RestartPolicy:
    """Decides; keeps no time of its own."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def delay(self, worked_s: float) -> float | None:
        """Seconds until the next start, None for never again.

        Args:
            worked_s: How long the process that failed had worked.
        """
        if worked_s >= GOOD_AFTER_S:
            self._in_a_row = 0
        if self._in_a_row >= len(DELAYS_S):
            return None
        self._in_a_row += 1
        return DELAYS_S[self._in_a_row - 1]
