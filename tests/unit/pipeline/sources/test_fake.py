from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SourceError
from app.pipeline.clock import ManualClock, SystemClock
from app.pipeline.sources.fake import (
    SIGNATURE_COLOUR,
    FakeCamera,
    FakeFaults,
    OpenFault,
    Window,
    draw_pattern,
    read_counter,
)
from app.pipeline.types import Frame

SIZE = (64, 48)


def read_all(camera: FakeCamera) -> list[Frame]:
    return list(iter(camera.read, None))


def test_frames_come_at_their_time_and_in_order() -> None:
    frames = read_all(FakeCamera(ManualClock(7.0), size=SIZE, fps=10, duration=1.0))
    assert [frame.index for frame in frames] == list(range(10))
    assert [frame.captured_at for frame in frames] == pytest.approx([7.0 + i / 10 for i in range(10)])
    assert [read_counter(frame.image) for frame in frames] == list(range(10))


def test_a_slow_reader_misses_frames_and_sees_the_gap() -> None:
    clock = ManualClock()
    camera = FakeCamera(clock, size=SIZE, fps=10)
    camera.read()
    clock.advance(0.55)
    frame = camera.read()
    assert frame is not None
    assert frame.index == 5


@given(index=st.integers(0, 65535), width=st.integers(64, 320), height=st.integers(48, 240))
def test_the_pattern_carries_its_number_and_the_signature(index: int, width: int, height: int) -> None:
    image = draw_pattern((width, height), index)
    assert image.shape == (height, width, 3)
    assert read_counter(image) == index
    assert (image == SIGNATURE_COLOUR).all(axis=-1).mean() > 0.05


def test_frozen_frames_are_the_same_bytes_with_new_times() -> None:
    faults = FakeFaults(freeze=(Window(0.2, 0.5),))
    frames = read_all(FakeCamera(ManualClock(), faults, size=SIZE, fps=10, duration=0.8))
    assert [read_counter(frame.image) for frame in frames] == [0, 1, 2, 2, 2, 5, 6, 7]
    assert [frame.index for frame in frames] == list(range(8))


def test_black_frames() -> None:
    faults = FakeFaults(black=(Window(0.1, 0.2),))
    frames = read_all(FakeCamera(ManualClock(), faults, size=SIZE, fps=10, duration=0.3))
    assert [bool(frame.image.any()) for frame in frames] == [True, False, True]


def test_failing_reads_raise_until_the_window_is_over() -> None:
    clock = ManualClock()
    camera = FakeCamera(clock, FakeFaults(fail=(Window(0.1, 0.2),)), size=SIZE, fps=10)
    assert camera.read() is not None
    with pytest.raises(SourceError):
        camera.read()
    clock.advance(0.1)
    assert camera.read() is not None


def test_a_blocked_read_returns_late() -> None:
    clock = ManualClock()
    camera = FakeCamera(clock, FakeFaults(block=(Window(0.1, 3.0),)), size=SIZE, fps=10)
    camera.read()
    frame = camera.read()
    assert frame is not None
    assert frame.captured_at == pytest.approx(3.0)


def test_close_ends_a_blocked_read_from_another_thread() -> None:
    camera = FakeCamera(SystemClock(), FakeFaults(block=(Window(0.0),)), size=SIZE)
    result: list[Frame | None] = []
    reader = threading.Thread(target=lambda: result.append(camera.read()))
    reader.start()
    camera.close()
    camera.close()
    reader.join(timeout=5)
    assert result == [None]


@pytest.mark.parametrize("fault", OpenFault)
def test_opening_can_fail(fault: OpenFault) -> None:
    with pytest.raises(SourceError, match="cannot open"):
        FakeCamera(ManualClock(), FakeFaults(opening=fault))


def test_own_images_are_shown_in_turn() -> None:
    images = [np.full((20, 30, 3), level, dtype=np.uint8) for level in (10, 20)]
    camera = FakeCamera(ManualClock(), images=images, fps=10, duration=0.3)
    assert camera.size == (30, 20)
    assert [int(frame.image[0, 0, 0]) for frame in read_all(camera)] == [10, 20, 10]
