"""When to send: a constant mean rate whose ticks fall shortly after new pictures become ready.

A free-running output clock has some accidental phase against the camera, so a finished picture
would wait half a period for its tick on average, and up to a whole one. The ticks here are

    tick(k) = start + k * period + offset

with an ``offset`` that is steered, and bounded: the mean rate is exact however long the run.

A source of nearly the output's rate is followed by a phase-locked loop, 1 ms a tick at most once
the phase has been found:

1. *Measure.* For each tick, once half a period has passed, the picture that became ready nearest
   to it is looked up and noted by its phase on the nominal grid, ``(ready - start) mod period``:
   a point on a circle.
2. *Trust.* The last 36 phases agree when their mean resultant length is near 1. A source of
   quite another rate sweeps round the circle, the length is near 0, and nothing is steered.
3. *Aim.* The wanted offset lies just behind the pictures: their mean phase, plus the 95th
   percentile of their scatter about it, plus 1.5 ms for the jitter of waking up and a slow drift.
   A steady source thus waits 1.5 ms, a nervous one as long as it needs to seldom miss its tick.
4. *Steer.* ``offset`` moves there by the shorter way round, within 0.6 periods of the grid: a
   source at 29.97 FPS is followed until it has drifted that far, then the offset walks back one
   period in half a second or so and one picture is shown twice, as that rate into 30 demands.

A somewhat slower source (23.1 to 29.88 FPS into 30) has no good phase, but a rhythm: each tick
waits for the next beat, up to 1.3 periods after the last tick. As beats are slower than ticks the
offset grows; before it passes 0.85 periods, or when the beat is too far away, a repeated picture
goes out 0.6 periods after the last tick. So 25 into 30 is sent at 0, 40, 80, 120, 160, 180 ms and
over again: six frames in six periods, every one of the five pictures fresh, and no interval near
the 1.5 periods that would be a gap. On the even grid they would wait 17 ms on average.

A tick that was overslept (a sink took too long) is left out, never made up for in a burst.
"""

from __future__ import annotations

import cmath
import math
from collections import deque

from app.pipeline.rhythm import find_rhythm

_WINDOW = 36
_ENOUGH = 5
_COHERENCE = 0.5
_SCATTER_QUANTILE = 0.95
_GUARD_S = 0.0015
_MAX_STEP_S = 0.001
_MAX_STEP_PERIODS = 0.03
_FIRST_STEP_PERIODS = 0.25
_OFFSET_LIMIT_PERIODS = 0.6

_FOLLOWED_PERIODS = (1.004, 1.3)
"""Source periods, in output periods, whose beats are waited for."""

_SURELY_SLOWER = 1.03
"""The least of them while only a few pictures have been seen."""

_FOLLOW_OFFSET_PERIODS = 0.85
_SHORTEST, _LONGEST = 0.6, 1.3
_SAME_BEAT = 0.25
_RHYTHM_WINDOW = 24
_SILENCE_BEATS = 3


