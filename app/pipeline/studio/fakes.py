"""Openers that open nothing, with a switch for everything that can go wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.config import Corner, EngineChoice, NetworkConfig
from app.errors import EngineError, PortraitError, SinkError
from app.pipeline.clock import Clock
from app.pipeline.engines.base import Engine
from app.pipeline.engines.fallback import FallbackEngine, StandIn
from app.pipeline.fakes import filled
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.provenance.source_type import SourceType
from app.pipeline.sinks.base import Sink
from app.pipeline.sources.base import Source
from app.pipeline.sources.fresh import FreshSource
from app.pipeline.studio.fake_camera import CameraFaults, FakeCamera, Gate
from app.pipeline.studio.fake_parts import (
    CARD_COLOUR,
    AnimatorFaults,
    EngineFaults,
    FakeEngine,
    FakeLiveAnimator,
    FakeOutput,
    portrait_colour,
)
from app.pipeline.studio.openers import AnimatorSetup, LiveAnimator
from app.pipeline.types import LANDMARK_COUNT, RGBImage


class FakeOpeners:
    """See ``Openers``. Every switch may be thrown at any time; what was opened stays on a list.

    Attributes:
        camera_faults: By camera; a camera without an entry is well.
        camera_attempts: Each opening of a camera, with its time on the clock.
        faceless: Portraits in which no face is found.
        missing_outputs: Outputs that cannot be opened.
        outputs_break_at: By output, the number of the send that breaks it.
        missing_engines: Engines that cannot be opened.
        engine_errors: What an engine's ``set_portrait`` raises.
        engine_faults: What is wrong with its drawing.
        animator_faults: What is wrong with animators.
        disk_full_at: Number of the frame that no recording can take any more.
        unfinished: What finishing a recording raises.
        read_only: Neither recordings nor pictures can be written.
        marked: What a portrait's file says that it is.
        gates: Where openings wait, by the name of the method.
    """

    def __init__(self) -> None:
        self.camera_faults: dict[str, CameraFaults] = {}
        self.camera_attempts: list[tuple[str, float]] = []
        self.faceless: set[Path] = set()
        self.missing_outputs: set[str] = set()
        self.outputs_break_at: dict[str, int] = {}
        self.missing_engines: set[EngineChoice] = set()
        self.engine_errors: dict[EngineChoice, Exception] = {}
        self.engine_faults: dict[EngineChoice, EngineFaults] = {}
        self.animator_faults = AnimatorFaults()
        self.disk_full_at: int | None = None
        self.unfinished: SinkError | None = None
        self.read_only = False
        self.marked: dict[Path, SourceType] = {}
        self.gates: dict[str, Gate] = {}
        self.portraits: list[Path | None] = []
        self.cameras: list[FakeCamera] = []
        self.engines: list[FakeEngine] = []
        self.animators: list[FakeLiveAnimator] = []
        self.outputs: list[FakeOutput] = []
        self.recordings: dict[Path, FakeOutput] = {}
        self.pictures: dict[Path, RGBImage] = {}
        self.marks: dict[Path, SourceType | None] = {}
        self.stills: list[Corner | None] = []

    def preload(self) -> None:
        """See ``Openers``."""
        self._pass("preload")

    def portrait(self, path: Path | None) -> Portrait:
        """A picture of one colour, told by the file's name."""
        self._pass("portrait")
        self.portraits.append(path)
        if path in self.faceless:
            raise PortraitError(f"cannot use '{path}'", "there is no face in it", "Choose another picture")
        image = filled((48, 48), (*portrait_colour(path), 100))
        image[24:, 24:] = 255  # a picture of one colour would be no picture
        mark = None if path is None else self.marked.get(path)
        return Portrait(image, np.zeros((LANDMARK_COUNT, 3), np.float32), str(path), mark)

    def still(self, portrait: Portrait, size: tuple[int, int], badge: Corner | None) -> RGBImage:
        """See ``Openers``; notes the badge."""
        self.stills.append(badge)
        red, green, blue = (int(value) for value in portrait.image[0, 0])
        return filled(size, (red, green, blue))

    def engine(self, choice: EngineChoice, networks: NetworkConfig, on_stand_in: StandIn) -> Engine:
        """See ``Openers``; as there, the mesh engine stands in for any other."""
        del networks
        self._pass("engine")
        if choice in self.missing_engines:
            raise EngineError(f"cannot start the engine '{choice.value}'", "there are no weights")
        engine = self._new_engine(choice)
        if choice is EngineChoice.MESH:
            return engine
        return FallbackEngine(engine, lambda: self._new_engine(EngineChoice.MESH), on_stand_in)

    def _new_engine(self, choice: EngineChoice) -> FakeEngine:
        faults = self.engine_faults.setdefault(choice, EngineFaults())
        engine = FakeEngine(choice.value, self.engine_errors.get(choice), faults)
        self.engines.append(engine)
        return engine

    def source(self, camera: str, clock: Clock, fps: float) -> Source:
        """See ``Openers``."""
        self.camera_attempts.append((camera, clock.now()))
        self._pass("source")
        faults = self.camera_faults.setdefault(camera, CameraFaults())
        if faults.error is not None:
            raise faults.error
        source = FakeCamera(camera, clock, fps, faults)
        self.cameras.append(source)
        return FreshSource(source)

    def sink(self, output: str, size: tuple[int, int], fps: float) -> Sink:
        """See ``Openers``."""
        self._pass("sink")
        if output in self.missing_outputs:
            raise SinkError(f"cannot open '{output}'", "there is no such device", "Install it")
        sink = FakeOutput(output, size, fps, fails_at=self.outputs_break_at.pop(output, None))
        self.outputs.append(sink)
        return sink

    def recorder(self, path: Path, size: tuple[int, int], fps: float, source_type: SourceType | None) -> Sink:
        """See ``Openers``."""
        self._pass("recorder")
        if self.read_only:
            raise SinkError(f"cannot write '{path}'", "the folder is write-protected")
        recording = FakeOutput(str(path), size, fps, fails_at=self.disk_full_at, unfinished=self.unfinished)
        self.recordings[path] = recording
        self.marks[path] = source_type
        return recording

    def picture_file(self, path: Path, image: RGBImage, source_type: SourceType | None) -> None:
        """See ``Openers``."""
        self._pass("picture_file")
        if self.read_only:
            raise SinkError(f"cannot write '{path}'", "the folder is write-protected")
        self.marks[path] = source_type
        self.pictures[path] = image.copy()

    def placeholder(self, size: tuple[int, int]) -> RGBImage:
        """See ``Openers``."""
        return filled(size, CARD_COLOUR)

    def animator(self, setup: AnimatorSetup) -> LiveAnimator:
        """See ``Openers``."""
        self._pass("animator")
        animator = FakeLiveAnimator(setup, self.animator_faults)
        self.animators.append(animator)
        return animator

    def _pass(self, opening: str) -> None:
        gate = self.gates.get(opening)
        if gate is not None:
            gate.pass_through()
