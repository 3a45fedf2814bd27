"""Records what goes out, one file at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from app.errors import AppError, SinkError
from app.pipeline.provenance.source_type import SourceType
from app.pipeline.sinks.base import Sink
from app.pipeline.studio.status import Part, RecordingStatus, Saved, SavedKind
from app.pipeline.studio.surroundings import Surroundings
from app.pipeline.studio.tape import Tape


class TapeDeck:
    """Holds the recording under way. Belongs to the studio's thread, except ``recording`` and ``lost``.

    Args:
        around: What the stream lives in.
        add: Sends to one more sink.
        remove: Sends nothing more to a sink and closes it.
    """

    def __init__(
        self, around: Surroundings, add: Callable[[Sink], None], remove: Callable[[Sink], None]
    ) -> None:
        self._openers, self._board = around.openers, around.board
        self._add, self._remove = add, remove
        self._lock = threading.Lock()
        self._tape: Tape | None = None

    @property
    def recording(self) -> RecordingStatus | None:
        """The recording under way."""
        tape = self._tape
        return None if tape is None else RecordingStatus(tape.path, tape.seconds)

    def record(self, path: Path, size: tuple[int, int], fps: float, source_type: SourceType | None) -> None:
        """Starts a recording; the one under way is finished first."""
        self.stop()
        try:
            recorder = self._openers.recorder(path, size, fps, source_type)
        except AppError as error:
            self._board.wrong(Part.RECORDING, error)
            return
        self._board.fine(Part.RECORDING)
        tape = Tape(recorder, path, fps)
        with self._lock:
            self._tape = tape
        self._add(tape)

    def stop(self) -> None:
        """Finishes the recording, if there is one."""
        with self._lock:
            tape, self._tape = self._tape, None
        if tape is None:
            return
        try:
            self._remove(tape)
        except SinkError as error:
            self._board.wrong(Part.RECORDING, error)
        if tape.error is not None:
            self._board.wrong(Part.RECORDING, tape.error)
        elif tape.seconds > 0:
            self._board.saved(Saved(SavedKind.RECORDING, tape.path))

    def lost(self, tape: Tape, error: SinkError) -> None:
        """Notes that a recording broke and was closed. May be called from any thread."""
        with self._lock:
            self._tape = None if self._tape is tape else self._tape
        self._board.wrong(Part.RECORDING, error)
