"""Sees to it that the camera one wants is read, and opened again when it was lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.errors import AppError
from app.pipeline.sources.base import Source
from app.pipeline.studio.camera_opening import CameraOpening
from app.pipeline.studio.monitor import WatchedSource
from app.pipeline.studio.status import Part, Task
from app.pipeline.studio.surroundings import Surroundings

PATIENCE_S = (0.5, 5.0)
"""Wait before a camera is opened again: at first, and at most; doubled each time."""

_AT_ONCE = float("-inf")


class CameraKeeper:
    """Keeps one camera open. Belongs to the studio's thread, except ``on_source_end``.

    Args:
        around: What the stream lives in.
        read: Reads another source from now on, or none; ends the old one.
        camera: The camera to begin with.
        fps: The rate it is asked for.
    """

    def __init__(
        self, around: Surroundings, read: Callable[[Source | None], None], camera: str, fps: float
    ) -> None:
        self._around = around
        self._read = read
        self._camera, self._fps = camera, fps
        self._opening: CameraOpening | None = None
        self._has_source = False
        self._ended = threading.Event()
        self._lost: AppError | None = None
        self._due_at = _AT_ONCE
        self._patience_s = PATIENCE_S[0]

    def want(self, camera: str, fps: float) -> None:
        """Lets the camera go and takes another one, as soon as ``tend`` is called."""
        self.abandon()
        if self._has_source:
            self._has_source = False
            self._read(None)
        self._camera, self._fps = camera, fps
        self._lost = None
        self._due_at, self._patience_s = _AT_ONCE, PATIENCE_S[0]
        self._around.board.fine(Part.CAMERA)

    def retry(self) -> None:
        """Opens a missing camera without any more waiting."""
        self._due_at, self._patience_s = _AT_ONCE, PATIENCE_S[0]

    def tend(self) -> None:
        """Does what there is to do now; does not wait for the camera."""
        if self._opening is not None:
            self._take_over(self._opening)
        elif self._is_missing and self._around.clock.now() >= self._due_at:
            self._open()

    def abandon(self) -> None:
        """Gives up an opening under way."""
        opening, self._opening = self._opening, None
        if opening is not None:
            self._around.board.finish(Task.OPENING_CAMERA)
            opening.abandon()

    def on_source_end(self, error: AppError | None) -> None:
        """Notes that the camera ended; called on the thread that reads it."""
        self._lost = error
        self._be_patient()
        if error is not None:
            self._around.board.wrong(Part.CAMERA, error)
        self._ended.set()
        self._around.nudge()

    @property
    def _is_missing(self) -> bool:
        return not self._has_source or self._ended.is_set()

    def _open(self) -> None:
        around, camera, fps = self._around, self._camera, self._fps
        around.board.begin(Task.OPENING_CAMERA)
        self._opening = CameraOpening(lambda: around.openers.source(camera, around.clock, fps), around.nudge)

    def _take_over(self, opening: CameraOpening) -> None:
        if not opening.done:
            return
        self._opening = None
        self._around.board.finish(Task.OPENING_CAMERA)
        try:
            source = opening.take()
        except AppError as error:
            self._around.board.wrong(Part.CAMERA, self._lost or error)
            self._be_patient()
            return
        self._ended.clear()
        self._has_source = True
        self._read(WatchedSource(source, self._around.driver, self._on_first_frame))

    def _on_first_frame(self) -> None:
        """Only a camera that delivers is fine; one that opens and ends at once is not."""
        self._lost = None
        self._patience_s = PATIENCE_S[0]
        self._around.board.fine(Part.CAMERA)

    def _be_patient(self) -> None:
        self._due_at = self._around.clock.now() + self._patience_s
        self._patience_s = min(2 * self._patience_s, PATIENCE_S[1])
