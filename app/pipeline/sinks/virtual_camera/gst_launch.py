"""``gst-launch-1.0`` as a child process that reads frames from a pipe."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import Final

from app.pipeline.sinks.virtual_camera.pixels import Pixels

_RUNS: Final = b"PLAYING"
_START_LIMIT_S: Final = 20.0
"""GStreamer looks through all its plug-ins when it is used for the first time."""

_END_LIMIT_S: Final = 0.7
_CHUNK: Final = 4096
_MOST_SAID_BYTES: Final = 4 * _CHUNK
_MOST_PIPE_BYTES: Final = 1 << 20
"""Linux gives no more to those who are not root."""

_SET_PIPE_BYTES: Final = 1031
"""``fcntl.F_SETPIPE_SZ``, which has a name on Linux only."""

_VARIABLES: Final = {
    "LC_ALL": "C",  # we read what it says
    # Frames are allocated anew each time; glibc is to keep their pages, which halves the cost.
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}

_FAILURES: Final = (
    re.compile(r"^ERROR: (?:from element \S+: )?(.+)", re.MULTILINE),
    re.compile(r"^WARNING: (?:erroneous pipeline: )?(.+)", re.MULTILINE),
)


class GstLaunch:
    """A pipeline that runs.

    It ends with its input, and so with us, however we end.

    Args:
        command: Starts it.
        environment: Its variables.
        frame_bytes: Of each frame; not many more of them may wait to be read.

    Raises:
        OSError: It cannot be started.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], frame_bytes: int) -> None:
        self._input, theirs = _pipe(frame_bytes)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own words; no shell
                [*_even_if_it_hangs(), *command],
                bufsize=0,
                stdin=theirs,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**environment, **_VARIABLES},
            )
        except BaseException:
            self._input.close()
            raise
        finally:
            os.close(theirs)
        self._said, self._runs = b"", False
        self._settled = threading.Event()
        self._reader = threading.Thread(target=self._read, name="gstreamer", daemon=True)
        self._reader.start()

    def write(self, frame: Pixels) -> None:
        """Writes a frame, C-contiguous; waits while it is being read.

        Raises:
            RuntimeError: The pipeline has ended, for the reason it gave.
        """
        left = frame.reshape(-1).data
        try:
            while left:
                left = left[self._input.write(left) or 0 :]
        except (OSError, ValueError) as error:
            raise RuntimeError(self._reason()) from error

    def wait_until_it_runs(self) -> None:
        """Waits, at most 20 seconds; it has to have a first frame by then.

        Raises:
            RuntimeError: It does not start, for the reason it gave.
        """
        self._settled.wait(_START_LIMIT_S)
        if not self._runs:
            raise RuntimeError(self._reason())

    def close(self) -> None:
        """Ends it, within a second and a half. May be called twice."""
        self._input.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_LIMIT_S)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(_END_LIMIT_S)
        self._reader.join(_END_LIMIT_S)
        if self._process.stdout is not None and not self._reader.is_alive():
            self._process.stdout.close()

    def _read(self) -> None:
        """What it says, so that it never waits for us, until it has ended."""
        stream = self._process.stdout
        while stream is not None and (chunk := stream.read(_CHUNK)):
            self._said = (self._said + chunk)[-_MOST_SAID_BYTES:]
            if _RUNS in self._said:
                self._runs = True
                self._settled.set()
        self._settled.set()

    def _reason(self) -> str:
        self._reader.join(_END_LIMIT_S)  # only one that has ended has said all
        return failure_in(self._said.decode(errors="replace"))


def failure_in(said: str) -> str:
    """What went wrong, on one line, out of all that ``gst-launch-1.0`` said."""
    for pattern in _FAILURES:
        if found := pattern.search(said):
            return f"GStreamer says: {found[1].strip()}"
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "nothing")
    return f"GStreamer has ended; the last it said was: {last}"


def _pipe(capacity: int) -> tuple[io.FileIO, int]:
    """A pipe that takes a frame in few steps: our end, and the descriptor of the other."""
    theirs, ours = os.pipe()
    with contextlib.suppress(OSError):
        import fcntl  # not on Windows

        fcntl.fcntl(ours, _SET_PIPE_BYTES, min(capacity, _MOST_PIPE_BYTES))
    return io.FileIO(ours, "wb"), theirs


def _even_if_it_hangs() -> list[str]:
    """Lets the kernel end it with us; the rule is that it reads to the end of its input."""
    program = shutil.which("setpriv")
    return [] if program is None else [program, "--pdeathsig", "KILL", "--"]
