from __future__ import annotations

import pytest

from app.errors import SourceError
from app.pipeline.clock import ManualClock
from app.pipeline.studio.board import Board
from app.pipeline.studio.fake_camera import CameraFaults
from app.pipeline.studio.fakes import FakeOpeners
from app.pipeline.studio.monitor import DriverMonitor, OutputMonitor
from app.pipeline.studio.status import Part
from app.pipeline.studio.stranger_watch import StrangerWatch
from app.pipeline.studio.surroundings import Surroundings
from app.pipeline.types import Sighting
from tests.unit.pipeline.stepped_clock import SteppedClock
from tests.unit.pipeline.studio.stage import Stage

NOBODY, DRIVER, SOMEBODY_ELSE = Sighting.NOBODY, Sighting.DRIVER, Sighting.SOMEBODY_ELSE


class Watched:
    """A watch, and what it is shown a quarter of a second each."""

    def __init__(self) -> None:
        self.clock, self.board = ManualClock(), Board()
        monitors = OutputMonitor(), DriverMonitor()
        self.watch = StrangerWatch(
            Surroundings(FakeOpeners(), self.clock, self.board, *monitors, lambda: None, lambda: True)
        )

    def sees(self, *sightings: Sighting) -> bool:
        """Whether somebody else is told of afterwards."""
        for sighting in sightings:
            self.clock.advance(0.25)
            self.watch.look(sighting)
        return [problem.part for problem in self.board.problems] == [Part.DRIVER]


def test_somebody_who_stays_is_told_and_over_when_the_driver_is_back() -> None:
    watched = Watched()
    assert not watched.sees(DRIVER, NOBODY)
    assert not watched.sees(*[SOMEBODY_ELSE] * 4)
    assert watched.sees(SOMEBODY_ELSE)
    assert watched.sees(NOBODY, NOBODY, SOMEBODY_ELSE)
    assert "Recentre" in str(watched.board.problems[0].error)
    assert not watched.sees(DRIVER)


def test_somebody_who_walks_by_is_no_news() -> None:
    assert not Watched().sees(DRIVER, *[SOMEBODY_ELSE] * 4, NOBODY, *[SOMEBODY_ELSE] * 4, DRIVER)


def test_it_is_told_live(stepped: Stage, clock: SteppedClock) -> None:
    stepped.go_live()
    stepped.openers.animator_faults.sighting = SOMEBODY_ELSE
    stepped.until_later(clock, lambda: Part.DRIVER in stepped.problems, within_s=3)
    stepped.openers.animator_faults.sighting = DRIVER
    stepped.until_later(clock, lambda: Part.DRIVER not in stepped.problems, within_s=2)


@pytest.mark.parametrize("away", ["the camera", "the stream"])
def test_it_is_over_when_nobody_is_looked_at_any_more(away: str, stepped: Stage, clock: SteppedClock) -> None:
    camera = stepped.openers.camera_faults["front"] = CameraFaults()
    stepped.go_live()
    stepped.openers.animator_faults.sighting = SOMEBODY_ELSE
    stepped.until_later(clock, lambda: Part.DRIVER in stepped.problems, within_s=3)
    if away == "the camera":
        camera.error = SourceError("cannot open the camera", "it was unplugged")
        camera.ends_at = stepped.openers.cameras[0].given + 20
        stepped.until_later(clock, lambda: Part.CAMERA in stepped.problems, within_s=3)
        stepped.pass_time(clock, 3)
    else:
        stepped.stop()
    assert Part.DRIVER not in stepped.problems
