"""Keeps an eye on what is plugged in, so that pickers can follow without asking the system."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.pipeline import v4l2
from app.pipeline.clock import Clock, SystemClock
from app.pipeline.sinks.devices import VirtualCameraDevice, list_virtual_cameras
from app.pipeline.sinks.virtual_camera.pipewire_daemon import daemon_socket
from app.pipeline.sources.devices import CameraDevice, list_cameras
from app.pipeline.worker import Worker

_log = logging.getLogger(__name__)

_MOST_CPU_SHARE = 0.002
"""Of a core, for listing where a change cannot be seen without listing."""
_LONGEST_WAIT_S = 10.0
_JOIN_LIMIT_S = 2.0

_Device = TypeVar("_Device")

ChangeMark = Callable[[], object]
"""Something cheap that compares unequal after a device came or went; None if one has to look."""


@dataclass(frozen=True, slots=True)
class DevicesSnapshot:
    """What was there at the last look.

    Attributes:
        cameras: Cameras to offer.
        outputs: Virtual cameras to offer, ours first.
        serial: 0 before the first look, then one more with every change.
    """

    cameras: tuple[CameraDevice, ...] = ()
    outputs: tuple[VirtualCameraDevice, ...] = ()
    serial: int = 0


class DeviceWatch:
    """Lists devices again and again on a thread of its own.

    Drivers are only ever asked there: one that hangs leaves the last snapshot standing. Where the
    system can tell cheaply that nothing changed, nothing is listed; elsewhere the pauses are as
    long as listing stays under 0.2 % of a core, but never over 10 seconds.

    Args:
        cameras: Lists the cameras.
        outputs: Lists the virtual cameras.
        every_s: Shortest pause between two looks, seconds.
        mark: Tells whether to list; the system's own if not given.
        clock: Time; replaced in tests.
        cpu_time: Seconds the calling thread has computed; replaced in tests.
    """

    def __init__(
        self,
        cameras: Callable[[], Sequence[CameraDevice]] = list_cameras,
        outputs: Callable[[], Sequence[VirtualCameraDevice]] = list_virtual_cameras,
        every_s: float = 2.0,
        *,
        mark: ChangeMark | None = None,
        clock: Clock | None = None,
        cpu_time: Callable[[], float] = time.thread_time,
    ) -> None:
        self._cameras, self._outputs, self._every_s = cameras, outputs, every_s
        self._mark = mark or (_linux_mark if sys.platform.startswith("linux") else _unknown)
        self._clock = clock or SystemClock()
        self._cpu_time = cpu_time
        self._snapshot = DevicesSnapshot()
        self._seen: object = None
        self._problem = ""
        self._wake = threading.Event()
        self._closed = False
        self._worker = Worker("device watch", self._run, lambda _error: None)

    def start(self) -> None:
        """Starts looking."""
        self._worker.start()

    def snapshot(self) -> DevicesSnapshot:
        """What was there at the last look; returns at once."""
        return self._snapshot

    def refresh(self) -> None:
        """Asks for a look now; returns at once."""
        self._seen = None
        self._wake.set()

    def close(self) -> bool:
        """Stops looking; False if a driver still holds the thread. May be called twice."""
        self._closed = True
        self._wake.set()
        return self._worker.join(_JOIN_LIMIT_S)

    def look(self) -> float:
        """Lists the devices if something may have changed; returns the pause to make, seconds.

        For the watch's own thread, and for tests.
        """
        seen = self._mark()
        if seen is not None and seen == self._seen:
            return self._every_s
        self._seen = seen
        before = self._cpu_time()
        self._list()
        spent = self._cpu_time() - before
        if seen is not None:
            return self._every_s
        return min(max(self._every_s, spent / _MOST_CPU_SHARE), max(_LONGEST_WAIT_S, self._every_s))

    def _list(self) -> None:
        old = self._snapshot
        cameras = _listed(self._cameras, old.cameras, self._report)
        outputs = _listed(self._outputs, old.outputs, self._report)
        if old.serial == 0 or (cameras, outputs) != (old.cameras, old.outputs):
            self._snapshot = DevicesSnapshot(cameras, outputs, old.serial + 1)

    def _run(self) -> None:
        while not self._closed:
            self._wake.clear()
            pause = self.look()
            if not self._closed:
                self._clock.wait(pause, self._wake)

    def _report(self, error: Exception) -> None:
        problem = f"{type(error).__name__}: {error}"
        if problem != self._problem:  # once, not every two seconds
            self._problem = problem
            _log.warning("cannot list devices: %s", problem)


def _listed(
    listing: Callable[[], Sequence[_Device]],
    before: tuple[_Device, ...],
    report: Callable[[Exception], None],
) -> tuple[_Device, ...]:
    """What is listed; what was there before if listing fails."""
    try:
        return tuple(listing())
    except Exception as error:  # drivers and the packages over them raise nearly anything
        report(error)
        return before


def _linux_mark() -> object:
    return v4l2.change_mark(), daemon_socket(os.environ)


def _unknown() -> object:
    return None
