"""When the camera's process sends, and what."""

from __future__ import annotations

import math
from typing import Final

from app.pipeline.sinks.virtual_camera.pixels import Pixels

_MARGIN_PERIODS: Final = 0.25
"""A steady frame is sent this long after it arrived: as much may it be late and still not be missed."""

_SLEW: Final = 0.003
"""How much longer or shorter a period may become in order to meet the frames."""

_HURRY: Final = 0.25
"""By how much periods are shortened to make up for beats that were overslept."""

_MOST_OWED: Final = 3.0
"""Beats; a machine that slept longer has nothing to make up for."""

HOLD_S: Final = 1.0
"""How long the last frame stands for those that do not come."""


class FrameSchedule:
    """An even beat that settles a little behind the frames.

    Its rate is the nominal one to within 0.3 % in every second, however frames come; a steady stream
    is met by moving the beat by that little each period, until a frame waits a quarter of a period.

    Args:
        fps: Frames per second.
        now: Seconds on the clock; the first beat is due at once.

    Attributes:
        due: When to send next.
    """

    def __init__(self, fps: float, now: float) -> None:
        self._period = 1 / fps
        self._owed = 0.0
        self.due = now

    @property
    def period(self) -> float:
        """Seconds from beat to beat."""
        return self._period

    def meet(self, arrived_at: float) -> None:
        """Puts off the next beat, by less than a period, to where the frames are met at once.

        For when nothing moved before, so that the one uneven step is not seen.
        """
        behind = arrived_at + _MARGIN_PERIODS * self._period
        self.due = behind + self._period * math.ceil((self.due - behind) / self._period)

    def advance(self, now: float, arrived_at: float | None) -> None:
        """Goes on to the next beat; a few that were overslept are made up for, by and by.

        Args:
            now: Seconds on the clock, after sending.
            arrived_at: When the frame that was sent had arrived, None if it is no new one.
        """
        step = self._period
        if arrived_at is not None:
            late = self.due - arrived_at - _MARGIN_PERIODS * self._period
            late -= round(late / self._period) * self._period  # the nearer way round
            most = _SLEW * self._period
            step -= min(max(late, -most), most)
        hurry = min(self._owed, _HURRY)
        self._owed -= hurry
        self.due += step - hurry * self._period
        if self.due < now:
            missed = (now - self.due) // self._period
            self.due += self._period * missed
            self._owed = min(self._owed + missed, _MOST_OWED)


class OnAirPicture:
    """The newest frame, the last one again for a second, then the placeholder.

    Args:
        placeholder: As the camera takes it.
    """

    def __init__(self, placeholder: Pixels) -> None:
        self._placeholder = placeholder
        self._last: Pixels | None = None
        self._last_at = 0.0

    @property
    def moves(self) -> bool:
        """Whether frames are on air, rather than the placeholder."""
        return self._last is not None

    def choose(self, frame: Pixels | None, now: float) -> Pixels:
        """What to send now; ``frame`` is None when none has come since the last."""
        if frame is not None:
            self._last, self._last_at = frame, now
        elif self._last is not None and now - self._last_at > HOLD_S:
            self._last = None
        return self._placeholder if self._last is None else self._last
