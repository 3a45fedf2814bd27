"""A look through a camera without a stream: for choosing it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing

from app.errors import AppError, SourceError
from app.pipeline.clock import Clock, SystemClock
from app.pipeline.sources.base import Source
from app.pipeline.studio.openers import Openers
from app.pipeline.tracking.face_mesh import FaceMesh
from app.pipeline.tracking.tracker import Detector
from app.pipeline.types import Frame, Landmarks
from app.pipeline.worker import Worker

_FPS = 30.0
_LOOK_EVERY = 3
"""Frames; whether there is a face needs no more."""
_JOIN_S = 1.0


class CameraLook:
    """Opens one camera and keeps its newest frame. Returns at once; opening happens on a thread.

    Args:
        openers: Open the camera.
        camera: As ``--camera`` names it.
        clock: Stamps the frames.
        make_detector: Makes what looks for a face; called on the thread.
    """

    def __init__(
        self,
        openers: Openers,
        camera: str,
        clock: Clock | None = None,
        make_detector: Callable[[], Detector] = FaceMesh,
    ) -> None:
        self.camera = camera
        self._openers = openers
        self._clock = clock or SystemClock()
        self._stop = threading.Event()
        self._frame: Frame | None = None
        self._face: Landmarks | None = None
        self._make_detector = make_detector
        self._problem: AppError | None = None
        self._source: Source | None = None
        self._worker = Worker("camera look", self._run, self._ended)
        self._worker.start()

    @property
    def frame(self) -> Frame | None:
        """The newest frame, None before the first."""
        return self._frame

    @property
    def face(self) -> Landmarks | None:
        """478 x 3 pixels of the face in one of the last frames, None if none was found."""
        return self._face

    @property
    def problem(self) -> AppError | None:
        """Why there is none, None while all is well."""
        return self._problem

    def ask_to_end(self) -> None:
        """Lets the camera go soon; does not wait."""
        self._stop.set()

    def close(self) -> bool:
        """Lets the camera go; waits, and frees a read that is blocked. True when it ended."""
        self._stop.set()
        if self._worker.join(_JOIN_S):
            return True
        if self._source is not None:
            self._source.close()
        return self._worker.join(_JOIN_S)

    def _run(self) -> None:
        source = self._source = self._openers.source(self.camera, self._clock, _FPS)
        with closing(source), closing(self._make_detector()) as detector:
            while not self._stop.is_set():
                frame = source.read()
                if frame is None:
                    return
                self._frame = frame
                if frame.index % _LOOK_EVERY == 0:
                    self._face = detector.detect(frame.image, near=self._face)

    def _ended(self, error: Exception | None) -> None:
        if error is None or self._stop.is_set():
            return
        if isinstance(error, AppError):
            self._problem = error
            return
        what = f"cannot show the camera '{self.camera}'"
        self._problem = SourceError(what, f"{type(error).__name__}: {error}", "Choose another one")
