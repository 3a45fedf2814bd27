"""The driver as the window sees him: the camera's own picture and his action units, for nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.facs import ActionUnit
from app.gui.views import BGRAImage

if TYPE_CHECKING:
    from app.pipeline.backstage import Backstage


class DriverControl:
    """Has the pipeline keep what somebody looks at, and nothing else; what is wished for early waits."""

    def __init__(self) -> None:
        self._backstage: Backstage | None = None
        self._shown = self._watched = self._units_watched = False
        self._keeps_frames = False

    def attach(self, backstage: Backstage) -> None:
        """Takes the pipeline over."""
        self._backstage = backstage
        self._keep_frames()
        if self._units_watched:
            backstage.studio.watch_action_units(True)

    def show(self, shown: bool) -> None:
        """Whether ``pull`` is to give the camera's picture."""
        self._shown = shown
        self._keep_frames()

    def watch(self, watched: bool) -> None:
        """Whether somebody looks at the camera's picture elsewhere, through the same studio."""
        self._watched = watched
        self._keep_frames()

    def pull(self, width: int, height: int) -> BGRAImage | None:
        """The camera's own picture, fitted into a box of device pixels; for this window alone."""
        if self._backstage is None:
            return None
        from app.pipeline.studio.preview import fitted

        frame = self._backstage.studio.frame
        return None if frame is None else fitted(frame.image, max(width, 1), max(height, 1))

    def watch_units(self, watched: bool) -> None:
        """Whether ``action_units`` is to tell how strongly they are seen."""
        if watched is not self._units_watched:
            self._units_watched = watched
            if self._backstage is not None:
                self._backstage.studio.watch_action_units(watched)

    @property
    def action_units(self) -> Mapping[ActionUnit, float] | None:
        """How strongly each is seen, 0..5; None while none is."""
        return None if self._backstage is None else self._backstage.studio.action_units

    def _keep_frames(self) -> None:
        keep = self._shown or self._watched
        if self._backstage is not None and keep is not self._keeps_frames:
            self._keeps_frames = keep
            self._backstage.studio.keep_frames(keep)
