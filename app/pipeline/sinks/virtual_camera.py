"""The virtual camera that meeting programs see."""

from __future__ import annotations

import contextlib
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from app.errors import SinkError
from app.pipeline.sinks.spec import DEFAULT_LABEL
from app.pipeline.types import RGBImage

_VIDEO4LINUX = Path("/sys/class/video4linux")
_OBS_NAME = "OBS Virtual Camera"


class CameraHandle(Protocol):
    """What is used of ``pyvirtualcam.Camera``."""

    device: str

    def send(self, frame: RGBImage) -> None: ...  # noqa: D102

    def close(self) -> None: ...  # noqa: D102


OpenCamera = Callable[[tuple[int, int], float, str | None, str | None], CameraHandle]
"""Opens a virtual camera: size, frames per second, device, back end."""


class VirtualCameraSink:
    """Shows frames as a camera of the given name.

    Args:
        size: Width and height, pixels, both even.
        fps: Frames per second it is told to expect.
        label: The camera's name.
        platform: ``sys.platform``; replaced in tests.
        video4linux: Where Linux lists video devices; replaced in tests.
        open_camera: Opens the device; replaced in tests.

    Raises:
        SinkError: The virtual camera is not installed, or is in use, or the size is odd.
    """

    def __init__(
        self,
        size: tuple[int, int],
        fps: float,
        label: str = DEFAULT_LABEL,
        *,
        platform: str = sys.platform,
        video4linux: Path = _VIDEO4LINUX,
        open_camera: OpenCamera | None = None,
    ) -> None:
        self.name = f"virtual camera '{label}'"
        self._size = size
        if size[0] % 2 or size[1] % 2:
            why = f"{size[0]} x {size[1]} is odd, and meeting programs take even sizes only"
            raise SinkError(f"cannot open the {self.name}", why, "Choose an even width and height")
        opener = open_camera or _open_with_pyvirtualcam
        if platform == "linux":
            self._camera: CameraHandle | None = self._open_linux(opener, video4linux, label, fps)
        elif platform == "win32":
            self._camera = self._open_windows(opener, label, fps)
        else:
            self._camera = self._open_macos(opener, fps)

    def send(self, image: RGBImage) -> None:
        """Shows a frame, H x W x 3 uint8 RGB.

        Raises:
            SinkError: The device is gone or refuses the frame.
        """
        if self._camera is None:
            raise SinkError(f"cannot send to the {self.name}", "it is closed")
        try:
            self._camera.send(np.ascontiguousarray(image))
        except (OSError, RuntimeError, ValueError, TypeError) as error:
            raise SinkError(
                f"cannot send to the {self.name}", str(error), "Start the output again"
            ) from error

    def close(self) -> None:
        """Lets the device go."""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.close()

    def _open_linux(self, opener: OpenCamera, listing: Path, label: str, fps: float) -> CameraHandle:
        device = find_loopback(label, listing)
        if device is None:
            raise SinkError(f"cannot open the {self.name}", "there is no such device", _modprobe_hint(label))
        try:
            return self._open_loopback(opener, device, fps)
        except (OSError, RuntimeError) as error:
            why = f"{device} does not open ({error}); another program may be writing to it"
            fix = "Close that program, or load the module anew: sudo modprobe -r v4l2loopback"
            raise SinkError(f"cannot open the {self.name}", why, fix) from error

    def _open_loopback(self, opener: OpenCamera, device: str, fps: float) -> CameraHandle:
        try:
            return opener(self._size, fps, device, "v4l2loopback")
        except RuntimeError as error:
            if "not a video output device" not in str(error):
                raise
        _restore_output(device)
        return opener(self._size, fps, device, "v4l2loopback")

    def _open_windows(self, opener: OpenCamera, label: str, fps: float) -> CameraHandle:
        try:
            return opener(self._size, fps, label, "unitycapture")
        except (OSError, RuntimeError):
            return self._open_obs(
                opener,
                fps,
                f"Install Unity Capture under that name (regsvr32 UnityCaptureFilter64.dll "
                f'"/i:UnityCaptureName={label}"), or OBS Studio',
            )

    def _open_macos(self, opener: OpenCamera, fps: float) -> CameraHandle:
        return self._open_obs(opener, fps, "Install OBS Studio and start its virtual camera once")

    def _open_obs(self, opener: OpenCamera, fps: float, fix: str) -> CameraHandle:
        try:
            camera = opener(self._size, fps, None, "obs")
        except (OSError, RuntimeError) as error:
            raise SinkError(f"cannot open the {self.name}", str(error), fix) from error
        self.name = f"virtual camera '{_OBS_NAME}'"
        return camera


def find_loopback(label: str, listing: Path = _VIDEO4LINUX) -> str | None:
    """The device path of the video device with that name, the lowest number if several have it.

    Args:
        label: Name of the device, as v4l2loopback's ``card_label``.
        listing: ``/sys/class/video4linux``.
    """
    nodes = sorted(listing.glob("video*/name"), key=lambda name: (len(name.parent.name), name.parent.name))
    for node in nodes:
        try:
            found = node.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            continue
        if found == label:
            return f"/dev/{node.parent.name}"
    return None


def _restore_output(device: str) -> None:
    """Makes a v4l2loopback 0.12 device with exclusive_caps writable again.

    Its last writer left it a pure capture device; starting and dropping an output stream
    (VIDIOC_STREAMON) brings the output side back.
    """
    import fcntl

    stream_on, output = 0x40045612, struct.pack("=i", 2)
    with contextlib.suppress(OSError), Path(device).open("r+b", buffering=0) as node:
        fcntl.ioctl(node, stream_on, output)


def _modprobe_hint(label: str) -> str:
    return (
        "Install v4l2loopback (Debian and Ubuntu: sudo apt install v4l2loopback-dkms), then run: "
        f'sudo modprobe v4l2loopback exclusive_caps=1 card_label="{label}"'
    )


def _open_with_pyvirtualcam(
    size: tuple[int, int], fps: float, device: str | None, backend: str | None
) -> CameraHandle:
    try:
        import pyvirtualcam
    except ImportError as error:
        raise RuntimeError(f"pyvirtualcam cannot be loaded: {error}") from error
    width, height = size
    camera: Any = pyvirtualcam.Camera(width, height, fps, device=device, backend=backend)
    handle: CameraHandle = camera
    return handle
