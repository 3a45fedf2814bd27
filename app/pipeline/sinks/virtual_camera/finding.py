"""Which cameras may be opened under a name, and what it means when none can be."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from app.errors import Reason, SinkError
from app.pipeline.sinks.loopback_setup import RIGHTS_FIX, LinuxSystem, loopback_setup
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout
from app.pipeline.v4l2 import DEV, SYSFS, find_node

OBS_NAME: Final = "OBS Virtual Camera"

Finder: TypeAlias = Callable[[], tuple[Candidate, ...]]
"""Looks for cameras anew; raises ``SinkError`` when it is sure that there is none."""

_OBS: Final = Candidate(CameraBackend.OBS, None, PixelLayout.I420, OBS_NAME)
_BUSY_MARKS: Final = ("not a video output device", "resource busy")
_BUSY_FIX: Final = "Close the program that writes to it: another window of this one, or OBS"
_HELD_MARK: Final = "which fixes its size"
_HELD_FIX: Final = "Turn the camera off in the programs that use it, or choose that size here"
_ODD_FIX: Final = "Load the module anew: sudo modprobe -r v4l2loopback, then liveportrait-cam camera install"
_WINDOWS_FIX: Final = (
    "Install Unity Capture under that name "
    '(regsvr32 UnityCaptureFilter64.dll "/i:UnityCaptureName={label}"), or OBS Studio; '
    "if it is installed, close the program that uses it"
)
_PIPEWIRE_FIX: Final = "Restart PipeWire: systemctl --user restart pipewire wireplumber"
_MACOS_FIX: Final = (
    "Install OBS Studio 30 or later, start its virtual camera once, allow its extension, and stop it there"
)


def find_candidates(
    label: str, *, platform: str = sys.platform, sysfs: Path = SYSFS, dev: Path = DEV
) -> tuple[Candidate, ...]:
    """Cameras of that name, or that can stand in for it; the best first.

    Args:
        label: The wanted name.
        platform: ``sys.platform``.
        sysfs: Where Linux lists video devices.
        dev: Where their nodes are.

    Raises:
        SinkError: There is none, or none that this user may write to.
    """
    if platform == "win32":
        unity = Candidate(CameraBackend.UNITY_CAPTURE, label, PixelLayout.RGB, label)
        return unity, _OBS
    if platform == "darwin":
        return (_OBS,)
    return (_find_loopback(label, sysfs, dev),)


def refusal(
    label: str, candidates: Sequence[Candidate], errors: Sequence[str], *, platform: str = sys.platform
) -> SinkError:
    """What to tell when no candidate could be opened.

    Args:
        label: The wanted name.
        candidates: Those that were tried.
        errors: What each of them said.
        platform: ``sys.platform``.
    """
    said = "; ".join(
        f"{candidate.backend.value}: {error}" if len(candidates) > 1 else error
        for candidate, error in zip(candidates, errors, strict=False)
    )
    what = f"cannot open the {sink_name(label)}"
    if any(candidate.backend is CameraBackend.PIPEWIRE for candidate in candidates):
        return SinkError(what, said, _PIPEWIRE_FIX)
    if platform == "win32":
        return SinkError(what, said, _WINDOWS_FIX.format(label=label), reason=Reason.OUTPUT_MISSING)
    if platform == "darwin":
        return SinkError(what, said, _MACOS_FIX, reason=Reason.OUTPUT_MISSING)
    device = candidates[0].device if candidates else label
    if any(mark in said for mark in _BUSY_MARKS):
        why = f"another program is writing to {device} ({said})"
        return SinkError(what, why, _BUSY_FIX, reason=Reason.OUTPUT_BUSY)
    if _HELD_MARK in said:
        return SinkError(what, said, _HELD_FIX)
    return SinkError(what, f"{device} does not open ({said})", _ODD_FIX)


def sink_name(camera: str) -> str:
    """How a virtual camera is called in messages."""
    return f"virtual camera '{camera}'"


def _find_loopback(label: str, sysfs: Path, dev: Path) -> Candidate:
    node = find_node(label, sysfs, dev)
    what = f"cannot open the {sink_name(label)}"
    if node is None:
        fix = loopback_setup(LinuxSystem.here(), label).fix
        raise SinkError(what, "there is no such device", fix, reason=Reason.OUTPUT_MISSING)
    if node.path.exists() and not os.access(node.path, os.R_OK | os.W_OK):
        why = f"this user may not write to {node.path}"
        raise SinkError(what, why, RIGHTS_FIX, reason=Reason.OUTPUT_FORBIDDEN)
    return Candidate(CameraBackend.V4L2LOOPBACK, str(node.path), PixelLayout.I420, label)
