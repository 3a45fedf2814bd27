"""A few of the bombs; ``make fuzz`` has all of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.fuzz.bombs import cost_of
from tests.fuzz.memory import MOST_MORE_BYTES
from tests.fuzz.trial import LONGEST_S

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads memory from /proc")


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("PNG of 40 MP, turned, clear, with profile", "taken"),
        ("MP4 of 2 kB with 30 million frames", "refused: its header claims"),
        ("npz that lists a million members", "refused: it does not hold a performance"),
    ],
)
def test_a_bomb_costs_no_more_than_it_may(name: str, outcome: str, tmp_path: Path) -> None:
    cost = cost_of(name, tmp_path)
    assert cost.outcome.startswith(outcome)
    assert cost.more_bytes < MOST_MORE_BYTES
    assert cost.seconds < LONGEST_S
