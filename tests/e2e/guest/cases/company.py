"""Other programs' loopback devices, beside ours or instead of it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import av

from app.pipeline.v4l2 import SYSFS
from tests.e2e.guest import driver
from tests.e2e.guest.cases.pattern import ON_AIR, show_picture
from tests.e2e.guest.program import run_program
from tests.e2e.guest.setting import FPS, SIZE, Guest, MissedError, expect
from tests.e2e.guest.watcher import Watcher

_FOREIGN = "OBS Virtual Camera"


def ours_second(guest: Guest) -> str:
    """Of two devices the one of our name is taken, and the other one is not touched."""
    driver.load(guest, [_FOREIGN, driver.LABEL])
    node, foreign = driver.our_node(), _node_of(_FOREIGN)
    expect(foreign.name < node.name, f"{_FOREIGN} is {foreign}, ours {node}")
    with _Untouched(foreign) as other, show_picture(guest, "second") as program:
        program.wait_for(ON_AIR)
        with Watcher(guest, node) as watcher:
            watcher.wait_for_patterns(FPS)
        other.check()
        program.stop()
    return f"{node.name} is taken, {foreign.name} ({_FOREIGN}) is not touched"


def ours_absent(guest: Guest) -> str:
    """Another program's device is no substitute; the file output goes on."""
    driver.load(guest, [_FOREIGN])
    film = Path("/tmp/absent.mp4")  # noqa: S108 - the guest's own
    outputs = ("--output", "vcam", "--output", f"file:{film}", "--size", f"{SIZE[0]}x{SIZE[1]}")
    slow = ("--fps", str(FPS), "--duration", "3")
    with _Untouched(_node_of(_FOREIGN)) as other:
        arguments = ("run", "--camera", "fake:", "--engine", "mesh", *outputs, *slow)
        ended = run_program(guest, "absent-run", *arguments)
        other.check()
    expect(ended.code == 0, ended.said)
    expect("there is no such device" in ended.said and "camera install" in ended.said, ended.said)
    with av.open(str(film)) as recorded:
        frames = sum(1 for _ in recorded.decode(video=0))
    expect(frames == 3 * FPS, f"{frames} frames were recorded")
    return f"named, with the fix; {frames} frames recorded all the same"


def install_beside(guest: Guest) -> str:
    """``camera install`` takes nothing from another program's device."""
    driver.load(guest, [_FOREIGN])
    with _Untouched(_node_of(_FOREIGN)) as other:
        ended = run_program(guest, "beside-install", "camera", "install")
        other.check()
    if ended.code == 0:  # the driver is new enough to add a device
        return f"added: {driver.our_node()}"
    expect("adds no devices" in ended.said and _FOREIGN in ended.said, ended.said)
    expect("modprobe -r" in ended.said, f"no fix: {ended.said}")
    left = [str(file) for file in driver.OPTION_FILES if file.exists()]
    expect(not left, f"it failed and left {left}")
    return "this driver adds none to it: named, with the fix, and nothing changed"


class _Untouched:
    """Notices whether somebody writes to a device, as a reader that waits for pictures."""

    def __init__(self, node: Path) -> None:
        self._format = SYSFS / node.name / "format"
        self._node = node
        self._descriptor = -1
        self._begin = time.monotonic()

    def __enter__(self) -> _Untouched:
        self._descriptor = os.open(self._node, os.O_RDONLY | os.O_NONBLOCK)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def check(self) -> None:
        """Looks whether a picture came, or a format was set.

        Raises:
            MissedError: So it is.
        """
        try:
            came = bool(os.read(self._descriptor, 1))
        except OSError:
            came = False
        if came or "@" in self._format.read_text().strip():
            raise MissedError(f"{self._node} was written to")


def _node_of(label: str) -> Path:
    for entry in SYSFS.glob("video*/name"):
        if entry.read_text().strip() == label:
            return Path("/dev") / entry.parent.name
    raise MissedError(f"no device is called {label!r}")
