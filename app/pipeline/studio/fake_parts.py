"""Engines, animators and files of a studio that is only played: nothing is opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from zlib import crc32

import numpy as np

from app.config import Corner, Mirror
from app.errors import EngineError, SinkError
from app.pipeline.engines.base import Engine
from app.pipeline.fakes import FakeAnimator, MemorySink, filled
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.studio.fake_camera import Gate
from app.pipeline.studio.openers import AnimatorSetup
from app.pipeline.types import (
    LANDMARK_COUNT,
    REST,
    FaceObservation,
    Frame,
    Landmarks,
    Motion,
    RGBImage,
    Sighting,
)
from app.tuning import Tuning

CARD_COLOUR = (3, 3, 3)
"""Of the placeholder."""


def portrait_colour(path: Path | None) -> tuple[int, int]:
    """Red and green of a portrait, told by its name; the blue tells of the smile."""
    code = crc32(("" if path is None else path.name).encode())
    return 20 + code % 180, 20 + code // 180 % 180


def smile_in(image: RGBImage) -> float:
    """The smile a fake animator painted, -1..1."""
    return float((int(image[1, 1, 2]) - 100) / 50)


def portrait_in(image: RGBImage) -> tuple[int, int]:
    """The ``portrait_colour`` a fake animator painted."""
    return int(image[1, 1, 0]), int(image[1, 1, 1])


def is_moved(image: RGBImage) -> bool:
    """Whether a fake animator painted it from a camera frame."""
    return bool(image[0, 1, 0])


@dataclass(slots=True)
class EngineFaults:
    """What is wrong with an engine's drawing; may be changed at any time.

    Attributes:
        error: What every picture raises.
        empty: Every picture is of one colour, as when networks give NaN.
        times: How many pictures fail with ``error``, None for all.
        gate: Where every picture waits.
        taking: Where taking a portrait waits.
    """

    error: Exception | None = None
    empty: bool = False
    times: int | None = None
    gate: Gate | None = None
    taking: Gate | None = None


class FakeEngine:
    """Takes any portrait, and draws it as it is.

    Args:
        name: Its name.
        error: What ``set_portrait`` raises, None when it takes it.
        faults: What is wrong with its drawing.
    """

    reads_driver = False

    def __init__(self, name: str, error: Exception | None = None, faults: EngineFaults | None = None) -> None:
        self.name = name
        self._error = error
        self._faults = faults or EngineFaults()
        self.portrait: Portrait | None = None
        self.closed = 0

    def set_portrait(self, portrait: Portrait) -> None:
        """See ``Engine``."""
        if self._faults.taking is not None:
            self._faults.taking.pass_through()
        if self._error is not None:
            raise self._error
        self.portrait = portrait

    def read_driver(self, image: RGBImage, landmarks: Landmarks, now: float) -> KeypointMotion | None:
        """See ``Engine``."""
        del image, landmarks, now
        return None

    def forget_driver(self) -> None:
        """See ``Engine``."""

    def tune(self, tuning: Tuning) -> None:
        """See ``Engine``."""

    def render(self, motion: Motion) -> RGBImage:
        """The portrait as it is."""
        del motion
        if self.portrait is None:
            raise EngineError("cannot draw", "there is no portrait")
        if self._faults.gate is not None:
            self._faults.gate.pass_through()
        self._fail()
        image = self.portrait.image
        return np.zeros_like(image) if self._faults.empty else image.copy()

    def _fail(self) -> None:
        faults = self._faults
        if faults.error is None or faults.times == 0:
            return
        if faults.times is not None:
            faults.times -= 1
        raise faults.error

    def close(self) -> None:
        """Counts how often it was called."""
        self.closed += 1


@dataclass(slots=True)
class AnimatorFaults:
    """What is wrong with animators; may be changed at any time.

    Attributes:
        built: What building one raises.
        drawing: What every frame raises.
        sizes: Output sizes that are refused with ``EngineError``.
        gate: Where every frame waits.
        sighting: Whom the tracker sees.
    """

    built: Exception | None = None
    drawing: Exception | None = None
    sizes: frozenset[tuple[int, int]] = frozenset()
    gate: Gate | None = None
    sighting: Sighting = Sighting.DRIVER


class FakeLiveAnimator(FakeAnimator):
    """Paints the portrait's colour and the smile, and obeys every change.

    Args:
        setup: What it starts with.
        faults: What is wrong with it.
    """

    def __init__(self, setup: AnimatorSetup, faults: AnimatorFaults) -> None:
        super().__init__(setup.size)
        if faults.built is not None:
            raise faults.built
        setup.engine.set_portrait(setup.portrait)
        self._faults = faults
        self.portrait, self.engine = setup.portrait, setup.engine
        self.mirror, self.tunings = setup.mirror, [setup.tuning]
        self.badge = setup.badge
        self.met = 0
        self._metrics, self._on_motion = setup.metrics, setup.on_motion

    def animate(self, frame: Frame) -> RGBImage:
        """See ``FakeAnimator``."""
        if self._faults.gate is not None:
            self._faults.gate.pass_through()
        if self._faults.drawing is not None:
            raise self._faults.drawing
        self.engine.render(REST)
        self.sighting = self._faults.sighting
        landmarks = np.zeros((LANDMARK_COUNT, 3), np.float32)
        face = FaceObservation(landmarks, frame.size, frame.captured_at)
        self._on_motion(frame.captured_at, face, None)
        return super().animate(frame)

    def paint(self, *, moved: bool) -> RGBImage:
        """The portrait's colour with the smile in its blue; the second pixel tells whether it moved."""
        self._metrics.set_engine(self.engine.name)
        red, green, _ = (int(value) for value in self.portrait.image[0, 0])
        image = filled(self.size, (red, green, round(100 + 50 * self.tunings[-1].controls.smile)))
        image[0, 1] = int(moved)
        return image

    def set_portrait(self, portrait: Portrait) -> None:
        """See ``Animator``."""
        self.engine.set_portrait(portrait)
        self.portrait = portrait

    def set_output_size(self, size: tuple[int, int]) -> None:
        """See ``Animator``."""
        if size in self._faults.sizes:
            raise EngineError(f"cannot draw {size[0]} x {size[1]}", "a planted fault")
        self.size = size

    def set_engine(self, engine: Engine) -> None:
        """See ``Animator``."""
        engine.set_portrait(self.portrait)
        self.engine.close()
        self.engine = engine

    def set_mirror(self, mirror: Mirror) -> None:
        """See ``Animator``."""
        self.mirror = mirror

    def set_badge(self, corner: Corner | None) -> None:
        """See ``Animator``."""
        self.badge = corner

    def meet_driver(self) -> None:
        """Counts how often it was asked."""
        self.met += 1

    def tune(self, tuning: Tuning) -> None:
        """Notes it."""
        self.tunings.append(tuning)

    def close(self) -> None:
        """Closes the engine too, as ``Animator`` does."""
        super().close()
        self.engine.close()


class FakeOutput(MemorySink):
    """An output that knows how it was opened, and when it was sent to.

    Args:
        name: What was asked for.
        size: Width and height it takes, pixels.
        fps: Rate it was told.
        fails_at: Number of the send that breaks it.
        unfinished: What closing it raises.
    """

    def __init__(
        self,
        name: str,
        size: tuple[int, int],
        fps: float,
        *,
        fails_at: int | None = None,
        unfinished: SinkError | None = None,
    ) -> None:
        super().__init__(name, fails_at=fails_at)
        self.size, self.fps = size, fps
        self.sent_at: list[float] = []
        self._unfinished = unfinished

    def send(self, image: RGBImage) -> None:
        """Keeps the image; one that comes too late or does not fit is a fault of the program."""
        if self.closed or (image.shape[1], image.shape[0]) != self.size:
            raise SinkError(f"cannot write to {self.name}", "it was closed, or opened with another size")
        super().send(image)
        self.sent_at.append(monotonic())

    def close(self) -> None:
        """Notes that it was called."""
        first, self.closed = not self.closed, True
        if first and self._unfinished is not None:
            raise self._unfinished
