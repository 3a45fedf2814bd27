from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.unit.pipeline.stepped_clock import SteppedClock
from tests.unit.pipeline.studio.stage import CONFIG, Stage


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive(), f"{thread.name} is left"


@pytest.fixture
def stage() -> Iterator[Stage]:
    """On the real clock; the privacy of whoever sits before the camera is checked in every test."""
    stage = Stage()
    yield stage
    stage.close()
    assert not stage.camera_leaked()


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def stepped(clock: SteppedClock) -> Iterator[Stage]:
    """On a clock that the test moves."""
    stage = Stage(CONFIG, clock)
    yield stage
    stage.close()
    assert not stage.camera_leaked()
