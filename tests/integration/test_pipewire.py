"""The PipeWire camera through a real PipeWire and a real GStreamer, read back as an application does."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import psutil
import pytest

from app.paths import APP_NAME
from app.pipeline.portrait.placeholder import placeholder
from app.pipeline.sinks.base import Sink
from app.pipeline.sinks.spec import open_sink, parse_sink
from app.pipeline.sinks.virtual_camera.gstreamer import NODE_DESCRIPTION, NODE_NAME, GStreamerCamera
from app.pipeline.sinks.virtual_camera.pattern import NO_PATTERN, TORN, CodedPattern
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout, Pixels, array_shape, convert
from app.pipeline.sinks.virtual_camera.sink import VirtualCameraSink
from tests.integration.pipewire_session import LIMIT_S, PrivateSession, Reader, missing_parts, until

_MISSING = missing_parts() if sys.platform.startswith("linux") else "PipeWire is Linux's"
pytestmark = pytest.mark.skipif(bool(_MISSING), reason=_MISSING or "nothing is missing")

SIZE, FPS = (320, 240), 30.0
_TRIES, _LINKED_WITHIN_S = 4, 3.0


def i420(image: Pixels) -> Pixels:
    planes = np.empty(array_shape(PixelLayout.I420, (image.shape[1], image.shape[0])), np.uint8)
    convert(image, PixelLayout.I420, planes)
    return planes


def yuy2(image: Pixels) -> Pixels:
    """What has to come out, to the last bit: the I420 that is sent, each row of chroma for two of luma."""
    height, width = image.shape[:2]
    planes = i420(image)
    chroma = planes[height:].reshape(2, height // 2, width // 2).repeat(2, axis=1)
    pixels = np.empty((height, width, 2), np.uint8)
    pixels[..., 0] = planes[:height]
    pixels[:, 0::2, 1], pixels[:, 1::2, 1] = chroma
    return pixels


class Studio:
    """Sinks and readers in a private session."""

    def __init__(self, session: PrivateSession) -> None:
        self.session = session
        self._sinks: list[Sink] = []
        self._readers: list[Reader] = []

    def sink(self, size: tuple[int, int] = SIZE) -> VirtualCameraSink:
        sink = open_sink(parse_sink("pipewire"), size, FPS)
        assert isinstance(sink, VirtualCameraSink)
        self._sinks.append(sink)
        return sink

    def reader(self, size: tuple[int, int] = SIZE) -> Reader:
        """One that is linked; one that came before WirePlumber knew of the camera is turned away for good."""
        before = self.session.readers_of(NODE_NAME)
        for _ in range(_TRIES):
            until(lambda: bool(self.session.nodes(NODE_NAME)), "the node is there")
            reader = Reader(self.session, NODE_NAME, size)
            self._readers.append(reader)
            begin = time.monotonic()
            while time.monotonic() - begin < _LINKED_WITHIN_S:
                if self.session.readers_of(NODE_NAME) > before:
                    return reader
            reader.close()
        raise AssertionError("no reader is let in")

    def send_until(self, sink: Sink, image: Pixels, condition: Callable[[], bool], what: str) -> float:
        def sent() -> bool:
            sink.send(image)
            return condition()

        return until(sent, what)

    def shows(self, sink: Sink, number: int, size: tuple[int, int] = SIZE) -> None:
        """A reader of its own gets to see the picture of that number."""
        reader = self.reader(size)
        image = CodedPattern(size).draw(number)
        self.send_until(sink, image, lambda: number in reader.numbers, "the picture is read")
        reader.close()

    def close(self) -> None:
        for reader in self._readers:
            reader.close()
        for sink in self._sinks:
            sink.close()
        until(lambda: not self.session.nodes(NODE_NAME), "the node is gone")
        assert not [child for child in psutil.Process().children(recursive=True) if _publishes(child)]


def _publishes(process: psutil.Process) -> bool:
    try:
        return "pipewiresink" in process.cmdline()
    except psutil.NoSuchProcess:
        return False


def publishers(sink: VirtualCameraSink) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):  # one that has just ended
        return [] if sink.process is None else psutil.Process(sink.process).children()
    return []


@pytest.fixture(scope="module")
def session() -> Iterator[PrivateSession]:
    session = PrivateSession()
    try:
        session.start()
        yield session
    finally:
        session.close()


@pytest.fixture
def studio(session: PrivateSession, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    for name, value in session.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("PIPEWIRE_REMOTE", "PIPEWIRE_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    studio = Studio(session)
    yield studio
    studio.close()


def test_it_is_a_camera_under_its_name_as_long_as_it_is_open(studio: Studio) -> None:
    assert studio.session.nodes(NODE_NAME) == []
    sink = studio.sink((854, 480))
    (node,) = studio.session.nodes(NODE_NAME)
    assert node["props"]["node.description"] == NODE_DESCRIPTION == "LivePortrait Cam"
    assert node["props"]["media.class"] == "Video/Source"
    assert node["props"]["media.role"] == "Camera"
    (offered,) = node["params"]["EnumFormat"]
    assert (offered["format"], offered["size"]) == ("YUY2", {"width": 854, "height": 480})
    assert offered["framerate"] == {"num": 30, "denom": 1}
    sink.close()
    until(lambda: not studio.session.nodes(NODE_NAME), "the node is gone")


def test_frames_come_in_order_whole_and_in_exact_colours(studio: Studio) -> None:
    sink, pattern, numbers = studio.sink(), CodedPattern(SIZE), range(100, 145)
    reader = studio.reader()
    for number in numbers:
        image = pattern.draw(number)
        studio.send_until(sink, image, lambda number=number: number in reader.numbers, "it is read")  # type: ignore[misc]
    frames = [frame for frame in reader.frames if frame.number != NO_PATTERN]
    seen = [frame.number for frame in frames]
    assert TORN not in seen
    assert seen == sorted(seen)
    assert sorted(set(seen)) == list(numbers)
    expected = {number: yuy2(pattern.draw(number)) for number in numbers}
    assert all(np.array_equal(frame.pixels, expected[frame.number]) for frame in frames)


def test_every_frame_comes_out_once(studio: Studio) -> None:
    """The camera alone: the sink drops a frame that a newer one overtakes, on a busy machine."""
    launcher = shutil.which("gst-launch-1.0") or ""
    with contextlib.closing(GStreamerCamera(launcher, SIZE, FPS)) as camera:
        reader, pattern = studio.reader(), CodedPattern(SIZE)
        for number in range(60):
            frame = i420(pattern.draw(number))
            if not number:
                until(lambda frame=frame: bool(camera.send(frame) or reader.frames), "frames are read")  # type: ignore[misc, func-returns-value]
                continue
            time.sleep(1 / FPS)
            camera.send(frame)
            until(lambda number=number: reader.numbers[-1] == number, "it is read")  # type: ignore[misc]
    after_the_first = [number for number in reader.numbers if number > 0]
    assert after_the_first == list(range(1, 60))


def test_a_pause_shows_the_placeholder_at_a_constant_rate(studio: Studio) -> None:
    sink, reader = studio.sink(), studio.reader()
    studio.send_until(sink, CodedPattern(SIZE).draw(1), lambda: 1 in reader.numbers, "frames are read")
    until(lambda: reader.numbers[-1] == NO_PATTERN, "the placeholder is read")
    begin = len(reader.frames) - 1
    until(lambda: len(reader.frames) - begin > 2 * FPS, "two seconds of it are read")
    paused = reader.frames[begin : begin + 61]
    card = yuy2(placeholder(SIZE, APP_NAME, "paused"))
    assert all(np.array_equal(frame.pixels, card) for frame in paused)
    assert 60 / (paused[-1].time - paused[0].time) == pytest.approx(FPS, rel=0.1)


def test_a_reader_that_stands_still_holds_up_nobody(studio: Studio) -> None:
    sink, pattern = studio.sink(), CodedPattern(SIZE)
    still, reader = studio.reader(), studio.reader()
    studio.send_until(sink, pattern.draw(1), lambda: 1 in still.numbers and 1 in reader.numbers, "both read")
    process = sink.process
    os.kill(still.process.pid, signal.SIGSTOP)
    begin = time.monotonic()
    number = 2
    while time.monotonic() - begin < 2.5:
        sink.send(pattern.draw(number))
        number += 1
        time.sleep(1 / FPS)
    assert reader.numbers[-1] > number - 10
    assert sink.process == process
    os.kill(still.process.pid, signal.SIGCONT)
    until(lambda: still.numbers[-1] > number - 10, "the other goes on")


def test_it_stops_and_starts_again_at_other_sizes(studio: Studio) -> None:
    for number, size in enumerate([SIZE, (854, 480), SIZE]):
        sink = studio.sink(size)
        studio.shows(sink, number, size)
        begin = time.monotonic()
        sink.close()
        assert time.monotonic() - begin < 2


@pytest.mark.parametrize("victim", ["pipeline", "process"])
def test_what_is_killed_comes_back(studio: Studio, victim: str) -> None:
    sink = studio.sink()
    studio.shows(sink, 1)
    old = publishers(sink)
    os.kill(old[0].pid if victim == "pipeline" else sink.process or 0, signal.SIGKILL)
    until(lambda: not old[0].is_running(), "the old one is gone")
    image = CodedPattern(SIZE).draw(2)
    studio.send_until(sink, image, lambda: bool(publishers(sink)), "a new one")
    studio.shows(sink, 2)


def test_pipewire_that_is_started_again_gets_its_camera_back(studio: Studio) -> None:
    sink = studio.sink()
    studio.shows(sink, 1)
    old = publishers(sink)
    studio.session.kill_pipewire()
    studio.session.start()
    image = CodedPattern(SIZE).draw(2)
    studio.send_until(sink, image, lambda: bool(studio.session.nodes(NODE_NAME)), "the node is there again")
    assert not old[0].is_running()
    studio.shows(sink, 2)


_PROGRAM = """
import sys
from app.pipeline.sinks.spec import open_sink, parse_sink
sink = open_sink(parse_sink("pipewire"), (320, 240), 30.0)
print(sink.process, flush=True)
sys.stdin.read()
"""


def test_a_program_that_is_killed_leaves_nothing(studio: Studio) -> None:
    command = [sys.executable, "-c", _PROGRAM]
    with subprocess.Popen(  # noqa: S603 - our own words
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        process = psutil.Process(int(program.stdout.readline()))
        family = [process, *process.children()]
        assert len(family) == 2
        assert studio.session.nodes(NODE_NAME)
        program.kill()
    _, alive = psutil.wait_procs(family, LIMIT_S)
    assert not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]


def test_run_shows_the_portrait(studio: Studio) -> None:
    command = [sys.executable, "-m", "app", "run", "--camera", "demo:", "--engine", "mesh"]
    command += ["--output", "pipewire", "--size", "320x240", "--duration", "60"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as program:  # noqa: S603 - our own words
        until(lambda: bool(studio.session.nodes(NODE_NAME)), "the node is there", 2 * LIMIT_S)
        reader = studio.reader()
        card = yuy2(placeholder(SIZE, APP_NAME, "paused"))

        def moves() -> bool:
            pictures = {frame.pixels.tobytes() for frame in reader.frames[:400]}
            return len(pictures - {card.tobytes(), b""}) > 10

        until(moves, "ten different pictures", 2 * LIMIT_S)
        program.send_signal(signal.SIGINT)
        assert program.wait(LIMIT_S) == 0
