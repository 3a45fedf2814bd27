from __future__ import annotations

import logging
import threading

import numpy as np
import pytest

from app.errors import SinkError
from app.pipeline.clock import ManualClock
from app.pipeline.fakes import MemorySink
from app.pipeline.patience import OUTPUT_RELIABLE_AFTER_S as RELIABLE_AFTER_S
from app.pipeline.patience import OUTPUT_S as PATIENCE_S
from app.pipeline.sinks.reopening import ReopeningSink
from app.pipeline.studio.fake_camera import Gate
from app.pipeline.types import RGBImage
from tests.unit.pipeline.studio.stage import until

PICTURE: RGBImage = np.zeros((4, 4, 3), np.uint8)


class Room:
    """Cameras one after the other, each of which breaks after so many pictures."""

    def __init__(self, *fail_at: int | None) -> None:
        self.clock = ManualClock()
        self.cameras: list[MemorySink] = []
        self.missing = False
        self.gate: Gate | None = None
        self.attempts = 0
        self._fail_at = list(fail_at)
        self.sink = ReopeningSink(self._open, self.clock)

    def send(self, seconds: float) -> None:
        """A picture each tenth of a second; openings are waited for."""
        for _ in range(round(10 * seconds)):
            self.clock.advance(0.1)
            self.sink.send(PICTURE)
            if self.gate is None:
                until(lambda: not [one for one in threading.enumerate() if one.name == "output-open"])

    def _open(self) -> MemorySink:
        self.attempts += 1
        if self.gate is not None:
            self.gate.pass_through()
        if self.missing:
            raise SinkError("cannot open the camera", "there is none")
        self.cameras.append(MemorySink("camera", fails_at=self._fail_at.pop(0) if self._fail_at else None))
        return self.cameras[-1]


def test_a_camera_that_breaks_is_opened_again(caplog: pytest.LogCaptureFixture) -> None:
    room = Room(5)
    with caplog.at_level(logging.WARNING):
        room.send(4)
    assert [camera.closed for camera in room.cameras] == [True, False]
    assert len(room.cameras[1].images) > 20
    assert len(caplog.messages) == 2
    assert "opened again" in caplog.messages[0]
    assert "is back" in caplog.messages[1]


def test_one_that_stays_away_is_asked_for_less_and_less() -> None:
    room = Room(0)
    room.missing = True
    room.send(100)
    assert room.attempts - 1 == 7  # after 1, 3, 7, 15, 31, 61 and 91 seconds
    room.missing = False
    room.send(PATIENCE_S[1] + 1)
    assert len(room.cameras) == 2


def test_one_that_held_for_a_minute_is_met_with_the_first_patience_again() -> None:
    room = Room(0, 0, round(10 * RELIABLE_AFTER_S) + 50)
    room.send(RELIABLE_AFTER_S + 20)
    assert len(room.cameras) == 4


def test_nobody_waits_for_an_opening() -> None:
    room = Room(0)
    room.gate = Gate()
    room.send(20)
    assert room.gate.reached.wait(20)
    assert len(room.cameras) == 1
    room.sink.close()
    room.gate.open()
    until(lambda: len(room.cameras) == 2 and room.cameras[1].closed)


def test_one_that_is_not_there_to_begin_with_is_an_error() -> None:
    def refuse() -> MemorySink:
        raise SinkError("cannot open the camera", "there is none")

    with pytest.raises(SinkError, match="there is none"):
        ReopeningSink(refuse, ManualClock())


def test_a_closed_one_opens_nothing() -> None:
    room = Room(0)
    room.send(0.1)
    room.sink.close()
    room.sink.close()
    room.send(5)
    assert room.attempts == 1
