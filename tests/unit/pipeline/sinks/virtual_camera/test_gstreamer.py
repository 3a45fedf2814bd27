"""The PipeWire camera on a GStreamer and a PipeWire that are none."""

from __future__ import annotations

import os
import signal
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
from app.pipeline.sinks.pipewire_setup import PIPEWIRE_NAME, PipeWireSystem
from app.pipeline.sinks.virtual_camera.fake_camera import sent_frames
from app.pipeline.sinks.virtual_camera.fake_gstreamer import FakeFault
from app.pipeline.sinks.virtual_camera.gst_launch import failure_in
from app.pipeline.sinks.virtual_camera.gstreamer import GStreamerCamera, publish_command
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pattern import NO_PATTERN, CodedPattern
from app.pipeline.sinks.virtual_camera.pipewire import find_pipewire
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout, Pixels, array_shape, convert
from app.pipeline.sinks.virtual_camera.sink import VirtualCameraSink
from tests.unit.pipeline.sinks.virtual_camera.pipewire_stage import FakeDaemon, fake_launcher

if sys.platform == "win32":
    pytest.skip("PipeWire is Linux's", allow_module_level=True)

SIZE, FPS = (130, 48), 30.0
LIMIT_S = 15.0
PATTERN = CodedPattern(SIZE)


def i420(image: Pixels) -> Pixels:
    pixels = np.empty(array_shape(PixelLayout.I420, (image.shape[1], image.shape[0])), np.uint8)
    convert(image, PixelLayout.I420, pixels)
    return pixels


def until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit, "it did not come to that"
        time.sleep(0.005)


@pytest.fixture
def daemon() -> Iterator[FakeDaemon]:
    threads = set(threading.enumerate())
    daemon = FakeDaemon()
    yield daemon
    daemon.close()
    assert set(threading.enumerate()) <= threads
    assert not psutil.Process().children()


def test_what_is_sent_arrives_unchanged_after_a_first_black_picture(
    daemon: FakeDaemon, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    camera = GStreamerCamera(fake_launcher(tmp_path / "gst", notes), SIZE, FPS, daemon.environment)
    frames = [i420(PATTERN.draw(number)) for number in range(5)]
    for frame in frames:
        camera.send(frame)
    camera.close()
    camera.close()
    sent = list(sent_frames(notes))
    assert [frame.number for frame in sent] == [NO_PATTERN, 0, 1, 2, 3, 4]
    assert [frame.checksum for frame in sent[1:]] == [zlib.crc32(frame.data) for frame in frames]


def test_what_gstreamer_says_is_why_it_does_not_open(daemon: FakeDaemon, tmp_path: Path) -> None:
    launcher = fake_launcher(tmp_path / "gst", tmp_path / "notes", FakeFault.NO_PLUGIN)
    with pytest.raises(RuntimeError, match='GStreamer says: no element "pipewiresink"'):
        GStreamerCamera(launcher, SIZE, FPS, daemon.environment)


def test_without_a_daemon_or_a_program_it_does_not_open(daemon: FakeDaemon, tmp_path: Path) -> None:
    with pytest.raises((OSError, RuntimeError), match="absent"):
        GStreamerCamera(str(tmp_path / "absent"), SIZE, FPS, daemon.environment)
    daemon.die()
    with pytest.raises(RuntimeError, match="PipeWire does not run"):
        GStreamerCamera("gst-launch-1.0", SIZE, FPS, daemon.environment)


def test_a_pipeline_that_breaks_tells_why_on_the_next_frame(daemon: FakeDaemon, tmp_path: Path) -> None:
    launcher = fake_launcher(tmp_path / "gst", tmp_path / "notes", FakeFault.BREAK)
    camera = GStreamerCamera(launcher, SIZE, FPS, daemon.environment)
    frame = i420(PATTERN.draw(1))

    def broken() -> bool:
        try:
            camera.send(frame)
        except RuntimeError as error:
            assert str(error) == "GStreamer says: connection error"  # noqa: PT017
            return True
        return False

    until(broken)
    camera.close()


def test_a_daemon_that_ends_is_noticed_though_the_pipeline_goes_on(
    daemon: FakeDaemon, tmp_path: Path
) -> None:
    launcher = fake_launcher(tmp_path / "gst", tmp_path / "notes")
    camera = GStreamerCamera(launcher, SIZE, FPS, daemon.environment)
    camera.send(i420(PATTERN.draw(1)))
    daemon.die()
    with pytest.raises(RuntimeError, match="PipeWire has ended"):
        camera.send(i420(PATTERN.draw(2)))
    camera.close()


def test_the_command_says_how_frames_lie_and_publishes_under_our_name() -> None:
    command = publish_command("/usr/bin/gst-launch-1.0", (854, 480), 29.97)
    assert command[:3] == ["/usr/bin/gst-launch-1.0", "fdsrc", "fd=0"]
    assert {"width=854", "height=480", "framerate=2997/100"} <= {*command}
    assert 'plane-strides="<854,427,427>"' in command
    assert 'plane-offsets="<0,409920,512400>"' in command
    place = command.index("pipewiresink")
    assert "mode=provide" not in command
    assert "801/48000" in command[-1]
    assert command[place - 3 : place] == ["identity", "drop-allocation=true", "!"]
    assert '\\"LivePortrait Cam\\"' in command[-1]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Setting pipeline to PAUSED ...\nERROR: from element /a:b/c:d: Failed to connect\nmore", "connect"),
        ("WARNING: old\nERROR: pipeline could not be constructed: no element", "no element"),
        ("New clock: GstSystemClock\n\n", "New clock"),
        ("", "nothing"),
    ],
)
def test_the_failure_is_found_among_the_words(said: str, reason: str) -> None:
    assert reason in failure_in(said)
    assert "\n" not in failure_in(said)


