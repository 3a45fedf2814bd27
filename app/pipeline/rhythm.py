"""The beat of a steady source, found in the times at which its pictures became ready."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_ENOUGH = 8
_LATE_QUANTILE = 0.95
_MOST_SCATTER = 0.3


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Beats at ``anchor + n * period``; nearly every picture is ready by its beat.

    Attributes:
        period: Seconds between two beats.
        anchor: The time of one beat, seconds on the clock.
    """

    period: float
    anchor: float

    def next_after(self, at: float) -> float:
        """The first beat later than ``at``."""
        return self.anchor + (math.floor((at - self.anchor) / self.period) + 1) * self.period


def find_rhythm(times: Sequence[float]) -> Rhythm | None:
    """Fits a straight line through the times by least squares; lost pictures may be missing.

    Args:
        times: When pictures became ready, seconds, in order.

    Returns:
        The beat, moved behind the line by the 95th percentile of the scatter about it. None when
        there are too few times, or they scatter by more than 0.3 periods.
    """
    if len(times) < _ENOUGH:
        return None
    usual = statistics.median(b - a for a, b in pairwise(times))
    if usual <= 0:
        return None
    beats = _beat_numbers(times, usual)
    period, start = statistics.linear_regression(beats, times)
    scatter = sorted(time - (start + period * beat) for time, beat in zip(times, beats, strict=True))
    late = scatter[min(int(_LATE_QUANTILE * len(scatter)), len(scatter) - 1)]
    if period <= 0 or scatter[-1] - scatter[0] > _MOST_SCATTER * period:
        return None
    return Rhythm(period, start + late)


def _beat_numbers(times: Sequence[float], usual: float) -> list[float]:
    numbers = [0.0]
    for before, after in pairwise(times):
        numbers.append(numbers[-1] + max(round((after - before) / usual), 1))
    return numbers
