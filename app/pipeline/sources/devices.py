"""The cameras that are plugged in, with the names people know them by."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
from cv2_enumerate_cameras import enumerate_cameras

from app.errors import SourceError

if sys.platform == "win32":
    PLATFORM_BACKEND = cv2.CAP_DSHOW
elif sys.platform == "darwin":
    PLATFORM_BACKEND = cv2.CAP_AVFOUNDATION
else:
    PLATFORM_BACKEND = cv2.CAP_V4L2


@dataclass(frozen=True, slots=True)
class CameraDevice:
    """A camera as the system lists it.

    Attributes:
        index: Number that OpenCV opens it by.
        name: Name for people, not always unique.
        path: Device path, the same as long as the camera stays in its plug; empty where the
            system gives none.
        backend: OpenCV's number of the capture interface that listed it.
    """

    index: int
    name: str
    path: str
    backend: int


def list_cameras() -> list[CameraDevice]:
    """The cameras that are there now, by index."""
    found = (
        CameraDevice(
            index=int(camera.index),
            name=str(camera.name or f"camera {camera.index}"),
            path=str(camera.path or ""),
            backend=int(camera.backend or PLATFORM_BACKEND),
        )
        for camera in enumerate_cameras(PLATFORM_BACKEND)
    )
    return sorted(found, key=lambda camera: camera.index)


def find_camera(name: str, cameras: Sequence[CameraDevice]) -> CameraDevice:
    """The camera of that name: the whole name, or a beginning only one camera has; any case.

    Args:
        name: What was asked for.
        cameras: Where to look; the first wins among equal full names.

    Raises:
        SourceError: None has the name, or several begin with it.
    """
    wanted = name.casefold().strip()
    whole = [camera for camera in cameras if camera.name.casefold().strip() == wanted]
    begins = [camera for camera in cameras if camera.name.casefold().strip().startswith(wanted)]
    matches = whole[:1] or begins
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
    )


def describe_cameras(cameras: Sequence[CameraDevice]) -> str:
    """The cameras in one line for a message, "none" if there are none."""
    return ", ".join(f"{camera.index} ({camera.name})" for camera in cameras) or "none"
