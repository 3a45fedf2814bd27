"""The sink with real processes and a camera that notes what it is sent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.errors import SinkError
from app.paths import APP_NAME
from app.pipeline.portrait.placeholder import placeholder
from app.pipeline.sinks.virtual_camera import restarts, supervisor
from app.pipeline.sinks.virtual_camera.fake_camera import COMPLAINING, SentFrame, sent_frames
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pattern import NO_PATTERN, CodedPattern
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout, Pixels, array_shape, convert
from app.pipeline.sinks.virtual_camera.sink import VirtualCameraSink

SIZE, FPS = (128, 48), 50.0
LIMIT_S = 15.0
"""For what takes a fraction of it: nobody waits on a busy machine for nothing."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX systems")


def checksum(image: Pixels, layout: PixelLayout = PixelLayout.I420) -> int:
    pixels = np.empty(array_shape(layout, (image.shape[1], image.shape[0])), np.uint8)
    convert(image, layout, pixels)
    return zlib.crc32(pixels.data)


PATTERN = CodedPattern(SIZE)
CARD = checksum(placeholder(SIZE, APP_NAME, "paused"))


def until(condition: Callable[[], bool], seconds: float = LIMIT_S) -> float:
    """Waits, at most that long; how long it took."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < seconds, "it did not come to that"
        time.sleep(0.005)
    return time.monotonic() - begin


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Stage:
    """A fake camera, and the sinks on it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "camera"
        self.file.touch()
        self.sinks: list[VirtualCameraSink] = []

    def sink(
        self, size: tuple[int, int] = SIZE, layout: PixelLayout = PixelLayout.I420, *files: Path
    ) -> VirtualCameraSink:
        candidates = tuple(
            Candidate(CameraBackend.FAKE, str(file), layout, file.name) for file in files or (self.file,)
        )
        sink = VirtualCameraSink(size, FPS, find=lambda: candidates)
        self.sinks.append(sink)
        return sink

    def sent(self) -> list[SentFrame]:
        return list(sent_frames(self.file))

    def send_until(self, sink: VirtualCameraSink, condition: Callable[[], bool]) -> float:
        """Sends at the sink's rate meanwhile; how long the slowest call took."""
        slowest = 0.0

        def tick() -> bool:
            nonlocal slowest
            begin = time.monotonic()
            sink.send(PATTERN.draw(1))
            slowest = max(slowest, time.monotonic() - begin)
            time.sleep(1 / FPS)
            return condition()

        until(tick)
        return slowest


def _descriptors() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    threads, descriptors = set(threading.enumerate()), _descriptors()
    stage = Stage(tmp_path)
    yield stage
    for sink in stage.sinks:
        sink.close()
    assert set(threading.enumerate()) <= threads
    assert _descriptors() == descriptors
    assert not psutil.Process().children()


def test_readers_of_another_size_keep_it(stage: Stage) -> None:
    candidates = (Candidate(CameraBackend.FAKE, str(stage.file), PixelLayout.I420, "camera"),)
    held = (2 * SIZE[0], 2 * SIZE[1])
    sink = VirtualCameraSink(SIZE, FPS, find=lambda: candidates, held=lambda _: held)
    stage.sinks.append(sink)
    stage.send_until(sink, lambda: any(frame.number == 1 for frame in stage.sent()))
    sink.close()
    assert stage.sent()[-1].checksum == checksum(placeholder(held, APP_NAME, "paused"))


def test_a_held_size_that_no_layout_takes_changes_nothing(stage: Stage) -> None:
    candidates = (Candidate(CameraBackend.FAKE, str(stage.file), PixelLayout.I420, "camera"),)
    sink = VirtualCameraSink(SIZE, FPS, find=lambda: candidates, held=lambda _: (127, 48))
    stage.sinks.append(sink)
    sink.close()
    assert stage.sent()[-1].checksum == CARD


@pytest.mark.parametrize("layout", PixelLayout)
def test_frames_arrive_in_order_and_exactly_and_the_placeholder_is_last(
    stage: Stage, layout: PixelLayout
) -> None:
    sink = stage.sink(SIZE, layout)
    assert sink.name == "virtual camera 'camera'"
    process = sink.process
    for number in range(40):
        sink.send(PATTERN.draw(number))
        time.sleep(1 / FPS)
    until(lambda: stage.sent()[-1].number == 39)
    sink.close()
    sink.close()
    assert process is not None
    assert not runs(process)
    sent = stage.sent()
    numbers = [frame.number for frame in sent if frame.number != NO_PATTERN]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) > 20
    sums = {number: checksum(PATTERN.draw(number), layout) for number in range(40)}
    sums[NO_PATTERN] = checksum(placeholder(SIZE, APP_NAME, "paused"), layout)
    assert all(frame.checksum == sums[frame.number] for frame in sent)
    assert sent[-1].number == NO_PATTERN


