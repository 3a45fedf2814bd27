"""Tries a packaged program as its users have it: no Python on the path, nothing of this environment.

    python packaging/try_bundle.py PROGRAM

Needs the project's environment for the other end of the camera's process. Returns 1 if a trial failed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from app.pipeline.sinks.virtual_camera.fake_camera import sent_frames
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout
from app.pipeline.sinks.virtual_camera.sink import VirtualCameraSink

_LIMIT_S: Final = 300
_WINDOW_S: Final = 12.0
_FRAMES: Final = 30


class TrialError(Exception):
    """The program did not do what it should."""


@dataclass(frozen=True)
class Trials:
    """What is tried, one method each.

    Attributes:
        program: The packaged program.
        home: An empty folder that stands for the user's.
    """

    program: Path
    home: Path

    @property
    def portrait(self) -> str:
        """One that ships with it."""
        return str(next(self.program.parent.rglob("assets/portraits/*.jpg")))

    def version(self) -> str:
        """It starts at all."""
        return self._run("--version").strip()

    def doctor(self) -> str:
        """Nothing that it needs is missing."""
        rows = json.loads(self._run("doctor", "--json", may_fail=True))
        failed = [row for row in _rows(rows) if row.get("verdict") == "fail"]
        if failed:
            raise TrialError(f"doctor finds {failed}")
        return f"{len(list(_rows(rows)))} findings, none of them a fault"

    def demo(self) -> str:
        """Source, tracker, engine, encoder."""
        self._run("demo", "--duration", "2", "--output-dir", str(self.home / "demo"))
        return self._written("demo/demo.mp4", "demo/demo.png")

    def edit(self) -> str:
        """Portrait, controls, picture."""
        self._run(
            "edit", "--portrait", self.portrait, "--smile", "0.6", "--output", str(self.home / "smile.png")
        )
        return self._written("smile.png")

    def sticker(self) -> str:
        """Segmentation, fonts, animated pictures."""
        folder = self.home / "stickers"
        options = ("--set", "smile", "--caption", "Hello")
        self._run("sticker", "--portrait", self.portrait, *options, "--output", str(folder))
        return self._written("stickers/smile.webp")

    def camera_plan(self) -> str:
        """The helper that becomes root is found."""
        ended = self._start("camera-helper", "neither").wait()
        if ended != 2:
            raise TrialError(f"the helper ends with {ended} where it should explain itself")
        return "the helper explains itself"

    def camera_process(self) -> str:
        """The camera's process, at the other end of shared memory."""
        file = self.home / "camera"
        file.touch()
        candidate = Candidate(CameraBackend.FAKE, str(file), PixelLayout.I420, "fake")
        vars(sys).update(frozen=True, executable=str(self.program))  # as the packaged program sees itself
        sink = VirtualCameraSink((320, 240), 30.0, find=lambda: (candidate,))
        try:
            for number in range(_FRAMES):
                sink.send(np.full((240, 320, 3), 8 * number % 256, np.uint8))
                time.sleep(1 / 30)
        finally:
            sink.close()
        frames = list(sent_frames(file))
        if len({frame.checksum for frame in frames}) < _FRAMES // 2:
            raise TrialError(f"only {len(frames)} frames came through")
        return f"{len(frames)} frames came through"

    def window(self) -> str:
        """The window opens, and closes when it is asked to."""
        process = self._start("app", QT_QPA_PLATFORM="offscreen")
        time.sleep(_WINDOW_S)
        if process.poll() is not None:
            raise TrialError(f"the window closed by itself: {_said(process)}")
        process.send_signal(signal.SIGINT)
        if process.wait(_LIMIT_S) != 0:
            raise TrialError(f"the window ends with {process.returncode}: {_said(process)}")
        logs = [log.read_text(encoding="utf-8") for log in self.home.rglob("*.log")]
        faults = [line for log in logs for line in log.splitlines() if " ERROR " in line]
        if faults:
            raise TrialError(f"the log has {faults[0]}")
        return f"open for {_WINDOW_S:.0f} s"

    def all(self) -> Iterator[Callable[[], str]]:
        """All trials, in order."""
        yield from (self.version, self.doctor, self.demo, self.edit, self.sticker)
        yield from (self.camera_plan, self.camera_process, self.window)

    def _run(self, *arguments: str, may_fail: bool = False) -> str:
        process = self._start(*arguments)
        output, errors = process.communicate(timeout=_LIMIT_S)
        if process.returncode and not may_fail:
            raise TrialError(f"{arguments[0]} ends with {process.returncode}: {errors[-500:]}")
        return output

    def _start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        environment = {
            "HOME": str(self.home),
            "PATH": "/nonexistent",
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
            **variables,
        }
        return subprocess.Popen(  # noqa: S603 - the program under trial; no shell
            [str(self.program), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.home,
            env=environment,
        )

    def _written(self, *names: str) -> str:
        sizes = [(self.home / name).stat().st_size for name in names]
        if not all(sizes):
            raise TrialError(f"one of {', '.join(names)} is empty")
        return ", ".join(f"{name} {size / 1e3:.0f} kB" for name, size in zip(names, sizes, strict=True))


def _rows(report: object) -> Iterator[dict[str, str]]:
    if isinstance(report, dict) and "verdict" in report:
        yield report
    for part in report.values() if isinstance(report, dict) else report if isinstance(report, list) else ():
        yield from _rows(part)


def _said(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=_LIMIT_S)[1][-500:]


def main(program: Path) -> int:
    """Tries everything, and says how each trial ended."""
    failures = 0
    with tempfile.TemporaryDirectory(prefix="liveportrait-cam-") as home:
        for trial in Trials(program.resolve(), Path(home)).all():
            begin = time.monotonic()
            try:
                verdict, told = "ok  ", trial()
            except (TrialError, OSError, subprocess.SubprocessError, ValueError) as error:
                verdict, told, failures = "FAIL", str(error), failures + 1
            name = getattr(trial, "__name__", "")
            sys.stdout.write(f"{verdict}  {name:15} {time.monotonic() - begin:5.1f} s  {told}\n")
            sys.stdout.flush()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
