"""What the window shows, as frozen values: the words between the controller and the widgets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

BGRAImage: TypeAlias = npt.NDArray[np.uint8]
"""H x W x 4 uint8, blue, green, red, 255: the memory order of Qt's ``Format_RGB32``."""


class StreamState(Enum):
    """Where the stream is."""

    STOPPED = "stopped"
    STARTING = "starting"
    LIVE = "live"
    STOPPING = "stopping"

    @property
    def is_running(self) -> bool:
        """Whether Start was pressed and Stop was not."""
        return self in (StreamState.STARTING, StreamState.LIVE)


class OnAir(Enum):
    """What the outputs show while live."""

    PORTRAIT = "portrait"
    FROZEN = "frozen"
    PLACEHOLDER = "placeholder"


class Health(Enum):
    """A figure against its limits; shown by a word or sign too, never by its colour alone."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the statistics.

    Attributes:
        value: The number, in the unit of its row.
        health: Against its limits.
    """

    value: float
    health: Health = Health.GOOD


@dataclass(frozen=True, slots=True)
class StageTime:
    """How long one stage of the pipeline takes.

    Attributes:
        stage: Its name in the pipeline: capture, track, motion, render, composite, send.
        mean_ms: On average.
        p95_ms: In the slowest twentieth.
        health: Against the frame's budget, which all stages of a thread share.
    """

    stage: str
    mean_ms: float
    p95_ms: float
    health: Health = Health.GOOD


@dataclass(frozen=True, slots=True)
class RecordingView:
    """A recording under way.

    Attributes:
        path: The file it becomes.
        seconds: Its length so far.
        size_bytes: Its size so far.
    """

    path: Path
    seconds: float
    size_bytes: int


@dataclass(frozen=True, slots=True)
class StatisticsView:
    """The figures of the HUD and the statistics window.

    Attributes:
        fps: Output frames per second over the last two seconds.
        target_fps: The wanted rate.
        new_fps: Frames per second that showed a new picture.
        frame_ms: Work per frame, tracking to compositing, milliseconds.
        latency_ms: Camera to output, median.
        latency_p95_ms: The same, 95th percentile.
        stages: In the order of the pipeline.
        frames_out: Frames sent.
        dropped: Frames lost on the way, and ...
        dropped_percent: ... as a share of the frames that came in.
        gaps: Intervals in the output longer than 1.5 periods.
        faces_lost: How often the face was lost.
        cpu_percent: Of one processor core, by this program.
        memory_mb: Held by this program, megabytes.
        gpu_percent: None where there is no GPU in use.
        gpu_memory_mb: The same.
    """

    fps: Figure
    target_fps: float
    new_fps: float
    frame_ms: Figure
    latency_ms: float
    latency_p95_ms: float
    stages: tuple[StageTime, ...]
    frames_out: int
    dropped: int
    dropped_percent: Figure
    gaps: int
    faces_lost: int
    cpu_percent: float
    memory_mb: float
    gpu_percent: float | None = None
    gpu_memory_mb: float | None = None


@dataclass(frozen=True, slots=True)
class StreamView:
    """The stream at one moment.

    Attributes:
        state: Where it is.
        on_air: What the outputs show.
        engine: Name of the engine that draws, empty while there is none.
        output: Name of the output in use, empty while there is none.
        face_seen: Whether the tracker sees a face; None while nothing is tracked.
        recording: None when nothing is recorded.
        statistics: None before the first frame.
        busy: What is being prepared, for the person ("opening the camera"), empty for nothing.
    """

    state: StreamState = StreamState.STOPPED
    on_air: OnAir = OnAir.PORTRAIT
    engine: str = ""
    output: str = ""
    face_seen: bool | None = None
    recording: RecordingView | None = None
    statistics: StatisticsView | None = None
    busy: str = ""


class Severity(Enum):
    """How urgent a notice is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Remedy(Enum):
    """The one thing a notice offers to do about it."""

    NONE = "none"
    RETRY = "retry"
    RECENTER = "recenter"
    CHOOSE_CAMERA = "choose camera"
    CHOOSE_PORTRAIT = "choose portrait"
    VIRTUAL_CAMERA_HELP = "virtual camera help"
    DOWNLOAD_WEIGHTS = "download weights"
    OPEN_FOLDER = "open folder"
    OPEN_LOGS = "open logs"
    COPY_FIX = "copy fix"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a banner says. Notices of the same key replace each other and count up.

    Attributes:
        key: Identity, e.g. ``camera``: a second one of the key is no second banner.
        severity: How urgent.
        what: What happened.
        why: The cause, in plain words.
        fix: What to do, in words; may be empty.
        remedy: The button's action.
        path: What ``OPEN_FOLDER`` opens.
        count: How often it happened.
        detail: What the pipeline says of it, in English, where the others are another language; may be
            empty.
    """

    key: str
    severity: Severity
    what: str
    why: str = ""
    fix: str = ""
    remedy: Remedy = Remedy.NONE
    path: Path | None = None
    count: int = 1
    detail: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """All that it says."""
        return self.what, self.why, self.fix, self.detail


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """A row of a device picker.

    Attributes:
        id: What the settings keep.
        name: For people.
        connected: False for a saved device that is not there now.
        fix: Why it cannot be used now and what helps, empty if it can.
    """

    id: str
    name: str
    connected: bool = True
    fix: str = ""


class FaceVerdict(Enum):
    """Whether a portrait can be animated."""

    UNKNOWN = "unknown"
    FOUND = "found"
    NONE = "none"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class PortraitChoice:
    """A tile of the gallery.

    Attributes:
        id: Identity within the gallery.
        name: For people.
        verdict: Whether a face was found; ``UNKNOWN`` until its thumbnail is made.
        problem: Why it cannot be used, empty if it can.
        shipped: It came with the program.
    """

    id: str
    name: str
    verdict: FaceVerdict = FaceVerdict.UNKNOWN
    problem: str = ""
    shipped: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PreviewPicture:
    """A picture for the preview.

    Attributes:
        pixels: In device pixels of the preview, nobody else's.
        serial: Grows with every new picture.
        landmarks: N x 2 float32, 0..1 of the camera picture, x right and y down; None without a face.
        aspect: Width over height of the camera picture.
    """

    pixels: BGRAImage
    serial: int
    landmarks: npt.NDArray[np.float32] | None = None
    aspect: float = 4 / 3


@dataclass(frozen=True, slots=True)
class DownloadView:
    """The download of LivePortrait's weights.

    Attributes:
        installed: All files are here and checked.
        running: A download is under way.
        done_bytes: Fetched so far.
        total_bytes: Of all files.
        file: The file being fetched, empty for none.
        problem: Why it stopped, empty if it did not.
        gpu: Name of the GPU that would draw, empty for none.
        possible: LivePortrait can run in this package of the program, which may come without torch.
    """

    installed: bool = False
    running: bool = False
    done_bytes: int = 0
    total_bytes: int = 0
    file: str = ""
    problem: str = ""
    gpu: str = ""
    possible: bool = True
