"""v4l2loopback's devices, also those of version 0.12, which can be opened for writing only once.

There, with ``exclusive_caps``, a device loses its output side for good when a program has written to it
with plain ``write()``, as pyvirtualcam does; and nothing but pictures that keep coming tells that from a
device somebody is writing to at present.
"""

from __future__ import annotations

import contextlib
import os
import re
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.v4l2 import SYSFS

NO_OUTPUT: Final = "not a video output device"
"""What pyvirtualcam says of a device that is, at present, a pure capture device."""

_STREAM_ON, _OUTPUT = 0x40045612, struct.pack("=i", 2)
_WATCH_S: Final = 0.6
_LOOK_EVERY_S: Final = 0.02
_MOST_WAITING: Final = 64
"""Old pictures that may lie in the device's buffers."""

_HELD_SIZE: Final = re.compile(r":(\d+)x(\d+)@")


class LoopbackTakenError(RuntimeError):
    """Another program has the device, in a way that leaves no place for us."""


def prepare_loopback(candidate: Candidate, size: tuple[int, int], sysfs: Path = SYSFS) -> None:
    """Looks whether frames of that size can be written.

    Raises:
        LoopbackTakenError: Programs that read the device keep it at another size.
    """
    held = held_size(candidate, sysfs)
    if held is not None and held != size:
        raise LoopbackTakenError(f"a program reads it at {held[0]} x {held[1]}, which fixes its size")


def held_size(candidate: Candidate, sysfs: Path = SYSFS) -> tuple[int, int] | None:
    """Width and height, pixels, that programs which have the device open keep it at; None if none do."""
    if candidate.backend is not CameraBackend.V4L2LOOPBACK:
        return None
    found = _HELD_SIZE.search(_format(Path(candidate.device or ""), sysfs))
    return None if found is None else (int(found[1]), int(found[2]))


def restore_output(device: Path, *, ours: bool, sysfs: Path = SYSFS) -> None:
    """Brings back the output side of a device that nobody writes to.

    Starting an output stream (VIDIOC_STREAMON) makes us its writer, and a writer that leaves gives the
    output side back.

    Args:
        device: Its node.
        ours: We wrote to it last, so that there is no need to look whether others do.
        sysfs: Where the kernel lists video devices.

    Raises:
        LoopbackTakenError: Another program is writing to it.
    """
    import fcntl  # not on Windows

    if not ours and _is_held(device, sysfs) and is_written_to(device):
        raise LoopbackTakenError(f"{device} is {NO_OUTPUT} now: pictures are coming out of it")
    with contextlib.suppress(OSError), device.open("r+b", buffering=0) as node:
        fcntl.ioctl(node, _STREAM_ON, _OUTPUT)


def is_written_to(
    device: Path, *, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
) -> bool:
    """Whether new pictures come out of a device within 0.6 s; other readers do not notice."""
    try:
        node = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        for _ in range(_MOST_WAITING):
            if not _has_picture(node):
                break
        until = now() + _WATCH_S
        while now() < until:
            if _has_picture(node):
                return True
            sleep(_LOOK_EVERY_S)
        return False
    finally:
        os.close(node)


def _has_picture(node: int) -> bool:
    try:
        return bool(os.read(node, 1))
    except OSError:  # none now, or it cannot be read at all
        return False


def _format(device: Path, sysfs: Path) -> str:
    """As in ``YU12:640x480@30``; empty while no program has the device open."""
    try:
        return (sysfs / device.name / "format").read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _is_held(device: Path, sysfs: Path) -> bool:
    return bool(_format(device, sysfs))
