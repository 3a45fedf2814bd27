"""What a studio says of itself, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.errors import AppError
from app.pipeline.metrics import MetricsSnapshot
from app.pipeline.programme import OnAir


class Phase(Enum):
    """Where the stream is."""

    STOPPED = "stopped"
    STARTING = "starting"
    LIVE = "live"
    STOPPING = "stopping"


class Part(Enum):
    """What a stream is made of, and what can be wrong with it."""

    PORTRAIT = "portrait"
    ENGINE = "engine"
    CAMERA = "camera"
    DRIVER = "driver"
    """Who sits before it."""

    OUTPUT = "output"
    RECORDING = "recording"
    SNAPSHOT = "snapshot"
    STREAM = "stream"
    """The stream itself: it had to end."""


class Task(Enum):
    """What is being prepared, and takes a moment."""

    LOADING_LIBRARIES = "loading libraries"
    LOADING_PORTRAIT = "loading portrait"
    LOADING_ENGINE = "loading engine"
    OPENING_CAMERA = "opening camera"
    OPENING_OUTPUT = "opening output"
    STARTING = "starting"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong now.

    Attributes:
        part: With what.
        error: What, why, and what to do.
        serial: Tells a new problem from an old one of the same part.
    """

    part: Part
    error: AppError
    serial: int


@dataclass(frozen=True, slots=True)
class RecordingStatus:
    """A recording under way.

    Attributes:
        path: The file it becomes.
        seconds: Its length so far.
    """

    path: Path
    seconds: float


class SavedKind(Enum):
    """What was saved."""

    RECORDING = "recording"
    SNAPSHOT = "snapshot"


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that was finished.

    Attributes:
        kind: What it holds.
        path: The file.
    """

    kind: SavedKind
    path: Path


@dataclass(frozen=True, slots=True)
class StudioStatus:
    """A studio at one moment.

    Attributes:
        phase: Where the stream is.
        task: What is being prepared, None for nothing.
        on_air: What the outputs show.
        engine: Name of the engine that draws, empty while there is none.
        outputs: Names of the outputs that are open, preview and recording left out.
        metrics: Figures of the run, None before the first one.
        recording: None when nothing is recorded.
        problems: What is wrong now, at most one of each part.
        face_seen: Whether the newest frame showed a face, None while nothing is tracked.
    """

    phase: Phase
    task: Task | None
    on_air: OnAir
    engine: str
    outputs: tuple[str, ...]
    metrics: MetricsSnapshot | None
    recording: RecordingStatus | None
    problems: tuple[Problem, ...]
    face_seen: bool | None
