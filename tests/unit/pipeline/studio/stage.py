"""A studio on fakes, and what tests say to it and see of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

from app.config import EngineChoice, StreamConfig
from app.pipeline.clock import Clock
from app.pipeline.fakes import MemorySink
from app.pipeline.studio.fake_camera import CAMERA_COLOUR
from app.pipeline.studio.fake_parts import FakeOutput, portrait_in
from app.pipeline.studio.fakes import FakeOpeners
from app.pipeline.studio.status import Part, Phase
from app.pipeline.studio.studio import Studio
from app.pipeline.types import RGBImage
from app.tuning import Controls, Tuning
from tests.unit.pipeline.stepped_clock import SteppedClock

SIZE, OTHER_SIZE = (16, 12), (12, 16)
ANNA, BERT, CARL = Path("anna.png"), Path("bert.png"), Path("carl.png")
CONFIG = StreamConfig(
    portrait=ANNA, camera="front", engine=EngineChoice.MESH, outputs=("vcam",), size=SIZE, fps=100.0
)

_PATIENCE_S = 20.0
_LOOK_TICKS = 10
_REAL_LOOK_S = 0.05
_tick = threading.Event()


def until(condition: Callable[[], object], what: str = "it") -> None:
    """Looks again and again, for a while that no sound machine needs."""
    last = monotonic() + _PATIENCE_S
    while not condition():
        assert monotonic() < last, f"{what} did not happen"
        _tick.wait(0.003)


def smiling(smile: float) -> Tuning:
    return Tuning(controls=Controls(smile=smile))


class Stage:
    """One studio with its fake openers."""

    def __init__(self, config: StreamConfig = CONFIG, clock: Clock | None = None) -> None:
        self.openers = FakeOpeners()
        self.config = config
        self.clock = clock
        self._studio: Studio | None = None
        self._ticks = 0

    @property
    def studio(self) -> Studio:
        """Made when it is first asked for, so that faults can be planted before."""
        if self._studio is None:
            self._studio = Studio(self.config, openers=self.openers, clock=self.clock)
        return self._studio

    @property
    def phase(self) -> Phase:
        return self.studio.status().phase

    @property
    def output(self) -> FakeOutput:
        """The output opened last."""
        return self.openers.outputs[-1]

    @property
    def problems(self) -> dict[Part, str]:
        return {problem.part: str(problem.error) for problem in self.studio.status().problems}

    def change(self, **changes: Any) -> None:
        self.config = replace(self.config, **changes)
        self.studio.configure(self.config)

    def go_live(self) -> None:
        self.studio.start()
        until(lambda: self.phase is Phase.LIVE, "going live")

    def stop(self) -> None:
        self.studio.stop()
        self.until_stopped()

    def settle(self) -> None:
        """Waits until the studio's thread has looked at everything it was told, and at the clock."""
        path = Path(f"look {len(self.openers.pictures)}.png")
        until(lambda: self.studio.picture, "the preview")
        self.studio.save_picture(path)
        until(lambda: path in self.openers.pictures, "a look of the studio's thread")
        until(lambda: self.studio.status().task is None, "what it began then")

    def until_stopped(self) -> None:
        until(lambda: self.phase is Phase.STOPPED, "the stop")

    def until_problem(self, part: Part) -> str:
        until(lambda: part in self.problems, f"a problem of the {part.value}")
        return self.problems[part]

    def until_fine(self, part: Part) -> None:
        until(lambda: part not in self.problems, f"the end of the {part.value}'s problem")

    def until_sent(self, condition: Callable[[RGBImage], bool], sink: MemorySink | None = None) -> None:
        """Waits for a picture like that among those that go out from now on."""
        sink = sink or self.output
        seen = len(sink.images)
        until(lambda: any(condition(image) for image in sink.images[seen:]), "such a picture")

    def until_portrait(self, colour: tuple[int, int]) -> None:
        self.until_sent(lambda image: portrait_in(image) == colour)

    def until_later(
        self, clock: SteppedClock, condition: Callable[[], object], *, within_s: float, settling: bool = True
    ) -> None:
        """Lets time pass until something is so; not settling where the studio's own thread waits."""
        last = clock.now() + within_s
        while not condition():
            assert clock.now() < last, f"it did not happen within {within_s} s"
            self._tick(clock, settling)

    def pass_time(self, clock: SteppedClock, seconds: float) -> None:
        """Lets time pass, so slowly that every thread keeps up."""
        last = clock.now() + seconds
        while clock.now() < last:
            self._tick(clock)

    def _tick(self, clock: SteppedClock, settling: bool = True) -> None:
        """One output period; the studio's thread looks at the clock now and then."""
        clock.advance(1 / self.config.fps)
        until(clock.nobody_is_late, "the work of this moment")
        self._ticks += 1
        if self._ticks % _LOOK_TICKS == 0 and settling:
            self.settle()
        elif self._ticks % _LOOK_TICKS == 0:
            _tick.wait(_REAL_LOOK_S)

    def longest_pause(self) -> float:
        """Longest real time between two pictures of the first output, seconds."""
        times = self.openers.outputs[0].sent_at
        return max((b - a for a, b in pairwise(times)), default=0.0)

    def camera_leaked(self) -> bool:
        """Whether a camera's pixel came out anywhere."""
        sinks = [*self.openers.outputs, *self.openers.recordings.values()]
        images = [image for sink in sinks for image in sink.images]
        return any((image == CAMERA_COLOUR).all(axis=2).any() for image in images)

    def close(self) -> None:
        for gate in self.openers.gates.values():
            gate.open()
        if self.openers.animator_faults.gate is not None:
            self.openers.animator_faults.gate.open()
        for camera in self.openers.cameras:
            camera.released.set()
            camera.close()
        if self._studio is not None:
            assert self._studio.close()
