"""Shows a test picture in the virtual camera, so that one can see where it arrives."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from app.pipeline.clock import Clock, SystemClock
from app.pipeline.sinks.base import Sink
from app.pipeline.sinks.spec import VirtualCameraOutput, open_sink
from app.pipeline.sinks.virtual_camera.pattern import CodedPattern

OpenSink = Callable[[tuple[int, int], float], Sink]


def _open_virtual_camera(size: tuple[int, int], fps: float) -> Sink:
    return open_sink(VirtualCameraOutput(), size, fps)


def show_test_picture(
    size: tuple[int, int],
    fps: float,
    duration_s: float | None,
    *,
    clock: Clock | None = None,
    open_camera: OpenSink = _open_virtual_camera,
) -> int:
    """Sends colour bars with a counter until the time is over, or Ctrl+C.

    Args:
        size: Width and height, pixels, both even.
        fps: Frames per second.
        duration_s: How long, seconds; None for ever.
        clock: For pacing.
        open_camera: Opens the sink.

    Returns:
        How many pictures were sent; their numbers count up from 0.

    Raises:
        SinkError: There is no virtual camera, or it broke.
    """
    clock = clock or SystemClock()
    pattern, sink, sent = CodedPattern(size), open_camera(size, fps), 0
    sys.stdout.write(f"Colour bars are on the {sink.name}; Ctrl+C ends it.\n")
    sys.stdout.flush()
    never, begin = threading.Event(), clock.now()
    try:
        while duration_s is None or sent < round(duration_s * fps):
            sink.send(pattern.draw(sent))
            sent += 1
            clock.wait(begin + sent / fps - clock.now(), never)
    except KeyboardInterrupt:
        pass  # the way to end it
    finally:
        sink.close()
    return sent
