"""A look through the camera, for the guide: the stream's own if it is live, else one of its own."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from app.gui.controller.chores import Chores
from app.gui.sentences import in_one_line
from app.gui.views import PreviewPicture
from app.settings.model import AppSettings

if TYPE_CHECKING:
    from app.pipeline.backstage import Backstage
    from app.pipeline.studio.camera_look import CameraLook
    from app.pipeline.types import Frame
OpenLook = Callable[[str], "CameraLook"]
"""Begins to look through a camera; returns at once."""

_TRY_AGAIN_S = 2.0
"""A camera that was taken or unplugged may be there again."""


def _open_look(camera: str) -> CameraLook:
    from app.pipeline.studio.camera_look import CameraLook
    from app.pipeline.studio.openers import RealOpeners

    return CameraLook(RealOpeners(), camera)


class CameraControl(QObject):
    """Watches the camera in use while somebody looks.

    Args:
        settings: Gives the settings in use.
        chores: Closes cameras, which can take a second.
        open_look: Looks through a camera while nothing is live.
        now: Monotonic seconds.
    """

    watched = Signal(bool)
    """Whether somebody looks: a live stream should keep its camera's pictures for that."""

    def __init__(
        self,
        settings: Callable[[], AppSettings],
        chores: Chores,
        parent: QObject | None = None,
        *,
        open_look: OpenLook = _open_look,
        now: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._chores = chores
        self._backstage: Backstage | None = None
        self._look: CameraLook | None = None
        self._open_look = open_look
        self._now = now
        self._letting_go = 0
        self._tried_at = 0.0
        self._trouble = ""
        self._watched = False
        self._serial = 0
        self._shown: Frame | None = None

    def attach(self, backstage: Backstage) -> None:
        """Takes the pipeline over."""
        self._backstage = backstage
        self._follow()

    def watch(self, watched: bool) -> None:
        """Starts or stops looking."""
        if watched is not self._watched:
            self._watched = watched
            self.watched.emit(watched)
        self._follow()

    def make_way(self, then: Callable[[], None]) -> None:
        """Lets the camera go, and does something when nobody holds it any more."""
        if self._look is not None:
            self._let_go(self._look)
        if self._letting_go:
            self._chores.run(bool, lambda _: then())  # chores are done in order
        else:
            then()

    def poll(self) -> None:
        """Follows the settings; called by the controller's timer."""
        self._follow()

    @property
    def problem(self) -> str:
        """Why there is no picture, empty while all is well."""
        look = self._look
        if look is not None and look.problem is not None:
            return in_one_line(look.problem)
        return "" if look is not None and look.frame is not None else self._trouble

    def pull(self, width: int, height: int, after: int) -> PreviewPicture | None:
        """The newest picture, fitted into a box of device pixels; None if there is none newer."""
        frame = self._frame()
        if frame is None:
            return None
        if frame is not self._shown:
            self._shown, self._serial = frame, self._serial + 1
        if self._serial <= after:
            return None
        from app.pipeline.studio.preview import fitted

        pixels = fitted(frame.image, max(width, 1), max(height, 1))
        return PreviewPicture(pixels, self._serial, self._landmarks(frame), frame.size[0] / frame.size[1])

    def close(self) -> None:
        """Lets the camera go, waiting for it."""
        self._watched = False
        look, self._look = self._look, None
        if look is not None:
            look.close()

    def _frame(self) -> Frame | None:
        if self._look is not None:
            return self._look.frame
        return None if self._backstage is None else self._backstage.studio.frame

    def _landmarks(self, frame: Frame) -> npt.NDArray[np.float32] | None:
        """In shares of the frame, x right and y down."""
        if self._look is None:
            driver = None if self._backstage is None else self._backstage.studio.driver
            return None if driver is None else driver.landmarks
        face = self._look.face
        return None if face is None else (face[:, :2] / np.array(frame.size, np.float32)).astype(np.float32)

    def _follow(self) -> None:
        """A camera can be open only once: while the stream wants it, this looks over its shoulder."""
        if self._backstage is None or not (self._watched or self._look):
            return
        wanted = self._wanted(self._backstage)
        look = self._look
        if look is not None and (look.camera != wanted or self._should_try_again(look)):
            self._trouble = self.problem if look.camera == wanted else ""
            self._let_go(look)
        elif look is None and wanted is not None and not self._letting_go:
            self._tried_at = self._now()
            self._look = self._open_look(wanted)

    def _let_go(self, look: CameraLook) -> None:
        self._look = None
        self._letting_go += 1
        look.ask_to_end()
        self._chores.run(look.close, self._has_let_go, self._has_let_go)

    def _has_let_go(self, _: object) -> None:
        self._letting_go -= 1

    def _wanted(self, backstage: Backstage) -> str | None:
        from app.pipeline.studio.status import Phase

        if not self._watched or backstage.studio.status().phase is not Phase.STOPPED:
            self._trouble = ""
            return None
        return self._settings().stream.camera_id

    def _should_try_again(self, look: CameraLook) -> bool:
        return look.problem is not None and self._now() - self._tried_at >= _TRY_AGAIN_S
