"""Every fault of this folder is played on the product's fakes, and in every one two things hold.

No pixel of the camera comes out anywhere: its pictures are of a colour that nothing else has, and every
picture that went to any output is searched for it. And the output never stops while the stream is live.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.unit.pipeline.stepped_clock import SteppedClock
from tests.unit.pipeline.studio.conftest import no_thread_is_left as no_thread_is_left
from tests.unit.pipeline.studio.stage import CONFIG, Stage

_LONGEST_PAUSE_S = 1.0
"""Far more than a busy machine needs, far less than any fault lasts here."""


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A studio on the real clock."""
    stage = Stage()
    yield stage
    stage.close()
    _check(stage)
    assert stage.longest_pause() < _LONGEST_PAUSE_S


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def stepped(clock: SteppedClock) -> Iterator[Stage]:
    """A studio on a clock that the test moves, for faults that last."""
    stage = Stage(replace(CONFIG, fps=25.0), clock)
    yield stage
    stage.close()
    _check(stage)


def _check(stage: Stage) -> None:
    assert any(output.images for output in stage.openers.outputs), "nothing was sent at all"
    assert not stage.camera_leaked()
