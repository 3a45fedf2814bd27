"""A look through the camera, for the guide: the stream's own if it is live, else one of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from app.gui.controller.chores import Chores
from app.gui.views import PreviewPicture
from app.settings.model import AppSettings

if TYPE_CHECKING:
    from app.pipeline.backstage import Backstage
    from app.pipeline.studio.camera_look import CameraLook
    from app.pipeline.types import Frame


class CameraControl(QObject):
    """Watches the camera in use while somebody looks.

    Args:
        settings: Gives the settings in use.
        chores: Closes cameras, which can take a second.
    """

    def __init__(
        self, settings: Callable[[], AppSettings], chores: Chores, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._chores = chores
        self._backstage: Backstage | None = None
        self._look: CameraLook | None = None
        self._watched = False
        self._serial = 0
        self._shown: Frame | None = None

    def attach(self, backstage: Backstage) -> None:
        """Takes the pipeline over."""
        self._backstage = backstage
        self._follow()

    def watch(self, watched: bool) -> None:
        """Starts or stops looking."""
        self._watched = watched
        self._follow()

    def poll(self) -> None:
        """Follows the settings; called by the controller's timer."""
        self._follow()

    @property
    def problem(self) -> str:
        """Why there is no picture, empty while all is well."""
        look = self._look
        return "" if look is None or look.problem is None else str(look.problem)

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
        backstage = self._backstage
        if backstage is None:
            return
        from app.pipeline.studio.camera_look import CameraLook
        from app.pipeline.studio.openers import RealOpeners
        from app.pipeline.studio.status import Phase

        live = backstage.studio.status().phase is not Phase.STOPPED
        wanted = self._settings().stream.camera_id if self._watched and not live else None
        look = self._look
        if (look.camera if look is not None else None) == wanted:
            return
        if look is not None:
            self._look = None
            look.ask_to_end()
            self._chores.run(look.close)
        elif wanted is not None and self._chores.idle:  # the one before has let go
            self._look = CameraLook(RealOpeners(), wanted)
