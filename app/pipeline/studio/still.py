"""The portrait unmoved, in the preview while nothing is live: what Start would show."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from app.config import Corner
from app.errors import AppError
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.studio.board import Board
from app.pipeline.studio.monitor import OutputMonitor
from app.pipeline.studio.openers import Openers
from app.pipeline.studio.status import Part, Task

_MOST_REMEMBERED = 8
"""Portraits; going through a gallery, one comes back to the last few."""

_MOST_PIXELS = 60_000_000
"""Of all portraits that are remembered, 180 MB; a single larger one is remembered alone."""


class StillPicture:
    """Shows it, and remembers the last few portraits. Belongs to the studio's thread.

    Args:
        openers: Load and frame the portrait.
        board: Where it says what is wrong.
        monitor: Shows it.
    """

    def __init__(self, openers: Openers, board: Board, monitor: OutputMonitor) -> None:
        self._openers, self._board, self._monitor = openers, board, monitor
        self._portraits: OrderedDict[tuple[Path | None, int], Portrait] = OrderedDict()
        self._shown: tuple[Path | None, tuple[int, int], Corner | None] | None = None

    def portrait(self, path: Path | None) -> Portrait:
        """Loads a portrait, or remembers one of the last.

        Raises:
            AppError: It cannot be used.
        """
        key = (path, _changed_at(path))
        portrait = self._portraits.pop(key, None) or self._openers.portrait(path)
        self._portraits[key] = portrait
        while len(self._portraits) > 1 and self._remembers_too_much():
            self._portraits.popitem(last=False)
        return portrait

    def show(self, path: Path | None, size: tuple[int, int], badge: Corner | None) -> None:
        """Shows a portrait, unless it is shown already."""
        if self._shown == (path, size, badge):
            return
        self._shown = (path, size, badge)
        try:
            with self._board.busy(Task.LOADING_PORTRAIT):
                self._monitor.send(self._openers.still(self.portrait(path), size, badge))
        except AppError as error:
            self._board.wrong(Part.PORTRAIT, error)
        else:
            self._board.fine(Part.PORTRAIT)

    def forget(self) -> None:
        """Lets the next ``show`` show it again: something else was shown meanwhile."""
        self._shown = None

    def _remembers_too_much(self) -> bool:
        pixels = sum(width * height for width, height in (one.size for one in self._portraits.values()))
        return len(self._portraits) > _MOST_REMEMBERED or pixels > _MOST_PIXELS


def _changed_at(path: Path | None) -> int:
    """When the file was last written, so that another picture of its name is loaded; 0 if it is not there."""
    try:
        return 0 if path is None else path.stat().st_mtime_ns
    except (OSError, ValueError):
        return 0
