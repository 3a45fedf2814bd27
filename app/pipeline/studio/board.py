"""What is wrong and what is under way: written by the studio's thread, read by anybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import AppError
from app.pipeline.studio.status import Part, Problem, Saved, Task


class Board:
    """Keeps one problem a part, the task under way, and the files that were saved. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._problems: dict[Part, Problem] = {}
        self._serial = 0
        self._tasks: list[Task] = []
        self._saved: list[Saved] = []

    @property
    def task(self) -> Task | None:
        """What is being prepared; of several things the one that began last."""
        with self._lock:
            return self._tasks[-1] if self._tasks else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong now, the oldest first."""
        with self._lock:
            return tuple(sorted(self._problems.values(), key=lambda problem: problem.serial))

    def wrong(self, part: Part, error: AppError) -> None:
        """Notes a problem; the same one again is no new problem."""
        with self._lock:
            known = self._problems.get(part)
            if known is not None and str(known.error) == str(error):
                return
            self._serial += 1
            self._problems[part] = Problem(part, error, self._serial)

    def fine(self, *parts: Part) -> None:
        """Notes that nothing is wrong with these any more."""
        with self._lock:
            for part in parts:
                self._problems.pop(part, None)

    def saved(self, saved: Saved) -> None:
        """Notes a finished file."""
        with self._lock:
            self._saved.append(saved)

    def take_saved(self) -> tuple[Saved, ...]:
        """The files noted since the last call."""
        with self._lock:
            saved, self._saved = tuple(self._saved), []
        return saved

    @contextmanager
    def busy(self, task: Task) -> Iterator[None]:
        """Says what is being prepared while the block runs."""
        self.begin(task)
        try:
            yield
        finally:
            self.finish(task)

    def begin(self, task: Task) -> None:
        """Says what is being prepared from now on, by whatever thread."""
        with self._lock:
            self._tasks.append(task)

    def finish(self, task: Task) -> None:
        """Says that this is prepared, or given up."""
        with self._lock:
            self._tasks.remove(task)
