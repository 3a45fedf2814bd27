from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import pytest

from app.errors import SourceError
from app.pipeline.clock import ManualClock, SystemClock
from app.pipeline.sources.base import Source
from app.pipeline.sources.fake import FakeCamera
from app.pipeline.sources.reopening import ReopeningSource
from app.pipeline.sources.spec import is_camera, parse_source, source_opener
from app.pipeline.types import Frame


def _opener(text: str, clock: ManualClock) -> Callable[[], Source]:
    return source_opener(parse_source(text), clock=clock)


def _until(source: ReopeningSource, clock: ManualClock, seconds: float) -> list[float]:
    """When frames came, seconds from the first."""
    times: list[float] = []
    start = clock.now()
    while clock.now() - start < seconds:
        frame = source.read()
        assert frame is not None
        times.append(frame.captured_at - start)
    return times


@pytest.mark.parametrize(("fault", "back_at"), [("fail=1-3", 3.0), ("freeze=1-5", 5.0), ("fail=1-9", 9.0)])
def test_a_lost_camera_is_read_again_within_five_seconds(
    fault: str, back_at: float, caplog: pytest.LogCaptureFixture
) -> None:
    clock = ManualClock()
    source = ReopeningSource(_opener(f"fake:{fault},size=64x48,fps=10", clock), clock)
    with caplog.at_level(logging.WARNING):
        times = _until(source, clock, back_at + 6)
    first_after = min(at for at in times if at >= back_at)
    assert first_after - back_at < 5
    assert len(caplog.messages) == 2
    assert "rests until the camera is back" in caplog.messages[0]
    assert "is back" in caplog.messages[1]


def test_a_camera_that_is_not_there_to_begin_with_is_an_error() -> None:
    clock = ManualClock()
    with pytest.raises(SourceError, match="another program"):
        ReopeningSource(_opener("fake:open=busy", clock), clock)


def test_a_camera_that_cannot_be_opened_for_a_while_is_waited_for() -> None:
    clock = ManualClock()
    opener = _opener("fake:fail=1-2,size=64x48,fps=10", clock)
    refused = list[float]()

    def open_it() -> Source:
        if 0 < clock.now() < 8:
            refused.append(clock.now())
            raise SourceError("cannot open the camera", "another program is using it")
        return opener()

    source = ReopeningSource(open_it, clock)
    times = _until(source, clock, 14)
    assert len(refused) == 4
    assert min(at for at in times if at > 1) < 8 + 3.2


def test_the_end_of_a_camera_is_no_loss() -> None:
    clock = ManualClock()
    source = ReopeningSource(_opener("fake:duration=1,size=64x48,fps=10", clock), clock)
    frames = [source.read() for _ in range(11)]
    assert frames[10] is None
    assert None not in frames[:10]


def test_black_pictures_are_said_once(caplog: pytest.LogCaptureFixture) -> None:
    clock = ManualClock()
    source = ReopeningSource(_opener("fake:black=1-6,size=64x48,fps=10", clock), clock)
    with caplog.at_level(logging.WARNING):
        _until(source, clock, 8)
    assert len(caplog.messages) == 2
    assert "black" in caplog.messages[0]
    assert "shows a picture again" in caplog.messages[1]


@pytest.mark.parametrize("fault", ["freeze=1-300", "fail=1-300"])
def test_a_camera_away_for_five_minutes_is_two_lines(fault: str, caplog: pytest.LogCaptureFixture) -> None:
    """A frozen camera gives its picture again whenever it is opened."""
    clock = ManualClock()
    source = ReopeningSource(_opener(f"fake:{fault},size=64x48,fps=10", clock), clock)
    with caplog.at_level(logging.WARNING):
        _until(source, clock, 310)
    assert len(caplog.messages) == 2
    assert "is back" in caplog.messages[1]


def test_a_read_that_closing_frees_is_no_loss(caplog: pytest.LogCaptureFixture) -> None:
    class Blocked(FakeCamera):
        def __init__(self, clock: SystemClock) -> None:
            super().__init__(clock)
            self.reading, self.freed = threading.Event(), threading.Event()

        def read(self) -> Frame | None:
            self.reading.set()
            self.freed.wait(20)
            raise SourceError("cannot read the camera", "it was closed")

        def close(self) -> None:
            self.freed.set()

    clock = SystemClock()
    camera = Blocked(clock)
    source = ReopeningSource(lambda: camera, clock)
    reader = threading.Thread(target=source.read)
    with caplog.at_level(logging.WARNING):
        reader.start()
        assert camera.reading.wait(20)
        source.close()
        reader.join(20)
    assert caplog.messages == []


def test_closing_ends_the_wait_for_a_lost_camera() -> None:
    class Lost(FakeCamera):
        def read(self) -> Frame | None:
            raise SourceError("cannot read the camera", "it was unplugged")

    clock = SystemClock()
    source = ReopeningSource(lambda: Lost(clock), clock)
    answers: list[Frame | None] = []
    reader = threading.Thread(target=lambda: answers.append(source.read()))
    reader.start()
    source.close()
    reader.join(20)
    assert answers == [None]
    source.close()


def test_size_and_rate_are_the_camera_s() -> None:
    clock = ManualClock()
    source = ReopeningSource(_opener("fake:size=320x240,fps=15", clock), clock)
    assert (source.name, source.size, source.fps) == ("fake camera", (320, 240), 15)


@pytest.mark.parametrize(
    ("text", "camera"),
    [("0", True), ("Webcam", True), ("fake:", True), ("demo:", False), ("film.mp4", False)],
)
def test_only_devices_come_back(text: str, camera: bool) -> None:
    assert is_camera(parse_source(text)) is camera
