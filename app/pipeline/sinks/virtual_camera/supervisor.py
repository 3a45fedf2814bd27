"""Sees to it that there is a process that drives the camera."""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from app.errors import SinkError
from app.pipeline.sinks.virtual_camera.channel import ParentChannel
from app.pipeline.sinks.virtual_camera.child import CameraProcess
from app.pipeline.sinks.virtual_camera.finding import Finder, refusal, sink_name
from app.pipeline.sinks.virtual_camera.messages import Candidate, Order
from app.pipeline.sinks.virtual_camera.restarts import Fault, RestartPolicy

_log = logging.getLogger(__name__)

_LOOK_S: Final = 0.05
_HUNG_S: Final = 1.0
_OPEN_LIMIT_S: Final = 30.0
"""A cold start on a slow machine; a process that dies is noticed at once."""

_FIRST_TRIES: Final = 3
_BETWEEN_FIRST_TRIES_S: Final = 0.4
"""The camera may still be held by the process of a program that has just ended."""

_AGAIN: Final = "Start the output again; if that does not help, the computer"
_END_LIMIT_S: Final = 5.0


class Supervisor:
    """Runs the camera's process, and replaces it when it ends or hangs.

    Args:
        label: The camera's wanted name.
        find: Looks for cameras, before each start.
        channel: What is shared with the process.
        size: Width and height, pixels.
        fps: Frames per second.

    Attributes:
        camera: What the present process has open; the last one's while there is none.
        error: Set once there is no hope any more.

    Raises:
        SinkError: The camera cannot be opened.
    """

    def __init__(
        self, label: str, find: Finder, channel: ParentChannel, size: tuple[int, int], fps: float
    ) -> None:
        self._label, self._find, self._channel = label, find, channel
        self._size, self._fps = size, fps
        self._generation = 0
        self._candidates: tuple[Candidate, ...] = ()
        self._policy = RestartPolicy()
        self._stop = threading.Event()
        self.error: SinkError | None = None
        self._child: CameraProcess | None
        self._child, self.camera = self._open()
        self._works_since: float | None = time.monotonic()
        self._beat, self._beat_at = 0, time.monotonic()
        self._next_start = 0.0
        self._thread = threading.Thread(target=self._run, name="virtual-camera", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The process that has the camera, None while there is none."""
        child = self._child
        return None if child is None else child.pid

    def close(self) -> None:
        """Ends the process, which shows the placeholder before. May be called twice."""
        self._stop.set()
        self._thread.join(_END_LIMIT_S)

    # Opening, on the caller's thread.

    def _open(self) -> tuple[CameraProcess, Candidate]:
        for tries_left in reversed(range(_FIRST_TRIES)):
            child = self._start(ours=False)
            report = child.wait_for_report(_OPEN_LIMIT_S)
            if report is not None and report.opened is not None:
                return child, self._candidates[report.opened]
            fault = Fault.HUNG if child.alive else Fault.DIED
            child.kill()
            if report is None or not tries_left:
                break
            time.sleep(_BETWEEN_FIRST_TRIES_S)
        raise self._error_of(child, fault)

    def _start(self, *, ours: bool) -> CameraProcess:
        self._candidates = self._find()
        self._generation += 1
        self._channel.beat()
        block = self._channel.block
        order = Order(block.handle, self._generation, self._size, self._fps, self._candidates, ours)
        try:
            return CameraProcess(order, block.descriptors)
        except OSError as error:
            what, why = f"cannot open the {sink_name(self._label)}", f"its process does not start: {error}"
            raise SinkError(what, why, "Start the program again") from error

    def _error_of(self, child: CameraProcess, fault: Fault) -> SinkError:
        """Of a process that was ended: only then all that it said is known."""
        report = child.report
        if report is not None and report.opened is None:
            return refusal(self._label, self._candidates, report.errors)
        why = f"{fault.value} ({child.said})" if child.said else fault.value
        what = f"the {sink_name(self._label)} does not work"
        return SinkError(what, why, _AGAIN)

    # Watching, on a thread of its own.

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_S):
            self._channel.beat()
            try:
                self._look(time.monotonic())
            except SinkError as error:
                self._try_later(error, 0.0)
            except Exception as error:  # nobody would see a thread that is gone
                _log.exception("nobody looks after the virtual camera any more")
                self.error = SinkError(f"the {sink_name(self._label)} had to end", str(error), _AGAIN)
                break
        if self._child is not None:
            self._child.end()

    def _look(self, now: float) -> None:
        if self._child is None:
            if self.error is None and now >= self._next_start:
                self._child, self._works_since = self._start(ours=True), None
            return
        fault = self._fault(self._child, now)
        if fault is not None:
            self._replace(self._child, fault, now)

    def _fault(self, child: CameraProcess, now: float) -> Fault | None:
        report = child.report
        if report is None:
            if not child.alive:
                return Fault.DIED
            return Fault.HUNG if now - child.started_at > _OPEN_LIMIT_S else None
        if report.opened is None:
            return Fault.REFUSED
        if self._works_since is None:
            self.camera = self._candidates[report.opened]
            self._works_since = self._beat_at = now
            _log.info("%s is on the air again", sink_name(self.camera.name))
        if not child.alive:
            return Fault.DIED
        beat = self._channel.child_beat(child.generation)
        if beat != self._beat:
            self._beat, self._beat_at = beat, now
        if now - self._beat_at > _HUNG_S:
            return Fault.HUNG
        return Fault.COMPLAINED if child.complains else None

    def _replace(self, child: CameraProcess, fault: Fault, now: float) -> None:
        self._child = None
        child.kill()
        error = self._error_of(child, fault)
        worked_s = 0.0 if self._works_since is None else now - self._works_since
        _log.warning("%s: %s; it is started again", sink_name(self._label), error.why)
        self._try_later(error, worked_s)

    def _try_later(self, error: SinkError, worked_s: float) -> None:
        delay = self._policy.delay(worked_s)
        if delay is None:
            self.error = error
        else:
            self._next_start = time.monotonic() + delay
