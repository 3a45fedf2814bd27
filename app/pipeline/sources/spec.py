"""What ``--camera`` may say, and how each of its forms is opened."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from app.errors import UsageError
from app.files import path_of
from app.pipeline.clock import Clock
from app.pipeline.sources.base import Source
from app.pipeline.sources.fake import FakeCamera
from app.pipeline.sources.fake_spec import Fake, parse_fake, shortened
from app.pipeline.sources.fresh import FreshSource

DEFAULT_SIZE = (640, 480)
DEFAULT_FPS = 30.0

_VIDEO_ENDINGS = frozenset(
    {".3gp", ".avi", ".flv", ".gif", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts"}
    | {".ogv", ".ts", ".webm", ".webp", ".wmv", ".y4m"}
)
_DEVICE_PATHS = ("/dev/", "\\\\?\\")
_FILE_PATHS = ("/", "./", "../", "~", ".\\", "..\\")


@dataclass(frozen=True, slots=True)
class CameraByIndex:
    """A camera by its number."""

    index: int


@dataclass(frozen=True, slots=True)
class CameraByPath:
    """A camera by its device path."""

    path: str


@dataclass(frozen=True, slots=True)
class CameraByName:
    """A camera by the name the system lists or its beginning, or by the id macOS gives it."""

    name: str


@dataclass(frozen=True, slots=True)
class VideoFile:
    """A video played as a camera."""

    path: Path


@dataclass(frozen=True, slots=True)
class Demo:
    """The scripted performer."""


SourceSpec: TypeAlias = CameraByIndex | CameraByPath | CameraByName | VideoFile | Demo | Fake


def parse_source(text: str) -> SourceSpec:
    """Reads a ``--camera`` argument.

    Args:
        text: A number, a device path, a camera's name, a video file, ``demo:``, or
            ``fake:[freeze=2-4,fail=5-6,block=7-8,black=9-10,open=busy,size=640x480,fps=30,duration=12]``
            with times in seconds from the first opening; a fault may be given several times, and
            ``5-`` lasts to the end.

    Raises:
        UsageError: It is empty, or has switches that do not exist or make no sense.
    """
    text = text.strip()
    if not text:
        raise UsageError("cannot choose a camera", "its name is empty", _FORMS)
    if text.isascii() and text.isdigit():
        return _parse_index(text)
    if text == "demo:":
        return Demo()
    if text.startswith("fake:"):
        return parse_fake(text.removeprefix("fake:"))
    if text.startswith(_DEVICE_PATHS):
        return CameraByPath(text)
    path = Path(text)
    if path.suffix.lower() in _VIDEO_ENDINGS or text.startswith(_FILE_PATHS) or _exists(path):
        return VideoFile(path_of(text))
    return CameraByName(text)


def open_source(
    spec: SourceSpec,
    *,
    clock: Clock,
    size_hint: tuple[int, int] = DEFAULT_SIZE,
    fps_hint: float = DEFAULT_FPS,
    loop: bool = False,
) -> Source:
    """Opens what was asked for.

    Args:
        spec: From ``parse_source``.
        clock: The session's clock.
        size_hint: Wished width and height, pixels; videos keep their own.
        fps_hint: Wished frames per second; videos keep their own.
        loop: A video begins again at its end.

    Raises:
        SourceError: It is not there or cannot be opened.
    """
    return source_opener(spec, clock=clock, size_hint=size_hint, fps_hint=fps_hint, loop=loop)()


def source_opener(
    spec: SourceSpec,
    *,
    clock: Clock,
    size_hint: tuple[int, int] = DEFAULT_SIZE,
    fps_hint: float = DEFAULT_FPS,
    loop: bool = False,
) -> Callable[[], Source]:
    """As ``open_source``, to be called again after a source broke.

    A fake camera's timetable goes on from the first opening, so a fault that is over stays over.
    """
    if isinstance(spec, Fake):
        open_fake = _fake_opener(spec, clock, size_hint, fps_hint)
        return lambda: FreshSource(open_fake())
    if isinstance(spec, VideoFile):
        return lambda: _open_video(spec.path, clock, loop)
    if isinstance(spec, Demo):
        return lambda: _open_demo(clock, size_hint, fps_hint)
    return lambda: FreshSource(_open_camera(spec, clock, size_hint, fps_hint))


def is_camera(spec: SourceSpec) -> bool:
    """Whether it is a device that may be unplugged and come back, not a file or a performance."""
    return not isinstance(spec, (VideoFile, Demo))


def _fake_opener(spec: Fake, clock: Clock, size: tuple[int, int], fps: float) -> Callable[[], Source]:
    started_at = clock.now()
    return lambda: FakeCamera(
        clock,
        spec.faults,
        size=spec.size or size,
        fps=spec.fps or fps,
        duration=spec.duration,
        started_at=started_at,
    )


def _open_video(path: Path, clock: Clock, loop: bool) -> Source:
    from app.pipeline.sources.video import VideoSource

    return VideoSource(path, clock, loop)


def _open_demo(clock: Clock, size: tuple[int, int], fps: float) -> Source:
    from app.pipeline.sources.performer import Performer

    return Performer(clock, size, fps)


def _open_camera(
    spec: CameraByIndex | CameraByPath | CameraByName, clock: Clock, size: tuple[int, int], fps: float
) -> Source:
    from app.pipeline.sources.camera import CameraSource
    from app.pipeline.sources.devices import find_camera, list_all_cameras
    from app.pipeline.v4l2 import node_name

    if isinstance(spec, CameraByIndex):
        return CameraSource(spec.index, clock, size=size, fps=fps)
    if isinstance(spec, CameraByPath) and sys.platform.startswith("linux"):
        return CameraSource(spec.path, clock, size=size, fps=fps, name=node_name(Path(spec.path)))
    wanted = spec.path if isinstance(spec, CameraByPath) else spec.name
    # Elsewhere OpenCV knows numbers only, and they change as cameras come and go.
    found = find_camera(wanted, list_all_cameras())
    return CameraSource(found.index, clock, size=size, fps=fps, backend=found.backend, name=found.name)


_FORMS = "Give a number, a device, a camera's name, a video file, demo: or fake:"


def _parse_index(text: str) -> CameraByIndex:
    if len(text) > 4:
        raise UsageError(f"cannot choose camera {shortened(text)}", "there is no such number", _FORMS)
    return CameraByIndex(int(text))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
