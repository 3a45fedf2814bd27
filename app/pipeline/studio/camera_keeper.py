"""Sees to it that the camera one wants is read, and opened again when it was lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.errors import AppError, Reason, SourceError
from app.pipeline.opening import Opening
from app.pipeline.patience import patience_with_a_camera
from app.pipeline.sources.base import Source
from app.pipeline.sources.fresh import STEADY_S
from app.pipeline.studio.monitor import WatchedSource
from app.pipeline.studio.status import Part, Task
from app.pipeline.studio.surroundings import Surroundings

SILENCE_S = 5.0
"""A camera without a frame for so long is taken for lost, whatever its driver says."""

_FIRST_SILENCE_S = 15.0


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
        self._opening: Opening[Source] | None = None
        self._silence: _Silence | None = None
        self._ended = threading.Event()
        self._lost: AppError | None = None
        self._patience = patience_with_a_camera()
        self._patience.hurry()

    def want(self, camera: str, fps: float) -> None:
        """Lets the camera go and takes another one, as soon as ``tend`` is called."""
        self.abandon()
        self._let_go()
        self._camera, self._fps = camera, fps
        self._lost = None
        self._patience.hurry()
        self._around.board.fine(Part.CAMERA)

    def retry(self) -> None:
        """Opens a missing camera without any more waiting."""
        self._patience.hurry()

    def tend(self) -> None:
        """Does what there is to do now; does not wait for the camera."""
        now = self._around.clock.now()
        if self._opening is not None:
            self._take_over(self._opening)
        elif self.is_missing and self._patience.take_due(now):
            self._open()
        elif self._silence is not None and not self._ended.is_set() and self._silence.lasts(now):
            self._give_up(self._silence.camera)

    def abandon(self) -> None:
        """Gives up an opening under way."""
        opening, self._opening = self._opening, None
        if opening is not None:
            self._around.board.finish(Task.OPENING_CAMERA)
            opening.abandon()

    def on_source_end(self, error: AppError | None) -> None:
        """Notes that the camera ended; called on the thread that reads it."""
        self._lost = self._lost or error  # what happened first, until it is back for good
        self._patience.lost(self._around.clock.now())
        if self._lost is not None:
            self._around.board.wrong(Part.CAMERA, self._lost)
        self._ended.set()
        self._around.nudge()

    @property
    def is_missing(self) -> bool:
        """Whether no camera is read."""
        return self._silence is None or self._ended.is_set()

    def _open(self) -> None:
        around, camera, fps = self._around, self._camera, self._fps
        around.board.begin(Task.OPENING_CAMERA)
        self._opening = Opening(
            "camera", lambda: around.openers.source(camera, around.clock, fps), around.nudge
        )

    def _take_over(self, opening: Opening[Source]) -> None:
        if not opening.done:
            return
        self._opening = None
        self._around.board.finish(Task.OPENING_CAMERA)
        try:
            source = opening.take()
        except AppError as error:
            self._around.board.wrong(Part.CAMERA, self._lost or error)
            self._patience.lost(self._around.clock.now())
            return
        self._ended.clear()
        steady_s = 0.0 if self._lost is None else STEADY_S
        watched = WatchedSource(source, self._around.driver, self._on_delivering, self._on_dark, steady_s)
        self._silence = _Silence(watched, self._around.clock.now())
        self._read(watched)

    def _let_go(self) -> None:
        if self._silence is not None:
            self._silence = None
            self._read(None)

    def _give_up(self, camera: str) -> None:
        """A driver that neither delivers nor fails: it is left behind, and opened anew."""
        self._let_go()
        fix = "Unplug it and plug it in again"
        what, why = f"cannot read the {camera}", "it stopped answering"
        self.on_source_end(SourceError(what, why, fix, reason=Reason.CAMERA_LOST))

    def _on_delivering(self) -> None:
        """Only a camera that delivers is fine; one that opens and ends at once is not, again and again."""
        self._lost = None
        self._patience.found(self._around.clock.now())
        self._around.board.fine(Part.CAMERA)

    def _on_dark(self, dark: bool) -> None:
        if not dark:
            self._around.board.fine(Part.CAMERA)
            return
        self._around.board.wrong(
            Part.CAMERA,
            SourceError(
                "the camera's picture is black",
                "it is covered or switched off, or it is very dark",
                "Open its cover or its privacy switch, and turn on a light",
                reason=Reason.CAMERA_BLACK,
            ),
        )


class _Silence:
    """How long a source has given nothing, as seen from a thread that looks now and then."""

    def __init__(self, source: WatchedSource, now: float) -> None:
        self._source = source
        self._seen, self._since = 0, now

    @property
    def camera(self) -> str:
        return self._source.name

    def lasts(self, now: float) -> bool:
        if self._source.frames != self._seen:
            self._seen, self._since = self._source.frames, now
        return now - self._since >= (SILENCE_S if self._seen else _FIRST_SILENCE_S)
