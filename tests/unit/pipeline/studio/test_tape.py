from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import SinkError
from app.pipeline.fakes import filled
from app.pipeline.studio.fake_parts import FakeOutput
from app.pipeline.studio.tape import Tape

FILM = Path("film.mp4")
IMAGE = filled((4, 2), (1, 1, 1))


def test_a_tape_counts_what_was_written() -> None:
    recorder = FakeOutput("film", (4, 2), 25)
    tape = Tape(recorder, FILM, 25)
    for _ in range(50):
        tape.send(IMAGE)
    tape.close()
    assert tape.seconds == 2.0
    assert recorder.closed
    assert tape.error is None


def test_a_tape_remembers_what_broke_it() -> None:
    tape = Tape(FakeOutput("film", (4, 2), 25, fails_at=1), FILM, 25)
    tape.send(IMAGE)
    with pytest.raises(SinkError, match="planted"):
        tape.send(IMAGE)
    assert "planted" in str(tape.error)
    assert tape.seconds == 1 / 25


def test_a_tape_remembers_that_it_could_not_be_finished() -> None:
    full = SinkError("cannot write 'film.mp4'", "the disk is full")
    tape = Tape(FakeOutput("film", (4, 2), 25, unfinished=full), FILM, 25)
    with pytest.raises(SinkError, match="disk is full"):
        tape.close()
    tape.close()
    assert tape.error is full
