"""The PipeWire camera's cost, loss and latency, through a PipeWire and a reader of its own.

Run as ``python -m tests.bench.pipewire_camera [SECONDS]``.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing

import cv2
import numpy as np
import psutil

from app.pipeline.sinks.spec import open_sink, parse_sink
from app.pipeline.sinks.virtual_camera.gstreamer import NODE_NAME
from app.pipeline.sinks.virtual_camera.pattern import CodedPattern
from app.pipeline.sinks.virtual_camera.pixels import Pixels
from app.pipeline.sinks.virtual_camera.sink import VirtualCameraSink
from tests.integration.pipewire_session import PrivateSession, Reader, ReadFrame, missing_parts, until

SIZE, FPS = (1280, 720), 30.0
_PICTURES = 32
_WARM_UP_S = 4.0


def _send(sink: VirtualCameraSink, pictures: list[Pixels], seconds: float) -> list[float]:
    """When each was handed over; its number is its place, modulo the number of pictures."""
    handed_over: list[float] = []
    begin = time.perf_counter()
    while len(handed_over) < seconds * FPS:
        time.sleep(max(begin + len(handed_over) / FPS - time.perf_counter(), 0.0))
        handed_over.append(time.perf_counter())
        sink.send(pictures[(len(handed_over) - 1) % len(pictures)])
    return handed_over


def _latencies(frames: list[ReadFrame], handed_over: list[float]) -> list[float]:
    """Seconds from the hand-over of each picture that came out to its first reading."""
    found, last = [], -1
    for frame in frames:
        if frame.number < 0 or frame.number == last:
            continue
        last = frame.number
        given = [at for at in handed_over[frame.number :: _PICTURES] if at < frame.time]
        if given:
            found.append(frame.time - given[-1])
    return found


def _processor_s(processes: list[psutil.Process]) -> list[float]:
    times = [process.cpu_times() for process in processes]
    return [one.user + one.system for one in times]


def _say(name: str, value: str) -> None:
    sys.stdout.write(f"{name:<44}{value:>26}\n")
    sys.stdout.flush()


def measure(session: PrivateSession, seconds: float) -> None:
    """Measures and prints."""
    cv2.setNumThreads(1)
    os.environ.update(session.environment)
    pattern = CodedPattern(SIZE)
    pictures = [pattern.draw(number) for number in range(_PICTURES)]
    begin = time.perf_counter()
    sink = open_sink(parse_sink("pipewire"), SIZE, FPS)
    if not isinstance(sink, VirtualCameraSink):
        raise TypeError("not a virtual camera")
    with closing(sink):
        _say("open", f"{time.perf_counter() - begin:.2f} s")
        until(lambda: bool(session.nodes(NODE_NAME)), "the node is there")
        child = psutil.Process(sink.process)
        processes = [child, *child.children()]
        _alone(sink, pictures, processes, seconds / 3)
        reader = Reader(session, NODE_NAME, SIZE, keep=0)
        with closing(reader):
            _send(sink, pictures, _WARM_UP_S)
            _read(sink, pictures, processes, reader, seconds)


def _alone(
    sink: VirtualCameraSink, pictures: list[Pixels], processes: list[psutil.Process], seconds: float
) -> None:
    before = _processor_s(processes)
    _send(sink, pictures, seconds)
    spent = [after - at for after, at in zip(_processor_s(processes), before, strict=True)]
    _say("nobody reads: our process + GStreamer", _shares(spent, seconds))


def _read(
    sink: VirtualCameraSink,
    pictures: list[Pixels],
    processes: list[psutil.Process],
    reader: Reader,
    seconds: float,
) -> None:
    before, first = _processor_s(processes), len(reader.frames)
    handed_over = _send(sink, pictures, seconds)
    spent = [after - at for after, at in zip(_processor_s(processes), before, strict=True)]
    frames = reader.frames[first:]
    waits = np.array(_latencies(frames, handed_over)) * 1e3
    rate = (len(frames) - 1) / (frames[-1].time - frames[0].time)
    _say("one reader: our process + GStreamer", _shares(spent, seconds))
    _say("rate that is read", f"{rate:.2f} FPS")
    _say("pictures read", f"{len(waits)} of {len(handed_over)}")
    latency = (np.median(waits), np.percentile(waits, 99), waits.max())
    _say("send() to reader, median / 99 % / most", "{:.1f} / {:.1f} / {:.1f} ms".format(*latency))


def _shares(spent: list[float], seconds: float) -> str:
    return " + ".join(f"{one / seconds:.1%}" for one in spent) + " of a core"


def main() -> int:
    """Measures, where there is something to measure with."""
    missing = missing_parts()
    if missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    session = PrivateSession()
    try:
        session.start()
        measure(session, float(sys.argv[1]) if len(sys.argv) > 1 else 30.0)
    finally:
        session.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
