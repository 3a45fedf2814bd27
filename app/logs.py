"""Logging: short lines for the person on stderr, full ones in a file for the bug report."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import os
import sys
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

CRASH: Final = "Fatal Python error"
"""What the line begins with that a crash in a library's own code leaves; the threads' places follow."""

_FILE_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_FILE_BYTES = 1_000_000
_FILES_KEPT = 10
_OLD_HALVES = 1
"""A start that says more than ``_FILE_BYTES`` goes on in a new file, and keeps this many full ones."""

_NAME = "liveportrait-cam"


class _PlainFormatter(logging.Formatter):
    """``warning: the camera ...``, without time, thread or traceback."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        return message if record.levelno <= logging.INFO else f"{record.levelname.lower()}: {message}"


def set_up_logging(*, debug: bool, folder: Path | None) -> None:
    """Sends the program's log to stderr and, if it can be written, to a file.

    Every start has a file of its own; the newest ten are kept, of a megabyte at most.

    Args:
        debug: Show everything on stderr, with times, threads and tracebacks.
        folder: Folder of the log file, None for no file. A folder that cannot be written is no
            failure: the program runs without a log file.
    """
    logger = logging.getLogger("app")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    logger.addHandler(_stderr_handler(debug))
    handler = None if folder is None else _file_handler(folder)
    if handler is not None:
        logger.addHandler(handler)
    _note_crashes(handler)
    _quieten_libraries(debug)


def _stderr_handler(debug: bool) -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setLevel(logging.DEBUG if debug else logging.INFO)
    handler.setFormatter(logging.Formatter(_FILE_FORMAT) if debug else _PlainFormatter())
    return handler


def _note_crashes(log: logging.FileHandler | None) -> None:
    """A crash in a library's own code says where it happened: in the log, or on stderr without one."""
    # On Windows a file that is held twice cannot be renamed when it is full.
    stream = None if log is None or sys.platform == "win32" else log.stream
    if stream is None:
        with suppress(OSError, RuntimeError, ValueError):  # there may be no stderr, or not a file
            faulthandler.enable()
        return
    # Of its own: the log's file is closed when it is full, and its number given to another file.
    notes = os.fdopen(os.dup(stream.fileno()), "ab", buffering=0)
    faulthandler.enable(notes)
    _crash_notes[:] = [notes]


_crash_notes: Final[list[IO[bytes]]] = []
"""Kept open: faulthandler keeps only its number."""


def _file_handler(folder: Path) -> logging.FileHandler | None:
    """A file of this start's own: two programs at a time never write, or rename, the same one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _drop_old_logs(folder, keep=_FILES_KEPT - 1 - _OLD_HALVES)
        handler = logging.handlers.RotatingFileHandler(
            folder / f"{_NAME} {time.strftime('%Y-%m-%d %H-%M-%S')} {os.getpid()}.log",
            maxBytes=_FILE_BYTES,
            backupCount=_OLD_HALVES,
            encoding="utf-8",
            delay=False,
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(_FILE_FORMAT))
    return handler


def log_files(folder: Path) -> tuple[Path, ...]:
    """The logs in a folder, the newest first; none if it cannot be read."""
    found: list[tuple[int, str, Path]] = []
    with suppress(OSError):
        for path in folder.glob(f"{_NAME}*.log*"):
            with suppress(OSError):  # another start may drop it meanwhile
                found.append((path.stat().st_mtime_ns, path.name, path))
    return tuple(path for _, _, path in sorted(found, reverse=True))


def _drop_old_logs(folder: Path, keep: int) -> None:
    for path in log_files(folder)[keep:]:
        with suppress(OSError):  # on Windows another program's log cannot be dropped while it runs
            path.unlink()


def _quieten_libraries(debug: bool) -> None:
    """Keeps the libraries' own chatter off the terminal; must run before they are imported."""
    if debug:
        return
    os.environ.setdefault("GLOG_minloglevel", "2")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
    warnings.filterwarnings("ignore")
