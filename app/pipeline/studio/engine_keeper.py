"""Sees to it that the engine one wants draws, and takes it again when it was lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Final

from app.config import EngineChoice, NetworkConfig
from app.errors import AppError, EngineError
from app.pipeline.engines.base import Engine
from app.pipeline.opening import Opening
from app.pipeline.patience import Patience
from app.pipeline.studio.status import Part, Task
from app.pipeline.studio.surroundings import Surroundings

PATIENCE_S = (10.0, 300.0)
"""Wait before a lost engine is opened again: at first, and at most; doubled each time."""

RELIABLE_AFTER_S = 60.0

_NOBODY: Final = -1


class EngineKeeper:
    """Keeps one engine drawing. Belongs to the studio's thread, except ``on_failing``.

    An engine that fails is stood in for by the mesh engine before anybody hears of it; here it is
    said, and the one that is wanted is opened again after a while. One that could not be opened to
    begin with waits for somebody to ``retry``: weights do not come by themselves.

    Args:
        around: What the stream lives in.
        install: Lets an engine draw; it owns the engine.
        choice: The engine to begin with.
        networks: How LivePortrait should run.
    """

    def __init__(
        self,
        around: Surroundings,
        install: Callable[[Engine], None],
        choice: EngineChoice,
        networks: NetworkConfig,
    ) -> None:
        self._around = around
        self._install = install
        self._choice, self._networks = choice, networks
        self._opening: Opening[Engine] | None = None
        self._patience = Patience(*PATIENCE_S, reliable_after_s=RELIABLE_AFTER_S)
        self._lock = threading.Lock()
        self._lost: EngineError | None = None
        self._opened = self._drawing = 0

    def first(self) -> Engine:
        """The engine to begin with: the one that is wanted, or the mesh engine.

        Raises:
            AppError: Not even that can be had.
        """
        try:
            with self._around.board.busy(Task.LOADING_ENGINE):
                self._drawing = self._next()
                engine = self._open_wanted(self._drawing)
        except AppError as error:
            self._around.board.wrong(Part.ENGINE, error)
            return self.mesh()
        self._patience.found(self._around.clock.now())
        self._around.board.fine(Part.ENGINE)
        return engine

    def mesh(self) -> Engine:
        """A mesh engine, whatever is wanted; nothing stands in for it."""
        return self._around.openers.engine(EngineChoice.MESH, self._networks, lambda _: None)

    def want(self, choice: EngineChoice, networks: NetworkConfig) -> None:
        """Takes another engine as soon as it is open; meanwhile the old one draws."""
        self._choice, self._networks = choice, networks
        self.retry()

    def retry(self) -> None:
        """Opens the wanted engine without any more waiting."""
        self.abandon()
        self._patience.hurry()
        self.tend()

    def tend(self) -> None:
        """Does what there is to do now; does not wait for the engine."""
        if self._opening is not None:
            self._take_over(self._opening)
        elif self._patience.take_due(self._around.clock.now()):
            self._around.board.begin(Task.LOADING_ENGINE)
            self._opening = Opening("engine", partial(self._open_wanted, self._next()), self._around.nudge)

    def abandon(self) -> None:
        """Gives up an opening under way."""
        opening, self._opening = self._opening, None
        if opening is not None:
            self._around.board.finish(Task.LOADING_ENGINE)
            opening.abandon()

    def on_hang(self, error: EngineError, *, comes_back: bool) -> None:
        """Notes that the engine was left behind where it hangs, and another one draws.

        Args:
            error: What to say.
            comes_back: Whether the wanted one is to be opened again by itself.
        """
        with self._lock:
            self._drawing = _NOBODY  # whatever it says when it comes back is no news
            self._lost = error
            if comes_back:
                self._patience.lost(self._around.clock.now())
        self._around.board.wrong(Part.ENGINE, error)

    def on_failing(self, error: AppError | None) -> None:
        """Notes that nothing can be drawn at all, or can again; called on the inference thread."""
        with self._lock:
            lost = self._lost
        wrong = error or lost
        if wrong is None:
            self._around.board.fine(Part.ENGINE)
        else:
            self._around.board.wrong(Part.ENGINE, wrong)

    def _next(self) -> int:
        self._opened += 1
        return self._opened

    def _open_wanted(self, number: int) -> Engine:
        def on_stand_in(error: EngineError) -> None:
            self._on_stand_in(number, error)

        return self._around.openers.engine(self._choice, self._networks, on_stand_in)

    def _on_stand_in(self, number: int, error: EngineError) -> None:
        """Notes that an engine was lost and the mesh engine draws; called on its thread."""
        with self._lock:
            if number != self._drawing:
                return  # another one draws by now
            self._lost = error
            self._patience.lost(self._around.clock.now())
        self._around.board.wrong(Part.ENGINE, error)
        self._around.nudge()

    def _take_over(self, opening: Opening[Engine]) -> None:
        if not opening.done:
            return
        self._opening = None
        self._around.board.finish(Task.LOADING_ENGINE)
        try:
            engine = opening.take()
        except AppError as error:
            self._refused(error)
            return
        with self._lock:
            self._drawing = self._opened  # one is opened at a time, and this is the last
            self._lost = None
            self._patience.found(self._around.clock.now())
        self._install(engine)
        with self._lock:
            lost = self._lost
        if lost is not None:  # while it was installed, which counts as a success
            self._around.board.wrong(Part.ENGINE, lost)

    def _refused(self, error: AppError) -> None:
        """What was lost is asked for again; what never was there is not."""
        with self._lock:
            lost = self._lost
            if lost is not None:
                self._patience.lost(self._around.clock.now())
        self._around.board.wrong(Part.ENGINE, lost or error)
