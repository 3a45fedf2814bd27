"""What a person can choose, wherever it is asked for: engines, devices, formats, what is streamed.

Nothing heavy is imported here; the command line and the window build these before they know what to load.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.tuning import MotionMode as MotionMode  # known from here, too

SMALLEST_SIDE, LARGEST_SIDE = 16, 4096
"""What a frame's width and height can be, in pixels."""

LOWEST_FPS, HIGHEST_FPS = 1.0, 120.0
"""What an output's frame rate can be."""


class EngineChoice(Enum):
    """Which engine draws the portrait."""

    AUTO = "auto"
    MESH = "mesh"
    LIVEPORTRAIT = "liveportrait"


class Precision(Enum):
    """Of the LivePortrait networks."""

    AUTO = "auto"
    FLOAT32 = "float32"
    FLOAT16 = "float16"
    BFLOAT16 = "bfloat16"


@dataclass(frozen=True, slots=True)
class Mirror:
    """How left and right are exchanged.

    Attributes:
        picture: The whole output is turned over, the portrait with it.
        movement: The portrait moves as one's mirror image does, and stays as it was painted.
    """

    picture: bool = False
    movement: bool = False


NOT_MIRRORED = Mirror()


class Corner(Enum):
    """Of a picture."""

    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM_RIGHT = "bottom-right"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """How what comes out says that it is synthetic.

    Attributes:
        label: In the metadata of files. What a picture or video that goes in says is kept all the same.
        badge: Where the sign "AI" stands in the picture, None for nowhere.
    """

    label: bool = True
    badge: Corner | None = None


USUAL_DISCLOSURE = Disclosure()


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """How the LivePortrait engine runs; the mesh engine has nothing of this.

    Attributes:
        device: ``auto``, ``cuda``, ``cuda:1``, ``mps`` or ``cpu``.
        precision: Of weights and maps.
        eye_retargeting: Open and shut the portrait's eyes by the driver's eye ratios.
        lip_retargeting: The same for lips.
    """

    device: str = "auto"
    precision: Precision = Precision.AUTO
    eye_retargeting: bool = False
    lip_retargeting: bool = False


@dataclass(frozen=True, slots=True)
class StreamConfig:
    """What the desktop app streams. Swapped whole; every difference is applied while live.

    Attributes:
        portrait: Picture to animate, None for the one that ships with the program.
        camera: Source, as ``RunConfig.camera``.
        engine: Engine asked for.
        networks: How the LivePortrait engine runs.
        outputs: Sinks besides the preview and recordings; may be empty.
        size: Width and height of the output, pixels, both even.
        fps: Output frames per second.
        mirror: How left and right are exchanged.
        disclosure: How the outputs say that they are synthetic.
    """

    portrait: Path | None = None
    camera: str = "0"
    engine: EngineChoice = EngineChoice.AUTO
    networks: NetworkConfig = NetworkConfig()
    outputs: tuple[str, ...] = ("vcam",)
    size: tuple[int, int] = (1280, 720)
    fps: float = 30.0
    mirror: Mirror = NOT_MIRRORED
    disclosure: Disclosure = USUAL_DISCLOSURE


class StickerFormat(Enum):
    """What kind of file a sticker becomes."""

    WEBP = "webp"
    GIF = "gif"
    APNG = "apng"
    PNG = "png"


class StickerBackground(Enum):
    """What is behind the head of a sticker."""

    TRANSPARENT = "transparent"
    ORIGINAL = "original"


STICKER_SIZES = (240, 512)
"""Sides of a sticker, pixels."""
