"""The checks of ``doctor``: each looks at one thing, quickly, and never raises."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.commands.findings import Finding, Verdict
from app.commands.network_checks import check_engine, check_gpu, check_weights
from app.errors import AppError
from app.paths import cache_dir
from app.pipeline.portrait.library import default_portrait
from app.pipeline.sinks import devices
from app.pipeline.sources.devices import list_cameras
from app.pipeline.torch_presence import GET_TORCH

_PACKAGES = ("numpy", "opencv-python", "mediapipe", "av", "torch", "PySide6_Essentials", "pyvirtualcam")
_STAND_INS = {"opencv-python": "opencv-python-headless"}
"""What a package of the program may have in place of another."""

_OLDEST_PYTHON, _FIRST_TOO_NEW = (3, 10), (3, 13)
_WANTED_FREE_BYTES = 2_000_000_000
_CODECS = ("h264", "libx264", "libvpx-vp9", "aac")
_FACE_MODEL = "modules/face_landmark/face_landmark_with_attention.tflite"


def check_python() -> list[Finding]:
    """The interpreter's version."""
    here = ".".join(map(str, sys.version_info[:3]))
    if _OLDEST_PYTHON <= sys.version_info[:2] < _FIRST_TOO_NEW:
        return [Finding("Python", Verdict.OK, here)]
    return [Finding("Python", Verdict.FAIL, here, "Use Python 3.10, 3.11 or 3.12")]


def check_packages() -> list[Finding]:
    """The packages the program leans on."""
    return [_package(name) for name in _PACKAGES]


def _package(name: str) -> Finding:
    for installed in filter(None, (name, _STAND_INS.get(name))):
        with suppress(PackageNotFoundError):
            return Finding(installed, Verdict.OK, version(installed))
    if name == "torch":
        return Finding(name, Verdict.WARN, "not in this package; only LivePortrait needs it", GET_TORCH)
    return Finding(name, Verdict.FAIL, "not installed", "Install the program again: pip install .")


def check_face_model() -> list[Finding]:
    """The face model that comes inside the mediapipe package."""
    spec = importlib.util.find_spec("mediapipe")
    root = None if spec is None or spec.origin is None else Path(spec.origin).parent
    if root is not None and (root / _FACE_MODEL).is_file():
        return [Finding("face model", Verdict.OK, "bundled")]
    return [Finding("face model", Verdict.FAIL, "missing", "Install mediapipe 0.10.21 again")]


def check_portrait() -> list[Finding]:
    """The portrait used when none is named."""
    try:
        return [Finding("default portrait", Verdict.OK, default_portrait().name)]
    except AppError as error:
        return [Finding("default portrait", Verdict.FAIL, error.why, error.fix)]


def check_cameras() -> list[Finding]:
    """Cameras the system lists."""
    try:
        names = sorted({camera.name for camera in list_cameras()})
    except (ImportError, OSError, RuntimeError) as error:
        return [Finding("cameras", Verdict.WARN, f"cannot be listed: {error}")]
    if names:
        return [Finding("cameras", Verdict.OK, ", ".join(names))]
    return [Finding("cameras", Verdict.WARN, "none found", "Plug one in, or use --camera demo:")]


def check_virtual_camera() -> list[Finding]:
    """A virtual camera to show ourselves through."""
    found = devices.check_virtual_camera()
    verdict = Verdict.OK if found.ok else Verdict.WARN
    return [Finding("virtual camera", verdict, found.detail, found.fix)]


def check_pipewire() -> list[Finding]:
    """A camera of PipeWire's, where PipeWire runs; nobody needs both."""
    found = next((one for one in devices.list_virtual_cameras() if one.id == "pipewire"), None)
    if found is None:
        return []
    how = "ready" if found.available else f"optional, to have it: {found.fix}"
    return [Finding("PipeWire camera", Verdict.OK, f"--output pipewire: {how}")]


def check_codecs() -> list[Finding]:
    """The codecs for reading and writing videos, inside PyAV."""
    try:
        import av

        missing = [name for name in _CODECS if name not in av.codecs_available]
    except ImportError as error:
        return [Finding("video codecs", Verdict.FAIL, str(error), "Install the av package again")]
    if missing:
        return [
            Finding("video codecs", Verdict.WARN, f"no {', '.join(missing)}", "Install the av package again")
        ]
    return [Finding("video codecs", Verdict.OK, ", ".join(_CODECS))]


def check_disk() -> list[Finding]:
    """Room for downloads, where they would go."""
    folder = next(place for place in (cache_dir(), *cache_dir().parents) if place.exists())
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1e9:.1f} GB free for downloads"
    if free >= _WANTED_FREE_BYTES:
        return [Finding("disk", Verdict.OK, detail)]
    return [Finding("disk", Verdict.WARN, detail, "Free 2 GB before downloading networks")]


def check_display() -> list[Finding]:
    """A display for the desktop app."""
    if not sys.platform.startswith("linux") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return [Finding("display", Verdict.OK, "there is one")]
    return [Finding("display", Verdict.WARN, "none; the commands work without one")]


CHECKS: Sequence[Callable[[], list[Finding]]] = (
    check_python,
    check_packages,
    check_face_model,
    check_portrait,
    check_cameras,
    check_virtual_camera,
    check_pipewire,
    check_gpu,
    check_weights,
    check_engine,
    check_codecs,
    check_disk,
    check_display,
)
