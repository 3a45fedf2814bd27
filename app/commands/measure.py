"""The measurements behind ``bench``: each runs one thing and returns plain numbers."""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.console import Console

import app
from app.command_configs import RunConfig
from app.commands.live import open_session
from app.commands.progress import run_to_end
from app.config import EngineChoice, NetworkConfig
from app.errors import EngineError
from app.own_command import own_command
from app.pipeline.clock import Clock, SystemClock
from app.pipeline.engines.choose import choose_engine
from app.pipeline.metrics import MetricsSnapshot
from app.pipeline.portrait.compositing import Compositor
from app.pipeline.portrait.library import default_portrait
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.types import Motion, RGBImage

_ENGINE_SIDE = 512
_WARM_UP_FRAMES = 20
_ENGINE_FRAMES = 150
_SAMPLE_EVERY_S = 0.5
_CORES = 2
_START_LIMIT_S = 60.0
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """What a measured run came to.

    Attributes:
        metrics: The session's own figures.
        cpu_share: Processor time of the whole program in a share of two cores, 0..1.
        memory_growth_mb: Resident memory of the last quarter above that of the third, megabytes; None
            where it cannot be read.
    """

    metrics: MetricsSnapshot
    cpu_share: float
    memory_growth_mb: float | None


@dataclass(frozen=True, slots=True)
class EngineTimes:
    """What an engine took.

    Attributes:
        name: Of the engine.
        frames_ms: Milliseconds of each frame.
    """

    name: str
    frames_ms: list[float]


def measure_engine(choice: EngineChoice, networks: NetworkConfig) -> EngineTimes:
    """150 frames of the default portrait at 512 x 512; the mesh engine works on one core.

    Raises:
        AppError: The engine or the portrait is not there.
    """
    portrait = Compositor(load_portrait(default_portrait()), (_ENGINE_SIDE, _ENGINE_SIDE)).portrait
    engine = choose_engine(choice, networks)
    engine.set_portrait(portrait)
    times = []
    with _one_core():
        for number in range(_WARM_UP_FRAMES + _ENGINE_FRAMES):
            started_at = time.perf_counter()
            engine.render(_nodding(number))
            times.append((time.perf_counter() - started_at) * 1e3)
    name = engine.name
    engine.close()
    return EngineTimes(name, times[_WARM_UP_FRAMES:])


def measure_live(config: RunConfig) -> LiveFigures:
    """Runs live as asked, and watches the program's processor time and memory meanwhile.

    Raises:
        AppError: The run could not start, or failed.
    """
    clock = SystemClock()
    memory = _MemorySink(clock)
    session = open_session(config, clock, extra_sinks=[memory])
    cpu_from, from_s = time.process_time(), time.perf_counter()
    ended = run_to_end(session, clock, Console(file=io.StringIO()))
    cpu_s, wall_s = time.process_time() - cpu_from, time.perf_counter() - from_s
    if ended.error is not None:
        raise ended.error
    return LiveFigures(ended.metrics, cpu_s / wall_s / _CORES, memory.growth())


def measure_start() -> float:
    """Seconds from starting the program anew until it has run for a tenth of a second and ended.

    An upper bound of the time to the first frame out, with everything that is loaded before it.

    Raises:
        EngineError: The program did not run.
    """
    line = own_command("run", "--camera", "demo:", "--output", "null", "--duration", "0.1")
    started_at = time.perf_counter()
    try:
        subprocess.run(  # noqa: S603 - ourselves
            line,
            check=True,
            capture_output=True,
            timeout=_START_LIMIT_S,
            cwd=Path(app.__file__).parent.parent,  # ``-m`` looks into the working folder first
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineError("cannot measure the start", str(error), "Try: liveportrait-cam run") from error
    return time.perf_counter() - started_at


class _MemorySink:
    """A sink that looks at the program's memory twice a second."""

    name = "memory watch"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._started_at = clock.now()
        self._samples: list[tuple[float, float]] = []

    def send(self, image: RGBImage) -> None:  # noqa: ARG002 - only the moment matters
        """Notes the resident memory when half a second has passed."""
        seconds = self._clock.now() - self._started_at
        if not self._samples or seconds - self._samples[-1][0] >= _SAMPLE_EVERY_S:
            resident = resident_mb()
            if resident is not None:
                self._samples.append((seconds, resident))

    def close(self) -> None:
        """Nothing to close."""

    def growth(self) -> float | None:
        """Megabytes between the third and the last quarter of the run, each by its median."""
        quarter = len(self._samples) // 4
        if quarter < 2:
            return None
        third, last = self._samples[2 * quarter : 3 * quarter], self._samples[3 * quarter :]
        return statistics.median(mb for _, mb in last) - statistics.median(mb for _, mb in third)


def resident_mb() -> float | None:
    """Resident memory of this process in megabytes; None where there is no ``/proc``."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _nodding(number: int) -> Motion:
    """A head that turns, nods, blinks and talks: motion of every kind, frame by frame."""
    swing = float(np.sin(number / 9))
    return Motion(
        rotation=_rotation(np.radians(18 * swing), np.radians(8 * float(np.cos(number / 13)))),
        translation=(0.03 * swing, 0.0),
        eye_openness=(0.15 + 0.15 * swing, 0.15 + 0.15 * swing),
        lip_openness=0.25 + 0.25 * swing,
    )


def _rotation(yaw: float, pitch: float) -> npt.NDArray[np.float32]:
    cos_y, sin_y, cos_p, sin_p = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    about_y = np.array([[cos_y, 0, sin_y], [0, 1, 0], [-sin_y, 0, cos_y]])
    about_x = np.array([[1, 0, 0], [0, cos_p, -sin_p], [0, sin_p, cos_p]])
    return np.asarray(about_y @ about_x, dtype=np.float32)


@contextmanager
def _one_core() -> Iterator[None]:
    """Keeps this thread, and OpenCV, on one core within the block."""
    threads = cv2.getNumThreads()
    cores = os.sched_getaffinity(0) if sys.platform == "linux" else set()
    cv2.setNumThreads(1)
    if sys.platform == "linux":
        os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        cv2.setNumThreads(threads)
        if sys.platform == "linux":
            os.sched_setaffinity(0, cores)
