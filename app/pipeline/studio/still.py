"""The portrait unmoved, in the preview while nothing is live: what Start would show."""

from __future__ import annotations

from pathlib import Path

from app.errors import AppError
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.studio.board import Board
from app.pipeline.studio.monitor import OutputMonitor
from app.pipeline.studio.openers import Openers
from app.pipeline.studio.status import Part, Task


class StillPicture:
    """Shows it, and remembers the portrait that was loaded last. Belongs to the studio's thread.

    Args:
        openers: Load and frame the portrait.
        board: Where it says what is wrong.
        monitor: Shows it.
    """

    def __init__(self, openers: Openers, board: Board, monitor: OutputMonitor) -> None:
        self._openers, self._board, self._monitor = openers, board, monitor
        self._portraits: dict[Path | None, Portrait] = {}
        self._shown: tuple[Path | None, tuple[int, int]] | None = None

    def portrait(self, path: Path | None) -> Portrait:
        """Loads a portrait, or remembers the one loaded last.

        Raises:
            AppError: It cannot be used.
        """
        portrait = self._portraits.get(path)
        if portrait is None:
            portrait = self._openers.portrait(path)
            self._portraits = {path: portrait}
        return portrait

    def show(self, path: Path | None, size: tuple[int, int]) -> None:
        """Shows a portrait, unless it is shown already."""
        if self._shown == (path, size):
            return
        self._shown = (path, size)
        try:
            with self._board.busy(Task.LOADING_PORTRAIT):
                self._monitor.send(self._openers.still(self.portrait(path), size))
        except AppError as error:
            self._board.wrong(Part.PORTRAIT, error)
        else:
            self._board.fine(Part.PORTRAIT)

    def forget(self) -> None:
        """Lets the next ``show`` show it again: something else was shown meanwhile."""
        self._shown = None
