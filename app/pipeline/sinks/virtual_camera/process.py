"""The camera's process: sends to the driver at a constant rate, by its own clock.

Started by the sink as ``python -m`` this module, or as a hidden command of the packaged program.
It imports nothing but numpy and pyvirtualcam.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial
from typing import Final

from app.pipeline.sinks.virtual_camera.cameras import Camera, RefusedError, open_camera, open_first
from app.pipeline.sinks.virtual_camera.channel import Arrived, ChildChannel, channel_bytes
from app.pipeline.sinks.virtual_camera.messages import Order, Report
from app.pipeline.sinks.virtual_camera.schedule import FrameSchedule, OnAirPicture
from app.pipeline.sinks.virtual_camera.shared_block import SharedBlock

OK, REFUSED = 0, 1

_BEAT_S: Final = 0.1
_PARENT_LIMIT_S: Final = 10.0
_HUNG_LIMIT_S: Final = 5.0
"""A driver that does not come back for so long ends the process, even if nobody else does."""

_WATCH_EVERY_S: Final = 1.0
_FAREWELL_FRAMES: Final = 3
_FAREWELL_PERIOD_S: Final = 0.1
"""At most; a reader may still be busy with the frame before."""


def main(arguments: Sequence[str]) -> int:
    """Runs until the parent closes our standard input, or is gone.

    Args:
        arguments: One, an ``Order``.
    """
    order = Order.from_argument(arguments[0])
    parent_gone = _watch_parent()
    _tick_finely()
    try:
        place, camera = open_first(
            order.candidates, order.size, order.fps, partial(open_camera, ours=order.ours)
        )
    except RefusedError as error:
        _say(Report(None, error.errors))
        return REFUSED
    block = SharedBlock.attach(order.memory, channel_bytes(order.size))
    channel = ChildChannel(block, order.size, order.candidates[place].layout, order.generation)
    channel.beat()
    _say(Report(place))
    try:
        _Show(channel, camera, order.fps, parent_gone).run()
    except (OSError, RuntimeError) as error:  # as drivers raise them; the parent tells people
        os.write(2, str(error).encode())
        return REFUSED
    finally:
        camera.close()
    return OK


class _Show:
    """What is on the camera, frame by frame."""

    def __init__(
        self, channel: ChildChannel, camera: Camera, fps: float, parent_gone: threading.Event
    ) -> None:
        self._channel = channel
        self._camera = camera
        self._parent_gone = parent_gone
        self._schedule = FrameSchedule(fps, time.perf_counter())
        self._picture = OnAirPicture(channel.placeholder)
        self._watchdog = _Watchdog()
        self._parent = _ParentPulse()

    def run(self) -> None:
        while self._wait(self._schedule.due):
            frame = self._channel.receive()
            if frame is not None and not self._picture.moves:
                self._schedule.meet(frame.time)
                if not self._wait(self._schedule.due):
                    break
                frame = self._channel.receive() or frame
            self._send(frame)
        for _ in range(_FAREWELL_FRAMES):
            time.sleep(min(self._schedule.period, _FAREWELL_PERIOD_S))
            self._camera.send(self._channel.placeholder)

    def _send(self, frame: Arrived | None) -> None:
        pixels = self._picture.choose(None if frame is None else frame.pixels, time.perf_counter())
        self._camera.send(pixels)
        self._schedule.advance(time.perf_counter(), None if frame is None else frame.time)

    def _wait(self, due: float) -> bool:
        """Until then, with a heartbeat; False when nobody wants the camera any more."""
        while True:
            now = time.perf_counter()
            self._channel.beat()
            self._watchdog.pat(now)
            if self._parent.is_gone(self._channel.parent_beat, now):
                return False
            if self._parent_gone.wait(min(max(due - now, 0.0), _BEAT_S)):
                return False
            if time.perf_counter() >= due:
                return True


class _Watchdog:
    """Ends the process when a driver call never returns, even one that keeps Python's lock."""

    def __init__(self) -> None:
        self._next = 0.0

    def pat(self, now: float) -> None:
        if now >= self._next:
            self._next = now + _WATCH_EVERY_S
            faulthandler.dump_traceback_later(_HUNG_LIMIT_S, exit=True, file=2)


class _ParentPulse:
    """For a parent that hangs or cannot close the pipe."""

    def __init__(self) -> None:
        self._last = -1
        self._at = 0.0

    def is_gone(self, beat: int, now: float) -> bool:
        if beat != self._last:
            self._last, self._at = beat, now
        return now - self._at > _PARENT_LIMIT_S


def _watch_parent() -> threading.Event:
    """Set when the parent ends or lets us go: both close our standard input."""
    gone = threading.Event()

    def read() -> None:
        while os.read(0, 64):
            pass
        gone.set()
        time.sleep(_HUNG_LIMIT_S)
        os._exit(REFUSED)  # a driver did not even come back from closing

    threading.Thread(target=read, name="parent", daemon=True).start()
    return gone


def _say(report: Report) -> None:
    os.write(1, report.to_bytes())


def _tick_finely() -> None:
    """Windows wakes sleepers every 15.6 ms unless asked."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.winmm.timeBeginPeriod(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
