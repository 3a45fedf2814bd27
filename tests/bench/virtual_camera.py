"""The virtual camera's process under load: cost, rate, tearing, latency, restart. No device is needed.

Run as ``python -m tests.bench.virtual_camera [SECONDS]``; half of the time goes to a steady stream,
half to one that stalls at random for up to 900 ms.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import psutil

from app.pipeline.sinks.virtual_camera.fake_camera import TORN, SentFrame, sent_frames
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pattern import NO_PATTERN, CodedPattern
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout
from app.pipeline.sinks.virtual_camera.sink import VirtualCameraSink

SIZE, FPS = (1280, 720), 30.0
_MOST_STALL_S, _STALLS_A_SECOND = 0.9, 0.5
_PICTURES = 32
_WARM_UP_S = 6.0
"""By then the process has found the stream's phase."""


class Bench:
    """One sink on a fake camera, and when each frame was sent.

    Args:
        file: Where the camera notes frames.
    """

    def __init__(self, file: Path) -> None:
        file.touch()
        self._file = file
        candidates = (Candidate(CameraBackend.FAKE, str(file), PixelLayout.I420, "fake"),)
        begin = time.perf_counter()
        self.sink = VirtualCameraSink(SIZE, FPS, find=lambda: candidates)
        self.opened_s = time.perf_counter() - begin
        pattern = CodedPattern(SIZE)
        self._pictures = [pattern.draw(number) for number in range(_PICTURES)]
        self.handed_over: list[float] = []
        self.calls_s: list[float] = []
        self.processor_s = 0.0

    @property
    def frames(self) -> list[SentFrame]:
        """What the camera got."""
        return list(sent_frames(self._file))

    def send(self) -> None:
        """Sends the next picture; its number is counted modulo the number of pictures."""
        picture = self._pictures[len(self.handed_over) % _PICTURES]
        wall, processor = time.perf_counter(), time.thread_time()
        self.sink.send(picture)
        self.processor_s += time.thread_time() - processor
        self.handed_over.append(time.perf_counter())
        self.calls_s.append(self.handed_over[-1] - wall)

    def run(self, seconds: float, *, stalls: bool) -> tuple[float, float]:
        """Sends at the rate, from now on; gives from when to when."""
        chance, begin = random.Random(7), time.perf_counter()  # noqa: S311 - the same stalls each time
        due = begin
        while due < begin + seconds:
            time.sleep(max(due - time.perf_counter(), 0.0))
            self.send()
            due += 1 / FPS
            if stalls and chance.random() < _STALLS_A_SECOND / FPS:
                due += chance.uniform(0, _MOST_STALL_S)
        return begin, time.perf_counter()

    def latencies(self, frames: list[SentFrame]) -> Iterator[float]:
        """Seconds from each hand-over to the first time it was sent."""
        last = -1
        for frame in frames:
            if frame.number in (NO_PATTERN, TORN, last):
                continue
            last = frame.number
            given = [at for at in self.handed_over[frame.number :: _PICTURES] if at < frame.time]
            yield frame.time - given[-1]


def _between(frames: list[SentFrame], span: tuple[float, float]) -> list[SentFrame]:
    return [frame for frame in frames if span[0] <= frame.time < span[1]]


def _rate(frames: list[SentFrame]) -> float:
    return (len(frames) - 1) / (frames[-1].time - frames[0].time)


def _restart_s(bench: Bench, fault: signal.Signals) -> float:
    """From the fault to the first picture the next process sends, upstream going on."""
    old = bench.sink.process
    if old is None:
        raise RuntimeError("there is no process")
    os.kill(old, fault)
    begin = time.perf_counter()
    while time.perf_counter() - begin < 20:
        bench.send()
        time.sleep(1 / FPS)
        for frame in bench.frames[-5:]:
            if frame.time > begin and frame.process != old and frame.number != NO_PATTERN:
                return frame.time - begin
    raise RuntimeError("no process took over")


def _say(name: str, value: str, goal: str = "") -> None:
    sys.stdout.write(f"{name:<44}{value:>22}   {goal}\n")
    sys.stdout.flush()


def measure(folder: Path, seconds: float) -> None:
    """Measures and prints."""
    cv2.setNumThreads(1)
    bench = Bench(folder / "camera")
    child = psutil.Process(bench.sink.process)
    _say("open, with placeholder", f"{bench.opened_s:.2f} s")
    bench.run(_WARM_UP_S, stalls=False)
    before = child.cpu_times()
    bench.processor_s, bench.calls_s = 0.0, []
    steady = bench.run(seconds / 2, stalls=False)
    span_s, after = steady[1] - steady[0], child.cpu_times()
    in_child = after.user + after.system - before.user - before.system
    _say("conversion and hand-over, of a core", f"{bench.processor_s / span_s:.1%}", "<= 8 %")
    _say("process, of a core (checks each picture)", f"{in_child / span_s:.1%}")
    _say("process, memory", f"{child.memory_info().rss / 2**20:.0f} MiB")
    calls = np.array(bench.calls_s) * 1e3
    _say("send(), median / 99 % / most", "{:.2f} / {:.2f} / {:.2f} ms".format(*_spread(calls)), "<= 2 ms")
    frames = _between(bench.frames, steady)
    waits = np.array(list(bench.latencies(frames))) * 1e3
    _say("steady: rate", f"{_rate(frames):.3f} FPS", "30.0 +-0.1")
    _say(
        "steady: latency, median / 99 % / most",
        "{:.1f} / {:.1f} / {:.1f} ms".format(*_spread(waits)),
        "<= 33.3 ms",
    )
    _say("steady: pictures shown", f"{len(waits)} of {round(span_s * FPS)}")
    stalling = bench.run(seconds / 2, stalls=True)
    frames = _between(bench.frames, stalling)
    steps = np.diff([frame.time for frame in frames]) * 1e3
    _say("stalls up to 900 ms: rate", f"{_rate(frames):.3f} FPS", "30.0 +-0.1")
    _say("stalls: step, median / 99 % / most", "{:.1f} / {:.1f} / {:.1f} ms".format(*_spread(steps)))
    _say("stalls: placeholders shown", str(sum(frame.number == NO_PATTERN for frame in frames)), "0")
    _say(
        "torn pictures", f"{sum(frame.number == TORN for frame in bench.frames)} of {len(bench.frames)}", "0"
    )
    _say("restart after a hang", f"{_restart_s(bench, signal.SIGSTOP):.2f} s", "<= 2 s")
    _say("restart after a kill", f"{_restart_s(bench, signal.SIGKILL):.2f} s", "<= 2 s")
    begin = time.perf_counter()
    bench.sink.close()
    _say("close, placeholder last", f"{time.perf_counter() - begin:.2f} s")


def _spread(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float, float]:
    return float(np.median(values)), float(np.percentile(values, 99)), float(values.max())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
