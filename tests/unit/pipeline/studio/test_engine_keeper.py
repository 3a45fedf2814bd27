from __future__ import annotations

import pytest

from app.config import EngineChoice, NetworkConfig
from app.errors import EngineError
from app.pipeline.clock import ManualClock
from app.pipeline.engines.base import Engine
from app.pipeline.engines.fallback import StandIn
from app.pipeline.studio.board import Board
from app.pipeline.studio.engine_keeper import PATIENCE_S, EngineKeeper
from app.pipeline.studio.fakes import FakeOpeners
from app.pipeline.studio.monitor import DriverMonitor, OutputMonitor
from app.pipeline.studio.surroundings import Surroundings
from tests.unit.pipeline.studio.stage import until

FAULT = EngineError("the engine fails", "a planted fault")
HANG = EngineError("the engine hangs", "a planted fault")


class Noting(FakeOpeners):
    """Keeps what every engine was given to tell of its end."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[StandIn] = []

    def engine(self, choice: EngineChoice, networks: NetworkConfig, on_stand_in: StandIn) -> Engine:
        self.told.append(on_stand_in)
        return super().engine(choice, networks, on_stand_in)


class Kept:
    """A keeper with a board."""

    def __init__(self) -> None:
        self.openers, self.clock, self.board = Noting(), ManualClock(), Board()
        self.installed: list[Engine] = []
        around = Surroundings(
            self.openers,
            self.clock,
            self.board,
            OutputMonitor(),
            DriverMonitor(),
            nudge=lambda: None,
            wanted=lambda: True,
        )
        self.keeper = EngineKeeper(around, self.installed.append, EngineChoice.LIVEPORTRAIT, NetworkConfig())
        self.keeper.first()

    def until_installed(self, count: int) -> None:
        until(lambda: self._tend() == count, "an engine")

    def _tend(self) -> int:
        self.keeper.tend()
        return len(self.installed)


@pytest.fixture
def kept() -> Kept:
    return Kept()


def test_what_a_hanging_engine_says_when_it_comes_back_is_no_news(kept: Kept) -> None:
    """A graphics driver gives a lost context up after a while, with an error."""
    kept.keeper.on_hang(HANG, comes_back=True)
    kept.clock.advance(PATIENCE_S[0])
    kept.until_installed(1)
    kept.board.fine(*[problem.part for problem in kept.board.problems])
    kept.openers.told[0](FAULT)
    assert kept.board.problems == ()
    kept.clock.advance(PATIENCE_S[1])
    kept.keeper.tend()
    assert len(kept.openers.told) == 2, "nothing was lost"


def test_the_engine_that_draws_is_lost_while_another_one_is_opened(kept: Kept) -> None:
    kept.openers.told[0](FAULT)
    assert [problem.error for problem in kept.board.problems] == [FAULT]
    kept.clock.advance(PATIENCE_S[0])
    kept.until_installed(1)
    kept.openers.told[1](HANG)
    assert [problem.error for problem in kept.board.problems] == [HANG]


def test_one_that_hangs_for_good_waits_for_somebody_to_ask(kept: Kept) -> None:
    kept.keeper.on_hang(HANG, comes_back=False)
    kept.clock.advance(10 * PATIENCE_S[1])
    kept.keeper.tend()
    assert len(kept.openers.told) == 1
    kept.keeper.retry()
    kept.until_installed(1)
