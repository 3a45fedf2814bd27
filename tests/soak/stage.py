"""A whole stream to run for long: the drawn performer, the mesh engine, and a virtual camera's process."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from app.config import EngineChoice, NetworkConfig, StreamConfig
from app.pipeline.engines.base import Engine
from app.pipeline.engines.fallback import StandIn
from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.metrics import MetricsSnapshot
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.sinks.base import Sink
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout
from app.pipeline.sinks.virtual_camera.sink import VirtualCameraSink
from app.pipeline.studio.openers import RealOpeners
from app.pipeline.studio.status import Phase
from app.pipeline.studio.studio import Studio

SIZE, FPS = (1280, 720), 30.0
CONFIG = StreamConfig(camera="demo:", engine=EngineChoice.MESH, outputs=("vcam",), size=SIZE, fps=FPS)

_PATIENCE_S = 60.0


class CountingEngine(MeshEngine):
    """Tells when another portrait has come as far as the engine."""

    def __init__(self, on_portrait: Callable[[], None]) -> None:
        super().__init__()
        self._on_portrait = on_portrait

    def set_portrait(self, portrait: Portrait) -> None:
        """See ``Engine.set_portrait``."""
        super().set_portrait(portrait)
        self._on_portrait()


class SoakOpeners(RealOpeners):
    """The machine's parts, with a camera that only notes frames at the end of the virtual camera's process.

    Args:
        notes: Where it notes them.

    Attributes:
        portraits: How many the engine was given.
    """

    def __init__(self, notes: Path) -> None:
        super().__init__()
        self._notes = notes
        self.portraits = 0

    def engine(self, choice: EngineChoice, networks: NetworkConfig, on_stand_in: StandIn) -> Engine:
        """See ``Openers``."""
        del choice, networks, on_stand_in
        return CountingEngine(self._count)

    def _count(self) -> None:
        self.portraits += 1

    def sink(self, output: str, size: tuple[int, int], fps: float) -> Sink:
        """See ``Openers``."""
        del output
        self._notes.write_bytes(b"")
        camera = Candidate(CameraBackend.FAKE, str(self._notes), PixelLayout.I420, "fake")
        return VirtualCameraSink(size, fps, find=lambda: (camera,))


@contextmanager
def stage() -> Iterator[tuple[Studio, SoakOpeners]]:
    """A studio that is not live yet, and what opens its parts; closed at the end."""
    with tempfile.TemporaryDirectory() as folder:
        openers = SoakOpeners(Path(folder) / "frames")
        studio = Studio(CONFIG, openers=openers)
        try:
            yield studio, openers
        finally:
            studio.close()


def go_live(studio: Studio) -> None:
    """Starts and waits for the first picture that the driver moved."""
    studio.start()
    until(lambda: studio.status().phase is Phase.LIVE, "the start")
    until(lambda: figures(studio).frames_new > 0, "a picture")


def stop(studio: Studio) -> None:
    """Stops and waits for it."""
    studio.stop()
    until(lambda: studio.status().phase is Phase.STOPPED, "the stop")


def figures(studio: Studio) -> MetricsSnapshot:
    """The running stream's own figures.

    Raises:
        RuntimeError: There is no stream, or something is wrong with it.
    """
    status = studio.status()
    if status.problems:
        raise RuntimeError("; ".join(str(problem.error) for problem in status.problems))
    if status.metrics is None:
        raise RuntimeError("there is no stream")
    return status.metrics


def until(condition: Callable[[], bool], what: str) -> None:
    """Waits for something.

    Raises:
        RuntimeError: It did not happen in a minute.
    """
    last = monotonic() + _PATIENCE_S
    while not condition():
        if monotonic() > last:
            raise RuntimeError(f"{what} did not happen within {_PATIENCE_S:.0f} s")
        pause(0.01)


def pause(seconds: float) -> None:
    """Lets time pass."""
    threading.Event().wait(seconds)