def test_only_a_machine_that_has_all_of_it_has_the_camera(tmp_path: Path) -> None:
    whole = PipeWireSystem(("debian",), tmp_path, tmp_path / "gst")
    assert find_pipewire(whole) == (
        Candidate(CameraBackend.PIPEWIRE, str(tmp_path / "gst"), PixelLayout.I420, PIPEWIRE_NAME),
    )
    with pytest.raises(SinkError, match=r"apt install gstreamer1\.0-tools"):
        find_pipewire(PipeWireSystem(("debian",), tmp_path))


class Stage:
    """The sink on the fakes."""

    def __init__(self, daemon: FakeDaemon, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.daemon, self.folder, self.notes = daemon, folder, folder / "notes"
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(daemon.folder))
        monkeypatch.delenv("PIPEWIRE_RUNTIME_DIR", raising=False)
        monkeypatch.delenv("PIPEWIRE_REMOTE", raising=False)

    def open(self, fault: FakeFault = FakeFault.NONE) -> VirtualCameraSink:
        launcher = fake_launcher(self.folder / "gst", self.notes, fault)
        found = (Candidate(CameraBackend.PIPEWIRE, launcher, PixelLayout.I420, PIPEWIRE_NAME),)
        return VirtualCameraSink(SIZE, FPS, PIPEWIRE_NAME, find=lambda: found)

    def numbers(self) -> list[int]:
        return [frame.number for frame in sent_frames(self.notes)]

    def sends_until_shown(self, sink: VirtualCameraSink, number: int) -> None:
        picture = PATTERN.draw(number)

        def shown() -> bool:
            sink.send(picture)
            time.sleep(0.01)
            return number in self.numbers()

        until(shown)


@pytest.fixture
def stage(daemon: FakeDaemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(daemon, tmp_path, monkeypatch)


def children(process: int | None) -> list[psutil.Process]:
    assert process is not None
    return psutil.Process(process).children()


@pytest.mark.parametrize("victim", ["pipeline", "process"])
def test_what_is_killed_is_replaced_and_leaves_no_orphan(stage: Stage, victim: str) -> None:
    sink = stage.open()
    stage.sends_until_shown(sink, 1)
    old = children(sink.process)
    os.kill(old[0].pid if victim == "pipeline" else sink.process or 0, signal.SIGKILL)
    stage.sends_until_shown(sink, 2)
    psutil.wait_procs(old, LIMIT_S)
    assert not old[0].is_running()
    new = children(sink.process)
    sink.close()
    assert not new[0].is_running()
    assert stage.numbers()[-1] == NO_PATTERN


def test_a_stalled_pipeline_is_killed_with_its_process_and_nobody_waits(stage: Stage) -> None:
    sink = stage.open(FakeFault.STALL)
    old = children(sink.process)
    slowest = 0.0
    limit = time.monotonic() + LIMIT_S
    while old[0].is_running() and time.monotonic() < limit:
        begin = time.monotonic()
        sink.send(PATTERN.draw(1))
        slowest = max(slowest, time.monotonic() - begin)
        time.sleep(0.01)
    assert not old[0].is_running()
    assert slowest < 0.5
    sink.close()


def test_a_daemon_that_is_started_again_gets_its_camera_back(stage: Stage) -> None:
    sink = stage.open()
    stage.sends_until_shown(sink, 1)
    stage.daemon.die()
    stage.daemon.start()
    stage.sends_until_shown(sink, 2)
    sink.close()
    assert stage.numbers()[-1] == NO_PATTERN


def test_a_camera_that_does_not_open_says_what_to_restart(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pipeline.sinks.virtual_camera.supervisor._BETWEEN_FIRST_TRIES_S", 0.01)
    with pytest.raises(SinkError, match=r"no element .* systemctl --user restart pipewire"):
        stage.open(FakeFault.NO_PLUGIN)
