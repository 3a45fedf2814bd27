"""The inference thread: turns camera frames into pictures of the portrait."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from app.errors import AppError, EngineError
from app.pipeline.clock import Clock
from app.pipeline.errands import Errand, Errands
from app.pipeline.garbage import startup_objects_frozen
from app.pipeline.metrics import Metrics, Stage
from app.pipeline.slot import Slot, SlotClosedError
from app.pipeline.types import Frame, RGBImage, Sighting

_log = logging.getLogger(__name__)

FAULT_LIMIT_S = 3.0
"""How long every frame may fail before the session gives up."""

_FAULTS_AT_LEAST = 3
"""Two of them may be minutes apart, when the camera was away."""

_HANG_S = 5.0
_HANG_IN_PICTURES = 3.0
"""A frame that takes both longer than this, and than so many first pictures took, hangs."""

_CHANGE_HANG_S = 30.0
"""Another portrait or engine takes seconds on a slow processor."""

_IDLE_S = 0.1
"""Without a frame for so long there is time to draw the portrait at rest anew."""


class FrameAnimator(Protocol):
    """Tracking, motion, engine and compositing as one step; lives on the inference thread.

    Its pictures are all that ever goes to a sink, so none may contain camera pixels.
    """

    @property
    def faces_lost(self) -> int:
        """How often the tracker lost the face so far."""

    @property
    def sighting(self) -> Sighting:
        """Whom the tracker saw in the last frame."""

    def animate(self, frame: Frame) -> RGBImage:
        """The portrait as the frame's face moves it: output size, a fresh array."""

    def at_rest(self) -> RGBImage:
        """The portrait as it was painted, output size."""

    def recenter(self) -> None:
        """Takes the driver's next pose as the neutral one."""

    def close(self) -> None:
        """Frees tracker and engine. May be called twice."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A finished output frame.

    Attributes:
        image: Output height x width x 3 uint8 RGB, from the animator.
        captured_at: Capture time of the camera frame that moved it, seconds on the clock.
    """

    image: RGBImage
    captured_at: float


Failing = Callable[[AppError | None], None]
"""Told that every frame fails, and why, and with None that they do not any more; on the inference thread."""