def test_a_pause_shows_the_last_frame_then_the_placeholder_at_a_constant_rate(stage: Stage) -> None:
    sink = stage.sink()
    stage.send_until(sink, lambda: any(frame.number == 1 for frame in stage.sent()))
    until(lambda: stage.sent()[-1].checksum == CARD)
    sent = stage.sent()
    first = next(index for index, frame in enumerate(sent) if frame.number == 1)
    held = [frame for frame in sent[first:] if frame.number == 1]
    assert held[-1].time - held[0].time >= 0.9
    assert (len(held) - 1) / (held[-1].time - held[0].time) == pytest.approx(FPS, rel=0.1)
    stage.send_until(sink, lambda: stage.sent()[-1].number == 1)


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_that_dies_or_hangs_is_replaced_and_nobody_waits_for_it(
    stage: Stage, fault: signal.Signals
) -> None:
    sink = stage.sink()
    stage.send_until(sink, lambda: any(frame.number == 1 for frame in stage.sent()))
    old = sink.process
    assert old is not None
    os.kill(old, fault)
    begin = time.perf_counter()
    slowest = stage.send_until(
        sink, lambda: any(frame.process != old and frame.number == 1 for frame in stage.sent())
    )
    back = next(frame for frame in stage.sent() if frame.process != old and frame.number == 1)
    assert back.time - begin < 5  # 2 on a machine of one's own, see the bench
    assert slowest < 0.5
    assert not runs(old)


_PARENT = """
import os, signal, sys
from pathlib import Path
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pattern import CodedPattern
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout
from app.pipeline.sinks.virtual_camera.sink import VirtualCameraSink
found = (Candidate(CameraBackend.FAKE, sys.argv[1], PixelLayout.I420, "camera"),)
sink = VirtualCameraSink((128, 48), 50.0, find=lambda: found)
sink.send(CodedPattern((128, 48)).draw(1))
print(sink.process, flush=True)
sys.stdin.read()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_process_outlives_no_parent(stage: Stage) -> None:
    command = [sys.executable, "-c", _PARENT, str(stage.file)]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        until(lambda: any(frame.number == 1 for frame in stage.sent()))
        parent.stdin.close()
        assert parent.wait(LIMIT_S) == -signal.SIGKILL
    until(lambda: not runs(child))
    assert stage.sent()[-1].checksum == CARD


def test_it_opens_again_at_another_size(stage: Stage) -> None:
    for size in (SIZE, (192, 96), SIZE):
        sink = stage.sink(size)
        image = CodedPattern(size).draw(5)
        sink.send(image)
        until(lambda image=image: any(frame.checksum == checksum(image) for frame in stage.sent()))  # type: ignore[misc]
        sink.close()
        assert stage.sent()[-1].checksum == checksum(placeholder(size, APP_NAME, "paused"))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarts, "DELAYS_S", (0.0, 0.01))
    monkeypatch.setattr(supervisor, "_BETWEEN_FIRST_TRIES_S", 0.01)


@pytest.mark.usefixtures("impatient")
def test_a_device_that_is_gone_for_good_is_an_error_in_the_end(stage: Stage) -> None:
    sink = stage.sink()
    process = sink.process
    assert process is not None
    stage.file.unlink()
    os.kill(process, signal.SIGKILL)
    with pytest.raises(SinkError, match="No such file") as caught:
        stage.send_until(sink, lambda: False)
    assert caught.value.fix


@pytest.mark.usefixtures("impatient")
def test_what_the_driver_prints_becomes_the_error(stage: Stage) -> None:
    complaining = stage.file.with_suffix(COMPLAINING)
    complaining.touch()
    sink = stage.sink(SIZE, PixelLayout.I420, complaining)
    with pytest.raises(SinkError, match="error writing frame: No such device"):
        stage.send_until(sink, lambda: False)


@pytest.mark.usefixtures("impatient")
def test_a_camera_that_cannot_be_opened_says_so_and_the_next_one_is_tried(stage: Stage) -> None:
    absent = stage.file.with_name("absent")
    with pytest.raises(SinkError, match="No such file"):
        stage.sink(SIZE, PixelLayout.I420, absent)
    sink = stage.sink(SIZE, PixelLayout.RGB, absent, stage.file)
    assert sink.name == "virtual camera 'camera'"


def test_odd_sizes_other_sizes_and_closed_sinks_are_refused(stage: Stage) -> None:
    with pytest.raises(SinkError, match="odd"):
        stage.sink((63, 48))
    sink = stage.sink()
    with pytest.raises(SinkError, match="another size"):
        sink.send(np.zeros((48, 64, 3), np.uint8))
    sink.close()
    with pytest.raises(SinkError, match="closed"):
        sink.send(PATTERN.draw(1))


def test_the_process_loads_nothing_heavy() -> None:
    script = (
        "import sys, app.pipeline.sinks.virtual_camera.process\n"
        "import app.pipeline.sinks.virtual_camera.fake_camera\n"
        "print(*sorted({'cv2', 'torch', 'mediapipe', 'av', 'PIL', 'PySide6', 'rich'} & {*sys.modules}))"
    )
    command = [sys.executable, "-c", script]
    found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert found.stdout.split() == []
