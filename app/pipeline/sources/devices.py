"""The cameras that are plugged in, with the names people know them by."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.errors import Reason, SourceError
from app.pipeline.sinks.spec import DEFAULT_LABEL
from app.pipeline.v4l2 import DEV, SYSFS, VideoNode, captures, video_nodes

# OpenCV's numbers of the capture interfaces; importing OpenCV for them would be slow.
_DSHOW, _AVFOUNDATION, _V4L2 = 700, 1200, 200

if sys.platform == "win32":
    PLATFORM_BACKEND = _DSHOW
elif sys.platform == "darwin":
    PLATFORM_BACKEND = _AVFOUNDATION
else:
    PLATFORM_BACKEND = _V4L2

_OUTPUT_NAMES: Final = (DEFAULT_LABEL, "OBS Virtual Camera", "OBS-Camera", "Unity Video Capture")
"""What programs write to: reading them would feed our own picture back to us."""

_FED_BY_PHONES: Final = ("droidcam", "iriun")
"""Loopbacks that are cameras after all: a phone's pictures come out."""


@dataclass(frozen=True, slots=True)
class CameraDevice:
    """A camera as the system lists it.

    Attributes:
        index: Number that OpenCV opens it by now.
        name: Name for people, not always unique.
        path: Device path (macOS: unique id); empty where the system gives none.
        backend: OpenCV's number of the capture interface that listed it.
        id: What to keep in settings and give to ``--camera``: finds the same camera again after
            it was unplugged or the machine was started anew, as well as the system can tell.
        virtual: Some program's output, perhaps our own: opened when asked for, but not offered.
    """

    index: int
    name: str
    path: str
    backend: int
    id: str
    virtual: bool = False


def list_cameras() -> list[CameraDevice]:
    """The cameras to offer, by index: none that we or others write to.

    Raises:
        OSError: The system does not list them.
        RuntimeError: Likewise.
        ImportError: The package for this system is broken.
    """
    return [camera for camera in list_all_cameras() if not camera.virtual]


def list_all_cameras() -> list[CameraDevice]:
    """Everything the system calls a camera, by index. Raises as ``list_cameras``."""
    if sys.platform.startswith("linux"):
        return linux_cameras()
    from cv2_enumerate_cameras import enumerate_cameras

    found = [
        (int(camera.index), str(camera.name or f"camera {camera.index}"), str(camera.path or ""))
        for camera in enumerate_cameras(PLATFORM_BACKEND)
    ]
    names = [name for _, name, _ in found]
    cameras = (
        CameraDevice(
            index, name, path, PLATFORM_BACKEND, _identity(index, name, path, names), _is_output(name)
        )
        for index, name, path in found
    )
    return sorted(cameras, key=lambda camera: camera.index)


def linux_cameras(sysfs: Path = SYSFS, dev: Path = DEV) -> list[CameraDevice]:
    """The cameras of a Linux machine, named by serial number or plug where udev knows one.

    Args:
        sysfs: Where the kernel lists video devices.
        dev: Where their nodes are.
    """
    return [
        CameraDevice(
            node.index,
            node.name,
            str(node.path),
            _V4L2,
            str(node.stable_path),
            is_loopback_output(node) or _is_output(node.name),
        )
        for node in video_nodes(sysfs, dev)
        if captures(node.path)
    ]


def is_loopback_output(node: VideoNode) -> bool:
    """Whether a node waits for a program to write to it, rather than bring a phone's pictures."""
    return node.loopback and not node.name.casefold().startswith(_FED_BY_PHONES)


def _is_output(name: str) -> bool:
    """Whether a camera of that name is known to be some program's output."""
    return any(name.casefold().startswith(known.casefold()) for known in _OUTPUT_NAMES)


def find_camera(name: str, cameras: Sequence[CameraDevice]) -> CameraDevice:
    """The camera of that id or name: the whole of it, or a beginning only one camera has; any case.

    Args:
        name: What was asked for.
        cameras: Where to look; the first wins among equal full names.

    Raises:
        SourceError: None has the name, or several begin with it.
    """
    wanted = name.casefold().strip()
    same_id = [camera for camera in cameras if wanted in (camera.id.casefold(), camera.path.casefold())]
    whole = [camera for camera in cameras if camera.name.casefold().strip() == wanted]
    begins = [camera for camera in cameras if camera.name.casefold().strip().startswith(wanted)]
    matches = same_id[:1] or whole[:1] or begins
    if len(matches) == 1:
        return matches[0]
    if matches:
        several = describe_cameras(matches)
        raise SourceError(
            f"cannot open the camera '{name}'", f"several begin so: {several}", "Give more of its name"
        )
    raise SourceError(
        f"cannot open the camera '{name}'",
        f"there is no such camera or video file; the cameras here are: {describe_cameras(cameras)}",
        "Plug it in, or choose one that is there",
        reason=Reason.CAMERA_MISSING,
    )


def describe_cameras(cameras: Sequence[CameraDevice]) -> str:
    """The cameras in one line for a message, "none" if there are none."""
    return ", ".join(f"{camera.index} ({camera.name})" for camera in cameras) or "none"


def _identity(index: int, name: str, path: str, names: Sequence[str]) -> str:
    if path:
        return path
    return name if names.count(name) == 1 else str(index)
