"""The outputs of a stream that are open, besides the preview and a recording."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from app.errors import AppError, SinkError
from app.pipeline.sinks.base import Sink
from app.pipeline.studio.comebacks import Comebacks
from app.pipeline.studio.status import Part, Task
from app.pipeline.studio.surroundings import Surroundings


class OutputRack:
    """Opens outputs and knows which are open, by what was asked for.

    Belongs to the studio's thread, except ``names`` and ``lost``.

    Args:
        around: What the stream lives in.
    """

    def __init__(self, around: Surroundings) -> None:
        self._openers, self._board = around.openers, around.board
        self._comebacks = Comebacks(around.clock)
        self._wanted: tuple[str, ...] = ()
        self._lock = threading.Lock()
        self._open: dict[str, Sink] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of those that are open."""
        with self._lock:
            return tuple(sink.name for sink in self._open.values())

    def open(self, wanted: tuple[str, ...], size: tuple[int, int], fps: float) -> list[Sink]:
        """Opens those that are wanted and not open; what is missing is noted as a problem.

        Returns:
            The newly opened ones.
        """
        self._wanted = wanted
        self._comebacks.forget(but=tuple(self._open))
        return self._open_all(
            [output for output in dict.fromkeys(wanted) if output not in self._open], size, fps
        )

    def reopen(self, size: tuple[int, int], fps: float) -> list[Sink]:
        """Opens those again that were lost, as soon as it makes sense to try.

        Returns:
            The newly opened ones.
        """
        due = self._comebacks.due()
        return self._open_all(due, size, fps) if due else []

    def _open_all(self, outputs: Sequence[str], size: tuple[int, int], fps: float) -> list[Sink]:
        opened: list[Sink] = []
        failed: AppError | None = None
        for output in outputs:
            try:
                with self._board.busy(Task.OPENING_OUTPUT):
                    sink = self._openers.sink(output, size, fps)
            except AppError as error:
                self._comebacks.lost(output)
                failed = error
                continue
            opened.append(sink)
            self._comebacks.opened(output)
            with self._lock:
                self._open[output] = sink
        if failed is not None:
            self._board.wrong(Part.OUTPUT, failed)
        elif all(output in self._open for output in self._wanted):  # none was lost meanwhile
            self._board.fine(Part.OUTPUT)
        return opened

    def take_out(self, but: tuple[str, ...] = ()) -> list[Sink]:
        """Forgets those that are not wanted any more, and gives them to be closed."""
        with self._lock:
            out = [sink for output, sink in self._open.items() if output not in but]
            self._open = {output: sink for output, sink in self._open.items() if output in but}
        self._comebacks.forget(but)
        return out

    def lost(self, sink: Sink, error: SinkError) -> None:
        """Notes that one broke and was closed. May be called from any thread."""
        with self._lock:
            lost = [output for output, other in self._open.items() if other is sink]
            for output in lost:
                del self._open[output]
        for output in lost:
            self._comebacks.lost(output)
        self._board.wrong(Part.OUTPUT, error)
