"""Makes what there is what is wanted: the studio's thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from app.config import StreamConfig
from app.errors import AppError
from app.pipeline.clock import Clock
from app.pipeline.provenance.source_type import SourceType, mark_due
from app.pipeline.session_state import SessionState
from app.pipeline.studio.board import Board
from app.pipeline.studio.live_stream import LiveStream
from app.pipeline.studio.monitor import DriverMonitor, OutputMonitor
from app.pipeline.studio.openers import Openers
from app.pipeline.studio.status import Part, Phase, Task
from app.pipeline.studio.still import StillPicture
from app.pipeline.studio.surroundings import Surroundings
from app.pipeline.studio.wishes import Wish, Wishes
from app.pools import return_free_memory

_log = logging.getLogger(__name__)

_LOOK_S = 0.25
"""How often the thread looks by itself whether the session is still alive."""


class Reconciler:
    """Owns the stream: begins it, changes it and ends it as the wishes say.

    Whatever has an effect belongs to the thread of ``run``; ``stream`` and ``phase`` may be read from any.

    Args:
        wishes: What is wanted.
        openers: Open the parts.
        clock: The clock of the sessions.
        board: Where it says what is wrong.
        monitor: Sees what goes out.
        driver: Sees the driver.
    """

    def __init__(
        self,
        wishes: Wishes,
        openers: Openers,
        clock: Clock,
        board: Board,
        monitor: OutputMonitor,
        driver: DriverMonitor,
    ) -> None:
        self._wishes, self._openers, self._clock = wishes, openers, clock
        self._board, self._monitor, self._driver = board, monitor, driver
        self._phase = Phase.STOPPED
        self._stream: LiveStream | None = None
        self._take_of_stream = 0
        self._still = StillPicture(openers, board, monitor)

    @property
    def stream(self) -> LiveStream | None:
        """The stream, None while there is none."""
        return self._stream

    @property
    def phase(self) -> Phase:
        """How far the thread has come, whatever is wanted."""
        return self._phase

    def run(self) -> None:
        """Brings about one wish after the other until the studio is to close."""
        self._try(self._preload)
        while not self._wishes.newest.closing:
            # Without a stream nothing happens by itself.
            self._wishes.wait(None if self._stream is None else _LOOK_S)
            self._try(self._reconcile)
            self._try(self._do_orders)
        self._try(self._end_stream)

    def ended(self, error: Exception | None) -> None:
        """Called when ``run`` is over, with what broke it."""
        self._phase = Phase.STOPPED
        if error is not None:
            self._note_end(error)

    def with_stream(self, action: Callable[[LiveStream], None]) -> None:
        """Does something with the stream, if there is one."""
        if self._stream is not None:
            action(self._stream)

    def retry(self, part: Part) -> None:
        """Tries again to open what could not be opened."""
        if self._stream is not None:
            self._stream.retry(part)
        else:
            self._still.forget()

    def mark(self) -> SourceType | None:
        """What a file of the picture on air says that it is; belongs to the thread of ``run``.

        Raises:
            AppError: Without a stream, the portrait cannot be used.
        """
        config = self._wishes.newest.config
        shown = self._still.portrait(config.portrait) if self._stream is None else self._stream.portrait
        return mark_due(SourceType.GENERATED, shown.source_type, label=config.disclosure.label)

    def _preload(self) -> None:
        with self._board.busy(Task.LOADING_LIBRARIES):
            self._openers.preload()

    def _try(self, action: Callable[[], None]) -> None:
        """Whatever goes wrong ends the stream at most; the next start finds a thread that works."""
        try:
            action()
        except Exception as error:
            _log.error("the stream has to end: %s", error)
            _log.debug("the failure in full", exc_info=True)
            self._note_end(error)

    def _note_end(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            why, fix = f"{type(error).__name__}: {error}", "Please report this with the log file"
            error = AppError("the stream had to end", why, fix)
        self._board.wrong(Part.STREAM, error)
        self._wishes.stop()

    def _do_orders(self) -> None:
        while (order := self._wishes.take_order()) is not None:
            order()

    def _reconcile(self) -> None:
        if self._stream is not None and (
            not self._wishes.is_wanted(self._take_of_stream) or self._is_over(self._stream)
        ):
            self._end_stream()
        wish = self._wishes.newest
        if self._stream is None and wish.live:
            self._begin_stream(wish)
        elif self._stream is not None:
            self._stream.update(self._without_disturbing_the_recording(self._stream, wish.config))
        if self._stream is not None:
            self._stream.tend()
            self._note_life(self._stream)
        elif not self._wishes.newest.closing:
            self._still.show(wish.config.portrait, wish.config.size, wish.config.disclosure.badge)

    def _begin_stream(self, wish: Wish) -> None:
        self._phase = Phase.STARTING
        self._board.fine(*Part)
        self._take_of_stream = wish.take
        around = Surroundings(
            self._openers,
            self._clock,
            self._board,
            self._monitor,
            self._driver,
            self._wishes.nudge,
            wanted=lambda: self._wishes.is_wanted(wish.take),
        )
        try:
            stream = LiveStream(around, wish.config, wish.tuning, self._still.portrait)
        except Exception:
            self._phase = Phase.STOPPED
            raise
        self._stream = stream
        self._wishes.lead(stream)

    def _end_stream(self) -> None:
        stream = self._stream
        if stream is None:
            return
        self._phase = Phase.STOPPING
        try:
            with self._board.busy(Task.STOPPING):
                stream.close()
        finally:
            self._wishes.let_go()
            self._stream, self._phase = None, Phase.STOPPED
            self._still.forget()
            return_free_memory()
            self._board.fine(Part.CAMERA, Part.OUTPUT)

    def _is_over(self, stream: LiveStream) -> bool:
        error = stream.snapshot().error
        if error is not None:
            self._note_end(error)
        return stream.is_over

    def _note_life(self, stream: LiveStream) -> None:
        if self._phase is Phase.STARTING and stream.snapshot().state is SessionState.LIVE:
            self._phase = Phase.LIVE

    @staticmethod
    def _without_disturbing_the_recording(stream: LiveStream, config: StreamConfig) -> StreamConfig:
        """A file has one size and one rate; other ones wait for its end."""
        if stream.recording is None:
            return config
        return replace(config, size=stream.config.size, fps=stream.config.fps)