class Pacer:
    """Says when the next frame is due. Call it from the output thread, except ``picture_ready``.

    Args:
        fps: Output frames per second.
    """

    def __init__(self, fps: float) -> None:
        self.period = 1.0 / fps
        self._max_step = min(_MAX_STEP_S, _MAX_STEP_PERIODS * self.period)
        self._start: float | None = None
        self._previous: float | None = None
        self._number = 0
        self._offset = 0.0
        self._found = False
        self._ready: deque[float] = deque(maxlen=64)
        self._unmeasured: deque[float] = deque(maxlen=64)
        self._phases: deque[float] = deque(maxlen=_WINDOW)
        self._recent: deque[float] = deque(maxlen=_RHYTHM_WINDOW)

    @property
    def offset(self) -> float:
        """Seconds the ticks now lie behind the nominal grid; negative is ahead of it."""
        return self._offset

    @property
    def elapsed_s(self) -> float:
        """Seconds on the nominal grid from the first tick to the one last returned."""
        return self._number * self.period

    def picture_ready(self, at: float) -> None:
        """Notes that a picture was finished at ``at``. May be called from any thread."""
        self._ready.append(at)

    def next_tick(self, now: float) -> float:
        """Moves on to the next tick and returns its time, seconds on the clock.

        The first tick is due at once. A tick in the past is to be sent now; ticks that would be
        more than half a period late are left out.
        """
        if self._start is None:
            self._start = now
            return now
        self._collect()
        if self._previous is not None:
            self._measure(self._previous)
        last = self._tick()
        self._previous = last
        self._number += 1
        beat = self._beat_after(last)
        if beat is None:
            self._steer()
        else:
            self._follow(last, beat)
        late_s = now - self._tick()
        if late_s > 0.5 * self.period:
            self._number += round(late_s / self.period)
        return self._tick()

    def _tick(self) -> float:
        return (self._start or 0.0) + self._number * self.period + self._offset

    def _collect(self) -> None:
        """Takes over what the other thread noted; a deque's two ends may be used by two threads."""
        while self._ready:
            ready = self._ready.popleft()
            self._unmeasured.append(ready)
            self._recent.append(ready)

    def _measure(self, tick: float) -> None:
        """Notes the phase of the picture nearest to ``tick``; forgets what can be none later."""
        half = 0.5 * self.period
        nearest: float | None = None
        while self._unmeasured and self._unmeasured[0] <= tick + half:
            ready = self._unmeasured.popleft()
            if ready > tick - half and (nearest is None or abs(ready - tick) < abs(nearest - tick)):
                nearest = ready
        if nearest is not None:
            self._phases.append((nearest - (self._start or 0.0)) % self.period)

    def _beat_after(self, last: float) -> float | None:
        """The beat the next tick should carry; None without a rhythm of a followed rate."""
        rhythm = find_rhythm(self._recent)
        least, most = _FOLLOWED_PERIODS
        if len(self._recent) < _RHYTHM_WINDOW:
            least = _SURELY_SLOWER
        if rhythm is None or not least <= rhythm.period / self.period <= most:
            return None
        if last - self._recent[-1] > _SILENCE_BEATS * rhythm.period:
            return None
        return rhythm.next_after(last + _SAME_BEAT * rhythm.period - _GUARD_S) + _GUARD_S

    def _follow(self, last: float, beat: float) -> None:
        """Puts the tick on the beat, or a repeated picture in between where it is too far."""
        nominal = self._tick() - self._offset
        latest = min(last + _LONGEST * self.period, nominal + _FOLLOW_OFFSET_PERIODS * self.period)
        # Without the second bound, beats that are always too far away would raise the rate.
        soonest = max(last + _SHORTEST * self.period, nominal - _OFFSET_LIMIT_PERIODS * self.period)
        self._offset = (max(beat, soonest) if beat <= latest else soonest) - nominal

    def _steer(self) -> None:
        wanted = self._wanted_offset()
        if wanted is None:
            return
        error = self._shorter_way(wanted - self._offset)
        # The first time it goes there quickly; the ticks then keep within 1 ms of constant.
        most = self._max_step if self._found else _FIRST_STEP_PERIODS * self.period
        self._found = self._found or abs(error) <= self._max_step
        step = max(-most, min(most, error))
        limit = _OFFSET_LIMIT_PERIODS * self.period
        if abs(self._offset + error) > limit:
            # The shorter way leaves the grid: go round the other way.
            step = -math.copysign(most, error)
        # After following a beat it may lie beyond the limit; it then walks back like any other.
        limit = max(limit, abs(self._offset))
        self._offset = max(-limit, min(limit, self._offset + step))

    def _wanted_offset(self) -> float | None:
        """Where on the grid ticks should lie, 0..period, or None when the pictures do not agree."""
        if len(self._phases) < _ENOUGH:
            return None
        turn = 2 * math.pi / self.period
        resultant = sum(cmath.exp(1j * turn * phase) for phase in self._phases) / len(self._phases)
        if abs(resultant) < _COHERENCE:
            return None
        mean = cmath.phase(resultant) / turn
        scatter = sorted(self._shorter_way(phase - mean) for phase in self._phases)
        late = scatter[min(int(_SCATTER_QUANTILE * len(scatter)), len(scatter) - 1)]
        return mean + late + _GUARD_S

    def _shorter_way(self, distance: float) -> float:
        """A distance on the circle as -period/2..period/2."""
        half = 0.5 * self.period
        return (distance + half) % self.period - half
