"""Opens a virtual camera through its driver; only the camera's process does that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from app.pipeline.sinks.virtual_camera.loopback import NO_OUTPUT, prepare_loopback, restore_output
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout, Pixels


class Camera(Protocol):
    """What is used of ``pyvirtualcam.Camera``."""

    def send(self, frame: Pixels) -> None: ...  # noqa: D102

    def close(self) -> None: ...  # noqa: D102


class Opener(Protocol):
    """Opens a camera through its driver, whatever that takes."""

    def __call__(self, candidate: Candidate, size: tuple[int, int], fps: float) -> Camera:
        """The camera.

        Raises:
            OSError: It cannot be had.
            RuntimeError: Likewise; drivers differ.
        """


class RefusedError(Exception):
    """No camera could be opened.

    Args:
        errors: What each of them said.
    """

    def __init__(self, errors: tuple[str, ...]) -> None:
        super().__init__(errors)
        self.errors = errors


def open_first(
    candidates: Sequence[Candidate], size: tuple[int, int], fps: float, opener: Opener
) -> tuple[int, Camera]:
    """Opens the first camera that can be had.

    Returns:
        Its place among the candidates, and the camera.

    Raises:
        RefusedError: None can.
    """
    errors: list[str] = []
    for place, candidate in enumerate(candidates):
        camera = _try(candidate, size, fps, opener, errors)
        if camera is not None:
            return place, camera
    raise RefusedError(tuple(errors))


def _try(
    candidate: Candidate, size: tuple[int, int], fps: float, opener: Opener, errors: list[str]
) -> Camera | None:
    try:
        return opener(candidate, size, fps)
    except (OSError, RuntimeError, ValueError) as error:
        errors.append(" ".join(str(error).split()) or type(error).__name__)
        return None


def open_camera(candidate: Candidate, size: tuple[int, int], fps: float, *, ours: bool = False) -> Camera:
    """See ``Opener``.

    Args:
        candidate: The camera.
        size: Width and height, pixels.
        fps: Frames per second.
        ours: A process of ours had it a moment ago.
    """
    if candidate.backend is CameraBackend.FAKE:
        from app.pipeline.sinks.virtual_camera.fake_camera import FakeCamera

        return FakeCamera(candidate.device, candidate.layout, size)
    if candidate.backend is CameraBackend.PIPEWIRE:
        from app.pipeline.sinks.virtual_camera.gstreamer import GStreamerCamera

        return GStreamerCamera(candidate.device or "", size, fps)
    if candidate.backend is CameraBackend.V4L2LOOPBACK and candidate.device is not None:
        return open_loopback(candidate, size, fps, _open_with_pyvirtualcam, ours=ours)
    return _open_with_pyvirtualcam(candidate, size, fps)


def open_loopback(
    candidate: Candidate, size: tuple[int, int], fps: float, opener: Opener, *, ours: bool
) -> Camera:
    """Opens a v4l2loopback device, also one that lost its output side; see ``loopback``."""
    prepare_loopback(candidate, size)
    try:
        return opener(candidate, size, fps)
    except RuntimeError as error:
        if NO_OUTPUT not in str(error) or candidate.device is None:
            raise
    restore_output(Path(candidate.device), ours=ours)
    return opener(candidate, size, fps)


def _open_with_pyvirtualcam(candidate: Candidate, size: tuple[int, int], fps: float) -> Camera:
    try:
        import pyvirtualcam
    except ImportError as error:
        raise RuntimeError(f"pyvirtualcam cannot be loaded: {error}") from error
    formats = pyvirtualcam.PixelFormat
    layout = formats.I420 if candidate.layout is PixelLayout.I420 else formats.RGB
    if candidate.backend.value not in pyvirtualcam.camera.BACKENDS:
        raise RuntimeError(f"pyvirtualcam has no {candidate.backend.value} on this system")
    width, height = size
    camera: Any = pyvirtualcam.Camera(
        width, height, fps, fmt=layout, device=candidate.device, backend=candidate.backend.value
    )
    opened: Camera = camera
    return opened
