"""A file that is being recorded: on the disk within a second, and there at all."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import Final

from app.pipeline.sinks.encoder import Encoder
from app.pipeline.types import RGBImage
from app.pipeline.worker import Worker

_log = logging.getLogger(__name__)

EVERY_S: Final = 1.0
"""What a power cut costs: so long a file may stay in the system's memory only."""

_JOIN_S: Final = 2.0


class FileWatch:
    """Looks after an open file from a thread of its own; a slow disk holds nobody up.

    Args:
        path: The file, which is there and being written by somebody else.
        every_s: Seconds between two looks, ``EVERY_S`` if not given.

    Raises:
        OSError: It is not there.
    """

    def __init__(self, path: Path, every_s: float | None = None) -> None:
        self._path = path
        self._every_s = EVERY_S if every_s is None else every_s
        # Windows forces to disk only what one may write.
        self._file = os.open(path, os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
        self._error: OSError | None = None
        self._closed = threading.Event()
        self._worker = Worker("file-watch", self._watch, self._ended)
        self._worker.start()

    def check(self) -> None:
        """Tells what was seen.

        Raises:
            OSError: The file was removed, or does not reach the disk.
        """
        if self._error is not None:
            raise self._error

    def look(self) -> None:
        """Forces to the disk what was written, and sees whether the file still has a name."""
        try:
            os.fsync(self._file)
            if os.fstat(self._file).st_nlink == 0:
                self._error = FileNotFoundError(f"somebody removed {self._path.name} while it was recorded")
        except OSError as error:
            self._error = error

    def close(self) -> None:
        """Looks no more. May be called twice."""
        self._closed.set()
        if not self._worker.join(_JOIN_S):
            _log.warning("the disk of %s takes long to answer", self._path.name)

    def _watch(self) -> None:
        while not self._closed.wait(self._every_s) and self._error is None:
            self.look()

    def _ended(self, error: Exception | None) -> None:
        os.close(self._file)
        if error is not None:
            _log.warning("%s is not looked after any more: %s", self._path.name, error)


class WatchedEncoder:
    """An encoder whose file is looked after from the moment there is one.

    Args:
        encoder: Writes the file.
        path: The file.
    """

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder = encoder
        self._path = path
        self._watch: FileWatch | None = None

    def write(self, image: RGBImage, media_time: float | None) -> None:
        """See ``Encoder.write``; an error also when the file is gone."""
        if self._watch is not None:
            self._watch.check()
        self._encoder.write(image, media_time)
        if self._watch is None and self._path.exists():
            self._watch = FileWatch(self._path)

    def finish(self) -> None:
        """See ``Encoder.finish``."""
        self._encoder.finish()

    def release(self) -> None:
        """See ``Encoder.release``."""
        if self._watch is not None:
            self._watch.close()
        self._encoder.release()
