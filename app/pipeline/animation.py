"""The animator's thread, which may be left behind for another one."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.pipeline.clock import Clock
from app.pipeline.errands import Errand, Errands
from app.pipeline.inference import Failing, FrameAnimator, InferenceLoop, Picture
from app.pipeline.metrics import Metrics
from app.pipeline.slot import Slot
from app.pipeline.types import Frame, RGBImage
from app.pipeline.worker import Worker


class Animation:
    """An animator on its thread; another one may take its place.

    Args:
        make_animator: Builds the animator; called on the thread.
        frames: Slot from the capture; left open.
        pictures: Slot towards the output; left open.
        recenter: Set when the next frame should become the neutral pose.
        on_ready: See ``InferenceLoop``.
        on_rest: Likewise.
        on_picture: Likewise.
        on_failing: Likewise.
        clock: The session's clock.
        metrics: Told of drops and lost faces.
        on_end: Called on the thread with this object and the error that ended it, or None.
    """

    def __init__(
        self,
        make_animator: Callable[[], FrameAnimator],
        frames: Slot[Frame],
        pictures: Slot[Picture],
        *,
        recenter: threading.Event,
        on_ready: Callable[[RGBImage], None],
        on_rest: Callable[[RGBImage], None],
        on_picture: Callable[[float], None],
        on_failing: Failing | None,
        clock: Clock,
        metrics: Metrics,
        on_end: Callable[[Animation, Exception | None], None],
    ) -> None:
        self._stop = threading.Event()
        self._frames = frames
        self._errands = Errands(frames.wake)
        self._loop = InferenceLoop(
            make_animator,
            frames,
            pictures,
            stop=self._stop,
            recenter=recenter,
            errands=self._errands,
            on_ready=on_ready,
            on_rest=on_rest,
            on_picture=on_picture,
            on_failing=on_failing,
            clock=clock,
            metrics=metrics,
        )
        self._worker = Worker("inference", self._loop.run, lambda error: on_end(self, error))

    @property
    def hangs(self) -> bool:
        """Whether a frame or a change is under way for longer than any may take."""
        return self._loop.hangs

    def start(self) -> None:
        """Starts the thread."""
        self._worker.start()

    def add(self, errand: Errand) -> None:
        """Has something done between two frames."""
        self._errands.add(errand)

    def ask_to_end(self) -> None:
        """Asks for the end and returns at once; what was not done yet is cancelled."""
        self._stop.set()
        self._errands.close()
        self._frames.wake()

    def hand_over(self, other: Animation) -> None:
        """Ends when it comes back from where it hangs; what was not done yet is done by the other one."""
        self._stop.set()
        self._errands.hand_over(other._errands)
        self._frames.wake()

    def join(self, seconds: float) -> bool:
        """Waits for the end, at most ``seconds``; True when the thread has ended."""
        return self._worker.join(seconds)
