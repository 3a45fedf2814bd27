"""The installed program, as a person starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

import psutil

from tests.e2e.guest.setting import Guest, MissedError

_SINK_PROCESS: Final = "virtual_camera.process"
_FONT_LIST: Final = Path.home() / ".cache/matplotlib"
"""matplotlib comes with mediapipe; to list all fonts anew takes long in an emulated machine."""

_RUN_LIMIT_S: Final = 20.0
_STOP_LIMIT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Ended:
    """A program that has run.

    Attributes:
        code: Its exit status.
        said: All that it printed.
    """

    code: int
    said: str


class Program:
    """One process of the program, started at once and ended in any case.

    Args:
        guest: Where.
        name: Of the log of what it prints.
        arguments: Its command line.
        user: Who runs it, by number; None for root.
    """

    def __init__(self, guest: Guest, name: str, *arguments: str, user: int | None = None) -> None:
        self._guest = guest
        self._log = guest.logs / f"{name}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own words, no shell
                [str(guest.program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_environment(guest.logs / "state"),
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=None if user is None else (),
            )

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.alive:
            self.kill()

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, text: str, limit_s: float = _RUN_LIMIT_S) -> float:
        """Waits until it prints something; gives the seconds that took.

        Raises:
            MissedError: It does not, or ends before.
        """
        return self._guest.until(lambda: self._has_said(text), f"the program says {text!r}", limit_s)

    def wait(self, limit_s: float = _RUN_LIMIT_S) -> Ended:
        """Waits for its end.

        Raises:
            MissedError: It does not end.
        """
        self._guest.until(lambda: not self.alive, f"the program ends (it said: {self._tail()})", limit_s)
        return Ended(self._process.returncode, self.said)

    def stop(self) -> Ended:
        """Ends it as Ctrl+C does."""
        self._process.send_signal(signal.SIGINT)
        return self.wait(_STOP_LIMIT_S)

    def kill(self) -> None:
        """Ends it as a crash does."""
        self._process.kill()
        self._process.wait(_STOP_LIMIT_S * self._guest.patience)

    def sink_process(self) -> psutil.Process:
        """The process that drives the camera.

        Raises:
            MissedError: There is none.
        """
        for child in psutil.Process(self._process.pid).children():
            if any(_SINK_PROCESS in word for word in child.cmdline()):
                return child
        raise MissedError("the program has no process for the camera")

    def _has_said(self, text: str) -> bool:
        if text in self.said:
            return True
        if not self.alive:
            raise MissedError(f"the program ended with {self._process.returncode}: {self._tail()}")
        return False

    def _tail(self) -> str:
        return " ".join(self.said.split())[-300:]


def run_program(guest: Guest, name: str, *arguments: str, user: int | None = None) -> Ended:
    """Runs the program to its end.

    Raises:
        MissedError: It does not end.
    """
    with Program(guest, name, *arguments, user=user) as program:
        return program.wait()


def run_tool(*command: str | Path, limit_s: float, env: Mapping[str, str] | None = None) -> Ended:
    """Runs any other program to its end.

    Raises:
        MissedError: It is not there, or does not end.
    """
    try:
        ended = subprocess.run(  # noqa: S603 - our own words, no shell
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=limit_s,
            check=False,
            env=env,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissedError(str(error)) from error
    return Ended(ended.returncode, ended.stdout)


def timed(begin: float) -> str:
    """Seconds since then, in words."""
    return f"{time.monotonic() - begin:.1f} s"


def _environment(state: Path) -> dict[str, str]:
    """A user's: without what the tests were started with, and with a home that can be written to.

    Args:
        state: Folder of the program's own log, which has the place of a crash.
    """
    return {
        "PATH": os.environ["PATH"],
        "HOME": "/tmp/home",  # noqa: S108 - the guest's own, gone with it
        "TMPDIR": "/tmp",  # noqa: S108
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": str(_FONT_LIST),
        "OMP_NUM_THREADS": "1",
        "XDG_STATE_HOME": str(state),
    }
