"""The virtual cameras that can be written to, and how to get one where there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.errors import Reason
from app.pipeline.sinks.loopback_setup import RIGHTS_FIX, LinuxSystem, loopback_setup
from app.pipeline.sinks.pipewire_setup import PIPEWIRE_NAME, PipeWireSystem
from app.pipeline.sinks.spec import DEFAULT_LABEL
from app.pipeline.sinks.windows_cameras import WindowsCamera, WindowsMaker, registered_cameras
from app.pipeline.sources.devices import is_loopback_output
from app.pipeline.v4l2 import DEV, SYSFS, video_nodes

OBS_NAME: Final = "OBS Virtual Camera"

_WINDOWS_FIX = (
    "Install Unity Capture under that name, in a command prompt run as administrator: "
    f'regsvr32 UnityCaptureFilter64.dll "/i:UnityCaptureName={DEFAULT_LABEL}"; or install OBS Studio'
)
_MACOS_FIX = "Install OBS Studio 30 or later, start its virtual camera once and allow its extension"
_MACOS_MARKS = (
    (Path("/Library/SystemExtensions"), "*/com.obsproject.obs-studio.mac-camera-extension.systemextension"),
    (Path("/Library/CoreMediaIO/Plug-Ins/DAL"), "obs-mac-virtualcam.plugin"),
)


@dataclass(frozen=True, slots=True)
class VirtualCameraDevice:
    """A virtual camera to offer.

    Attributes:
        id: What ``--output`` takes: ``vcam``, ``vcam:LABEL`` or ``pipewire``.
        name: What meeting programs call it; PipeWire's has that word more here.
        available: It can be opened, unless another program has it.
        fix: What to do where it is not available, in one line.
    """

    id: str
    name: str
    available: bool
    fix: str = ""


@dataclass(frozen=True, slots=True)
class VirtualCameraCheck:
    """Whether there is a virtual camera to show ourselves through.

    Attributes:
        ok: There is one.
        detail: Which, or what is missing.
        fix: What to do, in one line; empty where all is well.
        commands: The same as lines for a terminal, where that is how it is done.
        reason: Of what is missing, None where all is well.
    """

    ok: bool
    detail: str
    fix: str = ""
    commands: tuple[str, ...] = ()
    reason: Reason | None = None


def list_virtual_cameras() -> tuple[VirtualCameraDevice, ...]:
    """The virtual cameras of this machine, ours first even where it has yet to be installed."""
    if sys.platform.startswith("linux"):
        return *linux_outputs(), *pipewire_outputs()
    if sys.platform == "win32":
        return windows_outputs(registered_cameras())
    return macos_outputs()


def check_virtual_camera() -> VirtualCameraCheck:
    """Whether ours, or one that stands in for it, is there; otherwise what to do on this very system."""
    if sys.platform.startswith("linux"):
        return check_loopback()
    cameras = list_virtual_cameras()
    usable = next((camera for camera in cameras if camera.available), None)
    if usable is not None:
        return VirtualCameraCheck(True, usable.name)
    why, fix = "no virtual camera is installed", cameras[0].fix
    return VirtualCameraCheck(False, why, fix, reason=Reason.OUTPUT_MISSING)


def linux_outputs(sysfs: Path = SYSFS, dev: Path = DEV) -> tuple[VirtualCameraDevice, ...]:
    """The loopback devices of a Linux machine.

    Args:
        sysfs: Where the kernel lists video devices.
        dev: Where their nodes are.
    """
    labels: dict[str, bool] = {}
    for node in video_nodes(sysfs, dev):
        if is_loopback_output(node) or node.name == DEFAULT_LABEL:
            labels.setdefault(node.name, os.access(node.path, os.W_OK))
    ours = labels.pop(DEFAULT_LABEL, None)
    fix = check_loopback(sysfs, dev).fix if not ours else ""
    first = VirtualCameraDevice("vcam", DEFAULT_LABEL, bool(ours), fix)
    return first, *(_loopback(label, writable) for label, writable in labels.items())


def pipewire_outputs(system: PipeWireSystem | None = None) -> tuple[VirtualCameraDevice, ...]:
    """PipeWire's camera, where PipeWire runs.

    Args:
        system: What there is on the machine, None to find out.
    """
    system = system or PipeWireSystem.here()
    if system.socket is None:
        return ()
    return (VirtualCameraDevice("pipewire", PIPEWIRE_NAME, not system.obstacle, system.fix),)


def check_loopback(
    sysfs: Path = SYSFS, dev: Path = DEV, system: LinuxSystem | None = None
) -> VirtualCameraCheck:
    """Looks for our loopback device.

    Args:
        sysfs: Where the kernel lists video devices.
        dev: Where their nodes are.
        system: What to know of the machine for the advice, None to find out.
    """
    for node in video_nodes(sysfs, dev):
        if node.name == DEFAULT_LABEL:
            if os.access(node.path, os.W_OK):
                return VirtualCameraCheck(True, str(node.path))
            why = f"this user may not write to {node.path}"
            return VirtualCameraCheck(False, why, RIGHTS_FIX, reason=Reason.OUTPUT_FORBIDDEN)
    setup = loopback_setup(system or LinuxSystem.here())
    why = f"no device called {DEFAULT_LABEL!r}"
    return VirtualCameraCheck(False, why, setup.fix, setup.commands, Reason.OUTPUT_MISSING)


def windows_outputs(registered: Sequence[WindowsCamera]) -> tuple[VirtualCameraDevice, ...]:
    """Unity Capture's devices under their names, and OBS's.

    Args:
        registered: What the registry has.
    """
    unity = [camera.name for camera in registered if camera.maker is WindowsMaker.UNITY_CAPTURE]
    obs = any(camera.maker is WindowsMaker.OBS for camera in registered)
    ours = DEFAULT_LABEL in unity
    outputs = [VirtualCameraDevice("vcam", DEFAULT_LABEL, ours, "" if ours else _WINDOWS_FIX)]
    outputs += [
        VirtualCameraDevice(f"vcam:{name}", name, True)
        for name in dict.fromkeys(unity)
        if name != DEFAULT_LABEL
    ]
    if obs:
        outputs.append(VirtualCameraDevice(f"vcam:{OBS_NAME}", OBS_NAME, True))
    return tuple(outputs)


def macos_outputs(installed: Callable[[], bool] | None = None) -> tuple[VirtualCameraDevice, ...]:
    """OBS's camera, the only one there is.

    Args:
        installed: Tells whether its extension is there; None looks.
    """
    there = (installed or _obs_on_macos)()
    return (VirtualCameraDevice("vcam", OBS_NAME, there, "" if there else _MACOS_FIX),)


def _loopback(label: str, writable: bool) -> VirtualCameraDevice:
    return VirtualCameraDevice(f"vcam:{label}", label, writable, "" if writable else RIGHTS_FIX)


def _obs_on_macos() -> bool:
    return any(next(folder.glob(pattern), None) is not None for folder, pattern in _MACOS_MARKS)
