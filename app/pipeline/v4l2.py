"""Linux's video devices as the kernel lists them: cameras, and loopbacks that act as cameras."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SYSFS: Final = Path("/sys/class/video4linux")
DEV: Final = Path("/dev")

_LINK_FOLDERS = ("v4l/by-id", "v4l/by-path")
"""udev's names that outlive a restart, best first: by serial number, then by plug."""

_LOOPBACK_MARK = "max_openers"
"""An attribute in sysfs that only v4l2loopback gives its devices."""

_QUERY_CAPABILITIES = 0x80685600
_CAPABILITY_BYTES = 104
_CAPABILITIES = struct.Struct("=84xII12x")
_CAN_CAPTURE, _HAS_DEVICE_CAPABILITIES = 0x1, 0x80000000


@dataclass(frozen=True, slots=True)
class VideoNode:
    """One ``/dev/videoN``; a camera often has several.

    Attributes:
        index: Its number.
        name: What the driver calls it.
        path: ``/dev/videoN``.
        stable_path: The same by serial number or plug where udev gives such a name, else ``path``.
        loopback: Made by v4l2loopback: programs write to it what others read.
    """

    index: int
    name: str
    path: Path
    stable_path: Path
    loopback: bool


def video_nodes(sysfs: Path = SYSFS, dev: Path = DEV) -> list[VideoNode]:
    """All video devices by number; none where the kernel has no video support.

    Args:
        sysfs: Where the kernel lists them.
        dev: Where their nodes are.
    """
    links = _stable_links(dev)
    nodes = []
    for entry in _entries(sysfs):
        path = dev / entry.name
        stable = links.get(path.resolve(), path)
        loopback = (entry / _LOOPBACK_MARK).exists()
        nodes.append(VideoNode(int(entry.name[5:]), _name(entry), path, stable, loopback))
    return sorted(nodes, key=lambda node: node.index)


def find_node(name: str, sysfs: Path = SYSFS, dev: Path = DEV) -> VideoNode | None:
    """The device of that name, the lowest number if several have it; a loopback goes first.

    Args:
        name: What the driver calls it, as v4l2loopback's ``card_label``.
        sysfs: Where the kernel lists them.
        dev: Where their nodes are.
    """
    named = [node for node in video_nodes(sysfs, dev) if node.name == name]
    return min(named, key=lambda node: not node.loopback, default=None)


def node_name(path: Path, sysfs: Path = SYSFS) -> str | None:
    """What the driver calls the device behind a path or a link to it, None if it is not there."""
    try:
        entry = sysfs / path.resolve().name
        return _name(entry) if (entry / "name").exists() else None
    except (OSError, ValueError, RuntimeError):  # a loop of links
        return None


def captures(path: Path) -> bool:
    """Whether pictures can be read from a node; True where it does not let us ask."""
    import fcntl  # not on Windows

    answer = bytearray(_CAPABILITY_BYTES)
    try:
        with path.open("rb", buffering=0) as node:
            fcntl.ioctl(node, _QUERY_CAPABILITIES, answer)
    except OSError:
        return True
    driver, device = _CAPABILITIES.unpack(answer)
    return bool((device if driver & _HAS_DEVICE_CAPABILITIES else driver) & _CAN_CAPTURE)


def change_mark(sysfs: Path = SYSFS, dev: Path = DEV) -> object:
    """Something that compares unequal once a device came, went or changed its rights.

    It costs a few system calls; no device is opened.
    """
    nodes = tuple(_stamp(dev / entry.name) for entry in sorted(_entries(sysfs)))
    return nodes, tuple(_stamp(dev / folder) for folder in _LINK_FOLDERS)


def _entries(sysfs: Path) -> Iterator[Path]:
    try:
        yield from (entry for entry in sysfs.iterdir() if _is_video(entry.name))
    except OSError:  # no video support at all, or a device went while we looked
        return


def _is_video(name: str) -> bool:
    number = name.removeprefix("video")
    return number != name and number.isascii() and number.isdigit()


def _name(entry: Path) -> str:
    try:
        return (entry / "name").read_text(encoding="utf-8", errors="replace").strip() or entry.name
    except OSError:
        return entry.name


def _stable_links(dev: Path) -> dict[Path, Path]:
    """The best stable name of each node."""
    best: dict[Path, Path] = {}
    for folder in _LINK_FOLDERS:
        try:
            links = sorted((dev / folder).iterdir())
        except OSError:
            continue
        for link in links:
            best.setdefault(link.resolve(), link)
    return best


def _stamp(path: Path) -> tuple[str, int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return path.name, status.st_ino, status.st_mode, status.st_ctime_ns
