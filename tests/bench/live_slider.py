"""How soon a slider shows while live: ``python -m tests.bench.live_slider [SECONDS]``.

A whole stream runs through the studio: the drawn performer, tracker, mesh engine and an output, at 720p
and 30 frames per second. Every half second the smile goes to its other end. The engine tells each
picture's smile by the brightness of a patch in the portrait's corner, and the output reads it there, so
that what is timed is the way from ``Studio.tune`` to a picture that is sent. The same stream is run
before without a hand on the slider, to tell frames lost to the slider from those lost to the machine.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np

from app.config import EngineChoice, NetworkConfig, StreamConfig
from app.pipeline.engines.base import Engine
from app.pipeline.engines.fallback import StandIn
from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.metrics import MetricsSnapshot
from app.pipeline.sinks.base import Sink
from app.pipeline.studio.openers import RealOpeners
from app.pipeline.studio.status import Phase
from app.pipeline.studio.studio import Studio
from app.pipeline.types import Motion, RGBImage
from app.tuning import Controls, Tuning

SIZE, FPS = (1280, 720), 30.0
EVERY_S = 0.5
SHOWS_S = 0.1
"""What a person feels as at once."""

_BEGUN, _ARRIVED = 0.04, 0.98
_WARM_UP_S = 3.0
_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that was sent, and the smile it was drawn with."""

    at: float
    smile: float


class MarkingEngine(MeshEngine):
    """Tells the smile by a grey patch over the middle of the picture's upper edge: 0 is black."""

    def render(self, motion: Motion) -> RGBImage:
        """As the mesh engine, and the patch."""
        image = super().render(motion)
        height, width = image.shape[:2]
        image[: height // 8, width // 3 : -width // 3] = round(255 * min(max(motion.controls.smile, 0), 1))
        return image


class ReadingSink:
    """An output that remembers when it showed which smile."""

    def __init__(self) -> None:
        self.name = "reading"
        self.shown: list[Shown] = []

    def send(self, image: RGBImage) -> None:
        """Reads the patch."""
        patch = image[4 : image.shape[0] // 16, image.shape[1] // 2 - 20 : image.shape[1] // 2 + 20]
        self.shown.append(Shown(monotonic(), float(np.median(patch)) / 255))

    def close(self) -> None:
        """Nothing is open."""


class MarkingOpeners(RealOpeners):
    """The machine's parts, with the engine that marks and the output that reads."""

    def __init__(self) -> None:
        self.reading = ReadingSink()

    def engine(self, choice: EngineChoice, networks: NetworkConfig, on_stand_in: StandIn) -> Engine:
        """See ``Openers``."""
        del choice, networks, on_stand_in
        return MarkingEngine()

    def sink(self, output: str, size: tuple[int, int], fps: float) -> Sink:
        """See ``Openers``."""
        del output, size, fps
        return self.reading


@dataclass(frozen=True, slots=True)
class Finding:
    """What a stream showed.

    Attributes:
        begun: Seconds from each move of the slider to the first picture that showed it.
        arrived: The same to the first that showed all of it.
        metrics: The stream's own figures over the time of the moves.
    """

    begun: tuple[float, ...]
    arrived: tuple[float, ...]
    metrics: MetricsSnapshot


def measure(seconds: float, *, moving: bool) -> Finding:
    """Runs a stream, and moves its slider if told."""
    openers = MarkingOpeners()
    config = StreamConfig(camera="demo:", engine=EngineChoice.MESH, outputs=("reading",), size=SIZE, fps=FPS)
    studio = Studio(config, openers=openers)
    try:
        studio.start()
        _until(lambda: studio.status().phase is Phase.LIVE and len(openers.reading.shown) > FPS)
        _wait(_WARM_UP_S)
        studio.reset_metrics()
        moves = _move(studio, seconds) if moving else _wait(seconds)
        metrics = studio.status().metrics
    finally:
        studio.close()
    if metrics is None:
        raise RuntimeError("the stream ended before it was measured")
    pairs = [_delays(openers.reading.shown, at, to) for at, to in moves]
    return Finding(tuple(one for one, _ in pairs), tuple(other for _, other in pairs), metrics)


def _move(studio: Studio, seconds: float) -> list[tuple[float, float]]:
    """Moves the slider to and fro; returns when and where to."""
    moves, to = [], 0.0
    for _ in range(round(seconds / EVERY_S)):
        to = 1.0 - to
        moves.append((monotonic(), to))
        studio.tune(Tuning(controls=Controls(smile=to)))
        _wait(EVERY_S + 0.013)  # another moment of the frame's period each time
    return moves


def _delays(shown: list[Shown], at: float, to: float) -> tuple[float, float]:
    after = [one for one in shown if one.at >= at]
    begun = next((one.at for one in after if abs(one.smile - (1 - to)) > _BEGUN), np.inf)
    arrived = next((one.at for one in after if abs(one.smile - to) < 1 - _ARRIVED), np.inf)
    return begun - at, arrived - at


def _wait(seconds: float) -> list[tuple[float, float]]:
    threading.Event().wait(seconds)
    return []


def _until(condition: Callable[[], bool]) -> None:
    end = monotonic() + _PATIENCE_S
    while not condition():
        if monotonic() > end:
            raise RuntimeError("the stream did not start")
        _wait(0.05)


def main(seconds: float) -> int:
    """Prints both streams; returns 1 if a slider took too long or cost a frame."""
    still, moved = measure(seconds, moving=False), measure(seconds, moving=True)
    begun, arrived = (1e3 * np.array(times) for times in (moved.begun, moved.arrived))
    lines = [
        f"{len(begun)} moves of a slider, {SIZE[0]}x{SIZE[1]} at {FPS:g} frames per second",
        f"first shown after  median {np.median(begun):5.0f} ms  p95 {np.percentile(begun, 95):5.0f} ms"
        f"  worst {begun.max():5.0f} ms",
        f"wholly shown after median {np.median(arrived):5.0f} ms  p95 {np.percentile(arrived, 95):5.0f} ms"
        f"  worst {arrived.max():5.0f} ms",
    ]
    for name, finding in (("left alone", still), ("moved", moved)):
        figures = finding.metrics
        lines.append(
            f"{name:10}: {figures.frames_new} new of {figures.frames_out} frames, {figures.drops} dropped,"
            f" {figures.gaps} gaps, {figures.fps_out:.2f} frames per second"
        )
    late = np.percentile(begun, 95) > 1e3 * SHOWS_S
    lines.append("too late" if late else "ok")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0))
