"""Logging: short lines for the person on stderr, full ones in a file for the bug report."""

from __future__ import annotations

import logging
import logging.handlers
import os
import warnings
from pathlib import Path

_FILE_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_FILE_BYTES = 1_000_000
_FILES_KEPT = 5


class _PlainFormatter(logging.Formatter):
    """``warning: the camera ...``, without time, thread or traceback."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        return message if record.levelno <= logging.INFO else f"{record.levelname.lower()}: {message}"


def set_up_logging(*, debug: bool, folder: Path | None) -> None:
    """Sends the program's log to stderr and, if it can be written, to a rotating file.

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
    if folder is not None:
        handler = _file_handler(folder)
        if handler is not None:
            logger.addHandler(handler)
    _quieten_libraries(debug)


def _stderr_handler(debug: bool) -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setLevel(logging.DEBUG if debug else logging.INFO)
    handler.setFormatter(logging.Formatter(_FILE_FORMAT) if debug else _PlainFormatter())
    return handler


def _file_handler(folder: Path) -> logging.Handler | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / "liveportrait-cam.log",
            maxBytes=_FILE_BYTES,
            backupCount=_FILES_KEPT,
            encoding="utf-8",
            delay=False,
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(_FILE_FORMAT))
    return handler


def _quieten_libraries(debug: bool) -> None:
    """Keeps the libraries' own chatter off the terminal; must run before they are imported."""
    if debug:
        return
    os.environ.setdefault("GLOG_minloglevel", "2")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
    warnings.filterwarnings("ignore")
