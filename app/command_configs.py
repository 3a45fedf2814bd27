"""What each command was asked to do: one frozen dataclass a command.

Nothing heavy is imported here; the command line builds these before it knows what to load.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.config import (
    STICKER_SIZES,
    USUAL_DISCLOSURE,
    Disclosure,
    EngineChoice,
    NetworkConfig,
    StickerBackground,
    StickerFormat,
)
from app.tuning import FaceArea, Tuning

_UNTUNED = Tuning()
_NETWORKS = NetworkConfig()


MOST_RESTORED = 100.0
"""The whole expression of a reference."""


@dataclass(frozen=True, slots=True)
class RunConfig:
    """What ``run`` was asked to do.

    Attributes:
        portrait: Picture to animate, None for the one that ships with the program.
        camera: Source as the user wrote it: a number, a path, a name, ``demo:`` or ``fake:...``.
        engine: Engine asked for.
        networks: How the LivePortrait engine runs.
        outputs: Sinks as the user wrote them, at least one.
        size: Width and height of the output, pixels, both even.
        fps: Output frames per second.
        duration_s: Stop after this many seconds, None to run until stopped.
        stats: Where to write the statistics as JSON, None for nowhere.
        loop: Start a video again when it ends.
        tuning: How the driver is followed, and the expression controls.
        neutral: A saved neutral pose to start from, None to find it.
        save_neutral: Where to keep the neutral pose in use at the end, None for nowhere.
        save_template: Where to keep the driver's motion as a template, None for nowhere.
        au_csv: Where to write the driver's action units, frame by frame, None for nowhere.
        disclosure: How the outputs say that they are synthetic.
    """

    portrait: Path | None = None
    camera: str = "0"
    engine: EngineChoice = EngineChoice.AUTO
    outputs: tuple[str, ...] = ("vcam",)
    size: tuple[int, int] = (1280, 720)
    fps: float = 30.0
    duration_s: float | None = None
    stats: Path | None = None
    loop: bool = False
    tuning: Tuning = _UNTUNED
    neutral: Path | None = None
    save_neutral: Path | None = None
    save_template: Path | None = None
    networks: NetworkConfig = _NETWORKS
    au_csv: Path | None = None
    disclosure: Disclosure = USUAL_DISCLOSURE


@dataclass(frozen=True, slots=True)
class RenderConfig:
    """What ``render`` was asked to do.

    Attributes:
        portrait: Picture to animate.
        driving: Video (or picture) of the driver, or a motion template.
        output: File to write; its ending chooses the format.
        engine: Engine asked for.
        networks: How the LivePortrait engine runs.
        tuning: How the driver is followed, and the expression controls.
        neutral: A saved neutral pose to start from, None to find it.
        save_template: Where to keep the driver's motion as a template, None for nowhere.
        au_csv: Where to write the driver's action units, frame by frame, None for nowhere.
        disclosure: How the outputs say that they are synthetic.
    """

    portrait: Path
    driving: Path
    output: Path
    engine: EngineChoice = EngineChoice.AUTO
    tuning: Tuning = _UNTUNED
    neutral: Path | None = None
    save_template: Path | None = None
    networks: NetworkConfig = _NETWORKS
    au_csv: Path | None = None
    disclosure: Disclosure = USUAL_DISCLOSURE


@dataclass(frozen=True, slots=True)
class EditConfig:
    """What ``edit`` was asked to do.

    Attributes:
        portrait: Picture to change.
        output: File to write; its ending chooses the format.
        engine: Engine asked for.
        networks: How the LivePortrait engine runs.
        tuning: The expression controls.
        disclosure: How the outputs say that they are synthetic.
    """

    portrait: Path
    output: Path
    engine: EngineChoice = EngineChoice.AUTO
    networks: NetworkConfig = _NETWORKS
    tuning: Tuning = _UNTUNED
    disclosure: Disclosure = USUAL_DISCLOSURE


@dataclass(frozen=True, slots=True)
class RestoreConfig:
    """What ``restore`` was asked to do.

    Attributes:
        input: Video or picture whose face is changed.
        reference: Video or picture with the expression.
        output: File to write; its ending chooses the format.
        factor: 0 leaves the face as it is, 100 gives it the reference's expression.
        areas: Parts of the face to change.
        engine: Engine asked for.
        networks: How the LivePortrait engine runs.
        disclosure: How the outputs say that they are synthetic.
    """

    input: Path
    reference: Path
    output: Path
    factor: float = MOST_RESTORED
    areas: frozenset[FaceArea] = frozenset(FaceArea)
    engine: EngineChoice = EngineChoice.AUTO
    networks: NetworkConfig = _NETWORKS
    disclosure: Disclosure = USUAL_DISCLOSURE


@dataclass(frozen=True, slots=True)
class StickerConfig:
    """What ``sticker`` was asked to do.

    Attributes:
        portrait: Picture to make stickers of.
        output: Folder for the files; made if its parent is there.
        expressions: Names, ``basic`` and ``all`` among them.
        caption: Words on every sticker, None for none.
        size: Side, pixels, one of ``STICKER_SIZES``.
        format: Of the files.
        background: What is behind the head.
        outline: Draw a white line around the person, if the background is transparent.
        engine: Engine asked for.
        networks: How the LivePortrait engine runs.
        label: Say in the files' metadata that they are synthetic.
    """

    portrait: Path
    output: Path
    expressions: tuple[str, ...] = ("basic",)
    caption: str | None = None
    size: int = STICKER_SIZES[-1]
    format: StickerFormat = StickerFormat.WEBP
    background: StickerBackground = StickerBackground.TRANSPARENT
    outline: bool = True
    engine: EngineChoice = EngineChoice.AUTO
    networks: NetworkConfig = _NETWORKS
    label: bool = True


@dataclass(frozen=True, slots=True)
class DemoConfig:
    """What ``demo`` was asked to do.

    Attributes:
        output_dir: Folder for the video and the contact sheet.
        duration_s: Length of the show, seconds.
        engine: Engine asked for.
        networks: How the LivePortrait engine runs.
    """

    output_dir: Path = Path("out")
    duration_s: float = 10.0
    engine: EngineChoice = EngineChoice.AUTO
    networks: NetworkConfig = _NETWORKS


@dataclass(frozen=True, slots=True)
class BenchConfig:
    """What ``bench`` was asked to do.

    Attributes:
        engine: Engine to measure.
        networks: How the LivePortrait engine runs.
        json: Where to write the figures, None for nowhere.
        clip: Video of a person to drive the run, None for the demo performer.
        seconds: Length of the measured run.
    """

    engine: EngineChoice = EngineChoice.AUTO
    json: Path | None = None
    clip: Path | None = None
    seconds: float = 20.0
    networks: NetworkConfig = _NETWORKS


@dataclass(frozen=True, slots=True)
class AppConfig:
    """How the desktop app was asked to start.

    Attributes:
        start: Go live at once.
        safe_mode: Defaults, on the processor, nothing started by itself.
    """

    start: bool = False
    safe_mode: bool = False


@dataclass(frozen=True, slots=True)
class DoctorConfig:
    """What ``doctor`` was asked to do.

    Attributes:
        json: Print the findings as JSON instead of lines.
    """

    json: bool = False


class CameraAction(Enum):
    """What ``camera`` does."""

    INSTALL = "install"
    REMOVE = "remove"
    STATUS = "status"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class CameraConfig:
    """What ``camera`` was asked to do.

    Attributes:
        action: Install, remove, check or try the virtual camera.
        dry_run: Only say what would be done (``install`` and ``remove``).
        size: Of the test picture: width and height, pixels, both even.
        fps: Its frames per second.
        duration_s: How long it is shown, seconds; None until stopped.
    """

    action: CameraAction
    dry_run: bool = False
    size: tuple[int, int] = (1280, 720)
    fps: float = 30.0
    duration_s: float | None = None


class ModelsAction(Enum):
    """What ``models`` does."""

    LIST = "list"
    DOWNLOAD = "download"
    VERIFY = "verify"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class ModelsConfig:
    """What ``models`` was asked to do.

    Attributes:
        action: List, download, verify or import.
        names: Files to restrict it to, with or without their ending; empty for all.
        folder: Folder of models, None for the user's.
        source: Folder to import from.
        json: Print JSON instead of lines (``list`` only).
    """

    action: ModelsAction
    names: tuple[str, ...] = ()
    folder: Path | None = None
    source: Path | None = None
    json: bool = False
