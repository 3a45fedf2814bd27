"""Timestamps for files: seconds in, strictly increasing ticks out."""

from __future__ import annotations

from fractions import Fraction

_TICKS_PER_SECOND = 90_000
_BLUR_S = 0.001


class FrameTicks:
    """Counts frame times in ticks in which the nominal frame duration is a whole number.

    Args:
        rate: Nominal frames per second.
        time_base: Seconds per tick; None chooses one near 1/90000 s that divides a frame.
        shortest: Least number of ticks from one frame to the next.

    Attributes:
        time_base: Seconds per tick.
        last: The newest tick, -1 before the first frame.
        step: Ticks per nominal frame, at least 1.
    """

    def __init__(self, rate: Fraction, time_base: Fraction | None = None, shortest: int = 1) -> None:
        per_second = rate.numerator * max(_TICKS_PER_SECOND // rate.numerator, 1)
        self.time_base = time_base or Fraction(1, per_second)
        self.step = max(round(1 / rate / self.time_base), 1)
        self.last = -1
        self._last_step = self.step
        self._rate = rate
        self._shortest = shortest
        self._count = 0

    def next(self, media_time: float | None) -> int:
        """The tick of the next frame.

        Args:
            media_time: Its time, seconds from the video's start; None for one nominal frame
                after the last.
        """
        if media_time is None:
            wanted = round(self._count / self._rate / self.time_base)
        else:
            wanted = self._on_grid(media_time)
        tick = max(wanted, self.last + self._shortest, 0) if self._count else max(wanted, 0)
        if self._count:
            self._last_step = tick - self.last
        self.last = tick
        self._count += 1
        return tick

    def _on_grid(self, media_time: float) -> int:
        # Containers that count milliseconds blur a constant rate; take the exact time instead.
        nominal = self._count / self._rate
        blurred = abs(media_time - nominal) <= _BLUR_S
        return round((nominal if blurred else Fraction(media_time)) / self.time_base)

    @property
    def end(self) -> float:
        """Seconds from the start to the end of the newest frame, which lasts as the one before."""
        return float((self.last + self._last_step) * self.time_base) if self.last >= 0 else 0.0


def exact_rate(fps: float | Fraction) -> Fraction:
    """Frames per second as the fraction it was meant to be (29.97 is 30000/1001).

    Args:
        fps: Frames per second, above 0.
    """
    if isinstance(fps, Fraction):
        return fps.limit_denominator(65_535)
    whole, broadcast = Fraction(round(fps)), Fraction(round(fps * 1.001) * 1000, 1001)
    for meant in (whole, broadcast):
        if meant and abs(float(meant) - fps) < 0.002:
            return meant
    return Fraction(fps).limit_denominator(1001)