class InferenceLoop:
    """Takes frames, animates, hands pictures on.

    A frame that fails is skipped: the output goes on with the last good picture. The first
    failure is logged; when nothing but failures came for three seconds, the loop gives up, or says
    so once and goes on trying.

    Args:
        make_animator: Builds the animator on this thread.
        frames: Slot from the capture.
        pictures: Slot towards the output.
        stop: Set when the loop should end.
        recenter: Set when the next frame should become the neutral pose.
        errands: What other threads want done between two frames.
        on_ready: Called once with the portrait at rest when the animator stands.
        on_rest: Called with it again whenever an errand may have changed it.
        on_picture: Called with the time whenever a picture has been handed on.
        on_failing: Called with the error when nothing works for three seconds, and with None when
            it works again; without it the loop gives up then.
        clock: The session's clock.
        metrics: Told of drops and lost faces.
    """

    def __init__(
        self,
        make_animator: Callable[[], FrameAnimator],
        frames: Slot[Frame],
        pictures: Slot[Picture],
        *,
        stop: threading.Event,
        recenter: threading.Event,
        errands: Errands,
        on_ready: Callable[[RGBImage], None],
        on_rest: Callable[[RGBImage], None],
        on_picture: Callable[[float], None],
        on_failing: Failing | None = None,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._make_animator = make_animator
        self._frames = frames
        self._pictures = pictures
        self._stop = stop
        self._recenter = recenter
        self._errands = errands
        self._on_ready = on_ready
        self._on_rest = on_rest
        self._on_picture = on_picture
        self._on_failing = on_failing
        self._clock = clock
        self._metrics = metrics
        self._failing_since: float | None = None
        self._failures = 0
        self._said_failing = False
        self._rest_is_stale = False
        self._due_back_at: float | None = None
        self._patience_s = _HANG_S

    @property
    def hangs(self) -> bool:
        """Whether what is under way takes longer than it may. May be asked by any thread."""
        due_back_at = self._due_back_at
        return due_back_at is not None and self._clock.now() > due_back_at

    def run(self) -> None:
        """Runs until the frames end or the stop.

        Raises:
            AppError: The animator could not be built, or failed for three seconds.
        """
        animator = self._make_animator()
        try:
            rest = self._at_rest(animator)
            with startup_objects_frozen():
                self._on_ready(rest)
                while not self._stop.is_set():
                    self._step(animator)
        except SlotClosedError:
            return
        finally:
            self._errands.close()
            animator.close()

    def _at_rest(self, animator: FrameAnimator) -> RGBImage:
        """The portrait at rest, which also tells how long the engine takes for a picture here."""
        started_at = self._clock.now()
        rest = animator.at_rest()
        self._patience_s = max(_HANG_S, _HANG_IN_PICTURES * (self._clock.now() - started_at))
        return rest

    def _step(self, animator: FrameAnimator) -> None:
        frame = self._frames.take(_IDLE_S if self._rest_is_stale else None)
        # What was asked for before the frame came is done before it is drawn.
        while (errand := self._errands.next()) is not None:
            self._run_errand(animator, errand)
        if frame is not None:
            self._animate(animator, frame)
        elif self._rest_is_stale:
            self._show_rest(animator)

    def _run_errand(self, animator: FrameAnimator, errand: Errand) -> None:
        """Runs it. A change that is seen at rest is drawn at once, a slight one when there is time."""
        try:
            with self._limited(_CHANGE_HANG_S):
                done = errand.run()
            if done and errand.redraws:
                self._show_rest(animator)
            else:
                self._rest_is_stale = True
        finally:
            errand.finish()

    def _show_rest(self, animator: FrameAnimator) -> None:
        self._rest_is_stale = False
        if self._stop.is_set():
            return  # another animator may draw by now
        try:
            with self._limited(_CHANGE_HANG_S):
                rest = self._at_rest(animator)
        except Exception as error:
            self._note_failure(error)
            return
        if not self._stop.is_set():
            self._on_rest(rest)

    def _animate(self, animator: FrameAnimator, frame: Frame) -> None:
        try:
            with self._limited(self._patience_s):
                image = self._moved(animator, frame)
        except Exception as error:
            self._note_failure(error)
            return
        if self._stop.is_set():
            return  # it hung, and another animator draws by now
        self._note_success()
        if self._pictures.put(Picture(image, frame.captured_at)):
            self._metrics.drop(Stage.SEND)
        self._on_picture(self._clock.now())
        self._metrics.set_faces_lost(animator.faces_lost)
        self._metrics.set_sighting(animator.sighting)

    def _moved(self, animator: FrameAnimator, frame: Frame) -> RGBImage:
        if self._recenter.is_set():
            self._recenter.clear()
            animator.recenter()
        return animator.animate(frame)

    @contextlib.contextmanager
    def _limited(self, seconds: float) -> Iterator[None]:
        """What is done in the block hangs if it takes longer."""
        self._due_back_at = self._clock.now() + seconds
        try:
            yield
        finally:
            self._due_back_at = None

    def _note_success(self) -> None:
        self._failing_since = None
        if self._said_failing and self._on_failing is not None:
            self._said_failing = False
            self._on_failing(None)

    def _note_failure(self, error: Exception) -> None:
        now = self._clock.now()
        self._failures += 1
        if self._failing_since is None:
            self._failing_since, self._failures = now, 1
            _log.error("a frame could not be animated, the last good one stays on air: %s", error)
            _log.debug("the failure in full", exc_info=error)
        elif now - self._failing_since >= FAULT_LIMIT_S and self._failures >= _FAULTS_AT_LEAST:
            self._give_up_or_say(error)

    def _give_up_or_say(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            fault, error = (
                error,
                EngineError(
                    "cannot animate the portrait",
                    f"every frame failed for {FAULT_LIMIT_S:.0f} s, the last with {error!r}",
                    "Try another portrait or camera, and report this with the log file",
                ),
            )
            error.__cause__ = fault
        if self._on_failing is None:
            raise error
        if not self._said_failing:
            self._said_failing = True
            self._on_failing(error)
