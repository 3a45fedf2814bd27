"""Smooth values in time that never swing past what they were given."""

from __future__ import annotations

import itertools
from collections.abc import Sequence


class Curve:
    """A monotone cubic through points: C1, flat at every turning point and at both ends.

    Between points it stays between their values. The slopes are the harmonic means of Fritsch and
    Butland, "A method for constructing local monotone piecewise cubic interpolants" (1984).

    Args:
        times: At least two, rising.
        values: As many.

    Raises:
        ValueError: The times do not rise, or there are too few or unequally many.
    """

    def __init__(self, times: Sequence[float], values: Sequence[float]) -> None:
        if len(times) != len(values) or len(times) < 2:
            raise ValueError("a curve needs as many values as times, and two at least")
        if any(later <= earlier for earlier, later in itertools.pairwise(times)):
            raise ValueError("the times of a curve must rise")
        self._times, self._values = tuple(times), tuple(values)
        self._slopes = _slopes(self._times, self._values)

    def at(self, time: float) -> float:
        """The value at a time; before the first point and after the last one it stands still."""
        times = self._times
        if time <= times[0]:
            return self._values[0]
        if time >= times[-1]:
            return self._values[-1]
        k = next(k for k in range(len(times) - 1) if time < times[k + 1])
        step = times[k + 1] - times[k]
        s = (time - times[k]) / step
        near, far = (1 + 2 * s) * (1 - s) ** 2, s * s * (3 - 2 * s)
        out, into = s * (1 - s) ** 2 * step, s * s * (s - 1) * step
        return (
            near * self._values[k]
            + far * self._values[k + 1]
            + out * self._slopes[k]
            + into * self._slopes[k + 1]
        )


def _slopes(times: tuple[float, ...], values: tuple[float, ...]) -> tuple[float, ...]:
    steps = [b - a for a, b in itertools.pairwise(times)]
    rises = [(b - a) / step for a, b, step in zip(values, values[1:], steps, strict=False)]
    inner = (
        _harmonic(rises[k], rises[k + 1], steps[k], steps[k + 1]) if rises[k] * rises[k + 1] > 0 else 0.0
        for k in range(len(rises) - 1)
    )
    return (0.0, *inner, 0.0)


def _harmonic(before: float, after: float, step_before: float, step_after: float) -> float:
    first, second = 2 * step_after + step_before, step_after + 2 * step_before
    return (first + second) / (first / before + second / after)
