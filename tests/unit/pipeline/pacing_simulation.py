"""A loop without threads: arrivals on a timeline, sends by the pacer, minutes in milliseconds."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

from app.pipeline.clock import ManualClock
from app.pipeline.pacing import Pacer


@dataclass(frozen=True)
class Run:
    """What came of it, all in seconds: send times and each new picture's wait for its tick."""

    sends: list[float]
    waits: list[float]
    arrivals: int

    @property
    def fps(self) -> float:
        return (len(self.sends) - 1) / (self.sends[-1] - self.sends[0])

    @property
    def intervals(self) -> list[float]:
        return [b - a for a, b in pairwise(self.sends)]

    @property
    def repeats(self) -> int:
        return len(self.sends) - len(self.waits)

    def wait_percentile(self, share: float, after: int = 0) -> float:
        waits = sorted(self.waits[after:])
        return waits[min(int(share * len(waits)), len(waits) - 1)]


def arrivals_of(
    fps: float, seconds: float, *, phase_s: float = 0.0, jitter_s: float = 0.0, seed: int = 0
) -> list[float]:
    """When pictures become ready: a steady source with uniform jitter in the work after it."""
    dice = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    count = int(seconds * fps)
    return sorted(phase_s + number / fps + dice.uniform(0.0, jitter_s) for number in range(count))


def simulate(arrivals: list[float], *, fps: float = 30.0, seconds: float, send_s: float = 0.0005) -> Run:
    """Runs the pacer over arrivals; each tick sends the newest picture that is there."""
    clock, pacer = ManualClock(), Pacer(fps)
    sends: list[float] = []
    waits: list[float] = []
    told = 0
    while clock.now() < seconds:
        clock.wait(pacer.next_tick(clock.now()) - clock.now())
        before = told
        while told < len(arrivals) and arrivals[told] <= clock.now():
            pacer.picture_ready(arrivals[told])
            told += 1
        if told > before:
            waits.append(clock.now() - arrivals[told - 1])
        sends.append(clock.now())
        clock.advance(send_s)
    return Run(sends, waits, told)
