"""Where other threads have the animator of a stream changed: between two of its frames."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotDoneError
from typing import Protocol

from app.errors import AppError, EngineError
from app.pipeline.engines.base import Engine
from app.pipeline.studio.newest import Newest
from app.pipeline.studio.openers import AnimatorSetup, LiveAnimator
from app.pipeline.studio.status import Part, Task
from app.pipeline.studio.surroundings import Surroundings
from app.tuning import Tuning

_log = logging.getLogger(__name__)

_LOOK_S = 0.1
"""How often a wait for the inference thread asks whether anybody still wants the stream."""


class BetweenFrames(Protocol):
    """``Session.between_frames``."""

    def __call__(self, action: Callable[[], None], *, redraws: bool = True) -> Future[None]: ...  # noqa: D102


class AnimatorDesk:
    """Makes the animator, and hands changes to it.

    ``make`` is called on the inference thread, ``tune`` on any, the others on the studio's.

    Args:
        around: What the stream lives in.
        between_frames: Has something done on the inference thread.
        look: Called now and then while that thread is waited for, which may hang.
    """

    def __init__(self, around: Surroundings, between_frames: BetweenFrames, look: Callable[[], None]) -> None:
        self._around = around
        self._board = around.board
        self._between_frames = between_frames
        self._look = look
        self._tuning: Newest[Tuning] = Newest()
        self._animator: LiveAnimator | None = None
        self._abandoned = False

    @property
    def abandoned(self) -> bool:
        """Whether a change was not waited for any more, as nobody wanted the stream."""
        return self._abandoned

    def make(self, setup: AnimatorSetup) -> LiveAnimator:
        """Builds the animator.

        Raises:
            AppError: It cannot be built; its engine is closed.
        """
        try:
            with self._board.busy(Task.STARTING):
                animator = self._around.openers.animator(setup)
        except Exception:
            setup.engine.close()
            raise
        self._animator = animator
        return animator

    def tune(self, tuning: Tuning) -> None:
        """Hands other values over before the next frame, of many the newest; does not wait."""
        if self._tuning.put(tuning):
            self._between_frames(self._apply_tuning, redraws=False)

    def meet_driver(self) -> None:
        """Has the driver met anew before the next frame; does not wait."""
        self._ask(lambda animator: animator.meet_driver())

    def change(self, part: Part, action: Callable[[LiveAnimator], None]) -> bool:
        """Changes the animator and waits for it; what goes wrong is the part's problem.

        Returns:
            True when it was changed.
        """
        return self._settle(part, self._ask(action))

    def set_engine(self, engine: Engine) -> None:
        """Lets another engine draw; it is closed if it cannot."""

        def install(animator: LiveAnimator) -> None:
            try:
                animator.set_engine(engine)
            except Exception:
                engine.close()
                raise

        done = self._ask(install)
        if not self._settle(Part.ENGINE, done) and done.cancelled():
            engine.close()

    def _apply_tuning(self) -> None:
        tuning = self._tuning.take()
        if tuning is not None and self._animator is not None:
            self._animator.tune(tuning)

    def _ask(self, action: Callable[[LiveAnimator], None]) -> Future[None]:
        def apply() -> None:
            if self._animator is not None:
                action(self._animator)

        return self._between_frames(apply)

    def _settle(self, part: Part, done: Future[None]) -> bool:
        """Waits for a change while anybody wants the stream."""
        try:
            self._wait(done)
            error = done.exception(0)
        except (CancelledError, NotDoneError):  # the session ended before, or nobody waits any more
            return False
        if error is None:
            self._board.fine(part)
            return True
        if isinstance(error, CancelledError):  # it hangs, which is said elsewhere
            return False
        if not isinstance(error, AppError):
            _log.debug("a change of the %s failed", part.value, exc_info=error)
            why = f"{type(error).__name__}: {error}"
            fix = "Please report this with the log file"
            error = EngineError(f"cannot change the {part.value}", why, fix)
        self._board.wrong(part, error)
        return False

    def _wait(self, done: Future[None]) -> None:
        while not _is_done_in(_LOOK_S, done):
            if not self._around.wanted():
                self._abandoned = True
                done.cancel()
                return
            self._look()


def _is_done_in(seconds: float, done: Future[None]) -> bool:
    try:
        done.exception(seconds)
    except NotDoneError:
        return False
    return True
