"""A real camera, through OpenCV."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from app.errors import Reason, SourceError
from app.pipeline.clock import Clock
from app.pipeline.sources.devices import PLATFORM_BACKEND
from app.pipeline.types import Frame, RGBImage

_FIRST_FRAME_LIMIT_S = 10.0
_FRAME_LIMIT_S = 2.0
_MAX_FAILED_READS = 10
_JOIN_LIMIT_S = 0.5


class Capture(Protocol):
    """What is used of ``cv2.VideoCapture``; images are BGR."""

    def isOpened(self) -> bool: ...  # noqa: N802, D102

    def read(self) -> tuple[bool, Any]: ...  # noqa: D102

    def get(self, propId: int) -> float: ...  # noqa: N803, D102

    def set(self, propId: int, value: float) -> bool: ...  # noqa: N803, D102

    def release(self) -> None: ...  # noqa: D102


class CameraSource:
    """Delivers the newest picture of a camera.

    A thread of its own empties the driver's queue, so a slow reader gets fresh pictures (and a
    gap in their indices), and a driver that hangs cannot hang the reader.

    Args:
        device: OpenCV's index, or a device path.
        clock: Stamps the frames and limits the waiting.
        size: Wished width and height, pixels; the camera may give another.
        fps: Wished frames per second.
        backend: OpenCV's number of the capture interface.
        name: Name for messages.
        open_capture: Opens the device; replaced in tests.

    Raises:
        SourceError: The camera is absent, busy or forbidden.
    """

    def __init__(
        self,
        device: int | str,
        clock: Clock,
        *,
        size: tuple[int, int] = (1280, 720),
        fps: float = 30.0,
        backend: int = PLATFORM_BACKEND,
        name: str | None = None,
        open_capture: Callable[[int | str, int], Capture] | None = None,
    ) -> None:
        self.name = name or f"camera {device}"
        self._clock = clock
        with _quiet_opencv():
            self._capture = _open(device, backend, self.name, open_capture or _open_with_opencv)
            _configure(self._capture, size, fps)
        width, height = (int(self._capture.get(prop)) for prop in _SIZE_PROPERTIES)
        self._size = (width, height) if width > 0 and height > 0 else size
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._fps = float(rate) if 1 <= rate <= 1000 else fps
        self._limit_s = _FIRST_FRAME_LIMIT_S
        self._newest: Frame | None = None
        self._error: SourceError | None = None
        self._lock = threading.Lock()
        self._arrived = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._grab_all, name="camera", daemon=True)
        self._thread.start()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return self._size

    @property
    def fps(self) -> float:
        """Frames per second the camera claims."""
        return self._fps

    def read(self) -> Frame | None:
        """The newest picture that was not read yet; None once closed.

        Raises:
            SourceError: The camera failed repeatedly, or gave nothing for too long.
        """
        arrived = self._clock.wait(self._limit_s, self._arrived)
        if self._closed.is_set():
            return None
        with self._lock:
            frame, self._newest = self._newest, None
            self._arrived.clear()
            error = self._error
        if frame is not None:
            self._limit_s = _FRAME_LIMIT_S
            return Frame(_to_rgb(frame.image), frame.index, frame.captured_at)
        if error is not None:
            raise error
        why = "it stopped answering" if not arrived else "it gave no picture"
        raise _broken(self.name, why)

    def close(self) -> None:
        """Ends a waiting read; the device is let go as soon as the driver returns."""
        self._closed.set()
        self._arrived.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(_JOIN_LIMIT_S)

    def _grab_all(self) -> None:
        # Releasing while another thread reads crashes some drivers: only this one touches it.
        try:
            self._grab_until_closed()
        finally:
            self._capture.release()

    def _grab_until_closed(self) -> None:
        index = failures = 0
        while not self._closed.is_set():
            image = self._grab()
            if image is not None:
                failures = 0
                self._publish(Frame(image, index, self._clock.now()))
                index += 1
                continue
            failures += 1
            if failures >= _MAX_FAILED_READS:
                self._fail(_broken(self.name, "it was unplugged, or its driver fails"))
                return
            self._clock.wait(1 / self._fps, self._closed)

    def _grab(self) -> RGBImage | None:
        try:
            succeeded, image = self._capture.read()
        except cv2.error:
            return None
        return np.asarray(image, dtype=np.uint8) if succeeded and image is not None else None

    def _publish(self, frame: Frame) -> None:
        with self._lock:
            self._newest = frame
            self._arrived.set()

    def _fail(self, error: SourceError) -> None:
        with self._lock:
            self._error = error
            self._arrived.set()


_SIZE_PROPERTIES = (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT)


def _open_with_opencv(device: int | str, backend: int) -> Capture:
    # OpenCV's two constructors, by number and by path, are typed apart.
    if isinstance(device, int):
        return cv2.VideoCapture(device, backend)
    return cv2.VideoCapture(device, backend)


def _open(device: int | str, backend: int, name: str, opener: Callable[[int | str, int], Capture]) -> Capture:
    try:
        capture = opener(device, backend)
    except cv2.error as error:
        raise _unopened(device, name) from error
    if not capture.isOpened():
        capture.release()
        raise _unopened(device, name)
    return capture


def _configure(capture: Capture, size: tuple[int, int], fps: float) -> None:
    width, height = size
    if width * height > 640 * 480:
        # Over USB 2 only compressed pictures come at 30 per second in larger sizes.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
    capture.set(cv2.CAP_PROP_FPS, fps)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)


def _to_rgb(image: RGBImage) -> RGBImage:
    if image.ndim == 2 or image.shape[2] == 1:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _unopened(device: int | str, name: str) -> SourceError:
    what = f"cannot open the {name}" if name.startswith("camera ") else f"cannot open the camera '{name}'"
    node = Path(f"/dev/video{device}" if isinstance(device, int) else device)
    if sys.platform != "linux":
        return SourceError(
            what,
            "it is not there, another program is using it, or this program may not use it",
            "Plug it in, close other programs that show it, and allow camera access in the privacy settings",
            reason=Reason.CAMERA_REFUSED,
        )
    if not node.exists():
        fix = "Plug the camera in; 'doctor' lists what is there"
        return SourceError(what, f"{node} is not there", fix, reason=Reason.CAMERA_MISSING)
    if not os.access(node, os.R_OK | os.W_OK):
        fix = "Add the user to the group 'video' and log in again"
        return SourceError(what, f"this user may not use {node}", fix, reason=Reason.CAMERA_FORBIDDEN)
    why = "another program is using it, or it is not a camera"
    fix = "Close other programs that show the camera"
    return SourceError(what, why, fix, reason=Reason.CAMERA_BUSY)


def _broken(name: str, why: str) -> SourceError:
    return SourceError(f"cannot read the {name}", why, "Plug the camera in again", reason=Reason.CAMERA_LOST)


@contextlib.contextmanager
def _quiet_opencv() -> Iterator[None]:
    # OpenCV writes its own lines to the terminal when a camera does not open; ours say it better.
    before = cv2.getLogLevel()
    cv2.setLogLevel(0)
    try:
        yield
    finally:
        cv2.setLogLevel(before)
