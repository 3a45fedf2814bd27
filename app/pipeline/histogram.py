"""Percentiles of durations over hours, in a fixed amount of memory."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass

_SMALLEST_S = 1e-6
_GROWTH = 1.01
_LOG_GROWTH = math.log(_GROWTH)
_BUCKETS = math.ceil(math.log(1e3 / _SMALLEST_S) / _LOG_GROWTH) + 1


@dataclass(frozen=True, slots=True)
class Summary:
    """Seconds: what a histogram says about its durations; all 0 when it has none."""

    count: int = 0
    mean: float = 0.0
    p50: float = 0.0
    p95: float = 0.0
    max: float = 0.0


class Histogram:
    """Counts durations in buckets that grow by 1 %, from a microsecond to a quarter of an hour.

    Percentiles are right to 1 %; mean and maximum are exact. Not thread-safe.
    """

    def __init__(self) -> None:
        self._counts = array("Q", bytes(8 * _BUCKETS))
        self._count = 0
        self._sum = 0.0
        self._max = 0.0

    def add(self, seconds: float) -> None:
        """Counts one duration."""
        ratio = seconds / _SMALLEST_S
        bucket = int(math.log(ratio) / _LOG_GROWTH) if ratio > 1 else 0
        self._counts[min(bucket, _BUCKETS - 1)] += 1
        self._count += 1
        self._sum += seconds
        self._max = max(self._max, seconds)

    def percentile(self, share: float) -> float:
        """The duration in seconds that ``share`` (0..1) of all do not exceed, right to 1 %."""
        wanted = math.ceil(share * self._count)
        seen = 0
        for bucket, count in enumerate(self._counts):
            seen += count
            if count and seen >= wanted:
                # The middle of the bucket, never beyond what was really seen.
                return float(min(_SMALLEST_S * _GROWTH ** (bucket + 0.5), self._max))
        return 0.0

    def summary(self) -> Summary:
        """Count, mean, percentiles and maximum so far."""
        if not self._count:
            return Summary()
        return Summary(
            count=self._count,
            mean=self._sum / self._count,
            p50=self.percentile(0.50),
            p95=self.percentile(0.95),
            max=self._max,
        )
