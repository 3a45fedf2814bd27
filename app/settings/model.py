"""All that is remembered between starts, as frozen values with a default for everything."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.config import (
    HIGHEST_FPS,
    LARGEST_SIDE,
    LOWEST_FPS,
    SMALLEST_SIDE,
    USUAL_DISCLOSURE,
    Disclosure,
    EngineChoice,
    NetworkConfig,
)
from app.settings.hotkeys import DEFAULT_HOTKEYS, Hotkeys
from app.tuning import Tuning

_NETWORKS = NetworkConfig()
_TUNING = Tuning()


class Theme(Enum):
    """Colours of the window."""

    DARK = "dark"
    LIGHT = "light"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """What runs when Start is pressed.

    Attributes:
        camera_id: What ``--camera`` takes: a number, a device's path or id, a video, ``demo:``.
        camera_name: What to show for it while it is not plugged in; "" for the id itself.
        portrait: Picture to animate, None for the first one that ships with the program.
        engine: Engine asked for.
        networks: How the LivePortrait engine runs.
        output: What ``--output`` takes: ``vcam``, ``vcam:LABEL``, ``pipewire`` or ``null``.
        size: Width and height of the output, pixels, both even, 16 to 4096.
        fps: Output frames per second, 1 to 120.
        mirror_output: Viewers get the picture flipped left to right.
        mirror_movement: The portrait moves like a mirror image of the driver.
        disclosure: How viewers and files are told that the picture is synthetic.

    Raises:
        ValueError: Size or frame rate is out of range, or camera or output is empty.
    """

    camera_id: str = "0"
    camera_name: str = ""
    portrait: Path | None = None
    engine: EngineChoice = EngineChoice.AUTO
    networks: NetworkConfig = _NETWORKS
    output: str = "vcam"
    size: tuple[int, int] = (1280, 720)
    fps: float = 30.0
    mirror_output: bool = False
    mirror_movement: bool = False
    disclosure: Disclosure = USUAL_DISCLOSURE

    def __post_init__(self) -> None:
        if not self.camera_id.strip() or not self.output.strip():
            raise ValueError("camera and output must be named")
        if any(side % 2 or not SMALLEST_SIDE <= side <= LARGEST_SIDE for side in self.size):
            raise ValueError(f"width and height must be even, {SMALLEST_SIDE} to {LARGEST_SIDE} pixels")
        if not (math.isfinite(self.fps) and LOWEST_FPS <= self.fps <= HIGHEST_FPS):
            raise ValueError(f"the frame rate must be between {LOWEST_FPS:g} and {HIGHEST_FPS:g}")


@dataclass(frozen=True, slots=True)
class InterfaceSettings:
    """How the window looks and behaves.

    Attributes:
        theme: Dark, light, or as the system has it.
        language: ``en``, ``zh_CN``; "" follows the system.
        minimise_to_tray: Minimising leaves only the tray icon.
        show_landmarks: The preview has a small inset of the tracked landmarks.
        show_camera: That inset shows the camera's picture as well; never sent to the output.
        show_statistics: The statistics panel is open.
        show_badge: The preview says on it what is shown: live, frozen, placeholder.
        recordings_folder: Where recordings go, None for the system's folder of videos.
        snapshots_folder: Where snapshots go, None for the system's folder of pictures.
    """

    theme: Theme = Theme.DARK
    language: str = ""
    minimise_to_tray: bool = False
    show_landmarks: bool = False
    show_camera: bool = False
    show_statistics: bool = False
    show_badge: bool = True
    recordings_folder: Path | None = None
    snapshots_folder: Path | None = None

    @property
    def shows_camera(self) -> bool:
        """The camera's picture lies behind the landmarks, so it needs their inset."""
        return self.show_camera and self.show_landmarks


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """Where things stood on the screen, as Qt hands them out; empty for the first time.

    Attributes:
        geometry: Of ``saveGeometry``.
        state: Of the main window's ``saveState``.
        splitter: Of the splitter's ``saveState``.
    """

    geometry: bytes = b""
    state: bytes = b""
    splitter: bytes = b""


@dataclass(frozen=True, slots=True)
class AppSettings:
    """Everything; swapped whole.

    Attributes:
        stream: What runs when Start is pressed.
        tuning: Expression controls and strengths, as they were left.
        preset: Name of the preset last applied, "" for none.
        interface: How the window looks and behaves.
        window: Where things stood on the screen.
        hotkeys: Keys of every action.
        first_run_done: The wizard has been gone through or skipped.
        consent_given: The person has agreed to the terms of use of other people's faces.
    """

    stream: StreamSettings = StreamSettings()
    tuning: Tuning = _TUNING
    preset: str = ""
    interface: InterfaceSettings = InterfaceSettings()
    window: WindowSettings = WindowSettings()
    hotkeys: Hotkeys = DEFAULT_HOTKEYS
    first_run_done: bool = False
    consent_given: bool = False


DEFAULTS = AppSettings()
"""What a first start finds."""
