"""The camera's process as its parent sees it."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import IO, Final

import app
from app.pipeline.sinks.virtual_camera.messages import MOST_PRINTED_BYTES, Order, Report, ReportParser

_log = logging.getLogger(__name__)

HIDDEN_COMMAND: Final = "camera-process"
"""Starts it in a packaged program, which has no ``python -m``."""

_MODULE: Final = "app.pipeline.sinks.virtual_camera.process"
_END_LIMIT_S: Final = 1.5
_KILL_LIMIT_S: Final = 0.5
_CHUNK: Final = 4096
_COMPLAINTS: Final = 5
_MOST_SAID: Final = 300


def child_command(order: str) -> list[str]:
    """The command line of the camera's process."""
    if getattr(sys, "frozen", False):
        return [sys.executable, HIDDEN_COMMAND, order]
    return [sys.executable, "-m", _MODULE, order]


class CameraProcess:
    """One process, from its start to its end. Its methods belong to one thread at a time.

    Args:
        order: What it is to do.
        descriptors: What it inherits.

    Raises:
        OSError: It cannot be started.
    """

    def __init__(self, order: Order, descriptors: tuple[int, ...]) -> None:
        self.generation = order.generation
        self.started_at = time.monotonic()
        self._period = 1 / order.fps
        self._process = _start(child_command(order.to_argument()), descriptors)
        self._candidates = len(order.candidates)
        self._reported = threading.Event()
        self._report: Report | None = None
        self._printed = b""
        self._printed_at: deque[float] = deque(maxlen=_COMPLAINTS)
        self._reader = threading.Thread(target=self._read, name="virtual-camera-prints", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    @property
    def report(self) -> Report | None:
        """What became of the order, None before it is known."""
        return self._report

    @property
    def complains(self) -> bool:
        """Whether the driver prints errors all the time, as often as it is sent frames.

        pyvirtualcam's drivers may print where they should raise.
        """
        recent = tuple(self._printed_at)
        limit = 2 * _COMPLAINTS * self._period + 0.1
        return len(recent) == _COMPLAINTS and time.monotonic() - recent[0] < limit

    @property
    def said(self) -> str:
        """The end of what it printed, on one line."""
        text = self._printed.decode(errors="replace")
        return " ".join(text.split())[-_MOST_SAID:]

    def wait_for_report(self, seconds: float) -> Report | None:
        """Waits until it is known what became of the order, or the process has ended."""
        self._reported.wait(seconds)
        return self._report

    def end(self) -> None:
        """Asks it to end, waits a little, and kills it if it does not. May be called twice."""
        self._close_input()
        if not self._has_ended(_END_LIMIT_S):
            _log.warning("the virtual camera's process does not end and is killed")
        self.kill()

    def kill(self) -> None:
        """Ends it at once. One that is stuck inside the system is left behind."""
        if self.alive:
            self._process.kill()
        self._close_input()
        if not self._has_ended(_KILL_LIMIT_S):
            _log.warning("the virtual camera's process %d is stuck in its driver", self.pid)
            return
        self._reader.join(_KILL_LIMIT_S)
        if self._process.stdout is not None and not self._reader.is_alive():
            self._process.stdout.close()

    def _has_ended(self, seconds: float) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return not self.alive

    def _close_input(self) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _read(self) -> None:
        """Until the process has ended: its reports, and what the driver prints."""
        stream, parser = self._process.stdout, ReportParser(self._candidates)
        try:
            while stream is not None and (chunk := _read_some(stream)):
                for found in parser.feed(chunk):
                    self._note(found)
        finally:
            self._reported.set()

    def _note(self, found: Report | bytes) -> None:
        if isinstance(found, Report):
            self._report = found
            self._printed_at.clear()  # what came before is no answer to frames
            self._reported.set()
            return
        self._printed = (self._printed + found)[-MOST_PRINTED_BYTES:]
        self._printed_at.append(time.monotonic())
        _log.debug("the virtual camera says: %s", found.decode(errors="replace").strip())


def _read_some(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(_CHUNK)  # unbuffered: what there is
    except (OSError, ValueError):
        return b""


def _start(command: list[str], descriptors: tuple[int, ...]) -> subprocess.Popen[bytes]:
    """Out of reach of the terminal's Ctrl+C: the parent decides when it ends."""
    if sys.platform == "win32":
        return subprocess.Popen(  # noqa: S603 - our own words and an order in JSON; no shell
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=_home(),
            creationflags=subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP,
        )
    return subprocess.Popen(  # noqa: S603 - likewise
        command,
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=_home(),
        start_new_session=True,
        pass_fds=descriptors,
    )


def _home() -> Path:
    """Where our package lies: ``-m`` looks into the working folder first, which may be anybody's."""
    return Path(app.__file__).parent.parent
