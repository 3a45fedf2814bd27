"""Tells that somebody else sits before the camera, and that the portrait waits."""

from __future__ import annotations

from typing import Final

from app.errors import AppError, Reason
from app.pipeline.studio.status import Part
from app.pipeline.studio.surroundings import Surroundings
from app.pipeline.types import Sighting

PATIENCE_S: Final = 1.0
"""Somebody who walks by is no news."""


class StrangerWatch:
    """Looks whom the tracker sees. Belongs to the studio's thread.

    Args:
        around: What the stream lives in.
    """

    def __init__(self, around: Surroundings) -> None:
        self._clock, self._board = around.clock, around.board
        self._since: float | None = None
        self._said = False

    def look(self, sighting: Sighting) -> None:
        """Takes note of the newest sighting; what is said holds until the driver is seen again."""
        if sighting is Sighting.SOMEBODY_ELSE:
            self._somebody_else()
            return
        self._since = None
        if sighting is Sighting.DRIVER:
            self.forget()

    def forget(self) -> None:
        """What was said is over: the driver is back, the camera is lost, or the stream ends."""
        self._since = None
        if self._said:
            self._said = False
            self._board.fine(Part.DRIVER)

    def _somebody_else(self) -> None:
        now = self._clock.now()
        if self._since is None:
            self._since = now
        if self._said or now - self._since < PATIENCE_S:
            return
        self._said = True
        self._board.wrong(
            Part.DRIVER,
            AppError(
                "the portrait does not move",
                "somebody else is in front of the camera",
                "Recentre, and it follows this person",
                reason=Reason.SOMEBODY_ELSE,
            ),
        )
