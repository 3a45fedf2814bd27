"""What the loop measures about itself: durations by stage, drops, latency and output gaps."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from app.pipeline.clock import Clock, SystemClock
from app.pipeline.histogram import Histogram, Summary
from app.pipeline.types import Sighting

GAP_PERIODS = 1.5
"""An interval between two sends longer than this many periods is a gap in the output."""

_RECENT_S = 2.0


class Stage(Enum):
    """The stations of a frame, in order.

    Durations: ``CAPTURE`` is the time inside the source's ``read``, a live camera's own pace
    included; the others are work only. Drops are counted at the stage that came too late for the
    frame: ``CAPTURE`` lost it before the program saw it (a jump in the frame's index), ``TRACK``
    was still busy with an older one, ``SEND`` had no tick before the next one was finished.
    """

    CAPTURE = "capture"
    TRACK = "track"
    MOTION = "motion"
    RENDER = "render"
    COMPOSITE = "composite"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class MetricsSnapshot:
    """The figures of a run so far. Times in seconds.

    Attributes:
        engine: Name of the engine that drew.
        frames_in: Frames the source delivered.
        frames_new: Output frames that showed a new picture.
        frames_out: Output frames, repeated ones included.
        dropped: Lost frames by stage, every stage present.
        fps_in: Frames per second from the source over the last two seconds.
        fps_out: Output frames per second over the whole run.
        fps_out_recent: Output frames per second over the last two seconds.
        latency: From a frame's capture until its picture was sent, once a new picture.
        interval: Between two sends.
        gaps: Intervals longer than 1.5 periods.
        stages: Durations by stage, every stage present.
        first_out_s: From the start of the measurement to the first output frame, None before it.
        first_new_s: The same to the first output frame that showed the animated portrait.
        faces_lost: How often the tracker lost the face.
        sighting: Whom the tracker saw in the newest frame.
    """

    engine: str
    frames_in: int
    frames_new: int
    frames_out: int
    dropped: Mapping[Stage, int]
    fps_in: float
    fps_out: float
    fps_out_recent: float
    latency: Summary
    interval: Summary
    gaps: int
    stages: Mapping[Stage, Summary]
    first_out_s: float | None
    first_new_s: float | None
    faces_lost: int
    sighting: Sighting = Sighting.NOBODY

    @property
    def drops(self) -> int:
        """All lost frames together."""
        return sum(self.dropped.values())

    def to_stats_dict(self) -> dict[str, object]:
        """The figures as ``--stats`` writes them: milliseconds, rounded."""
        return {
            "engine": self.engine,
            "frames_in": self.frames_in,
            "frames_out": self.frames_out,
            "dropped": {stage.value: count for stage, count in self.dropped.items()},
            "fps_out": round(self.fps_out, 3),
            "latency_ms": {
                "p50": _ms(self.latency.p50),
                "p95": _ms(self.latency.p95),
                "max": _ms(self.latency.max),
            },
            "stage_ms": {
                stage.value: {"mean": _ms(times.mean), "p95": _ms(times.p95)}
                for stage, times in self.stages.items()
            },
            "faces_lost": self.faces_lost,
            "frames_new": self.frames_new,
            "output_gaps": self.gaps,
            "output_interval_ms": {
                "p50": _ms(self.interval.p50),
                "p95": _ms(self.interval.p95),
                "max": _ms(self.interval.max),
            },
            "first_out_ms": None if self.first_out_s is None else _ms(self.first_out_s),
            "first_new_ms": None if self.first_new_s is None else _ms(self.first_new_s),
        }


class Metrics:
    """Counts and times, from any thread, in a fixed amount of memory.

    Args:
        clock: The session's clock; the measurement starts now.
        fps: The wanted output rate, which says what a gap is.
        engine: Name of the engine, for the statistics.
    """

    def __init__(self, clock: Clock | None = None, *, fps: float = 30.0, engine: str = "") -> None:
        self._clock = clock or SystemClock()
        self._engine = engine
        self._gap_s = GAP_PERIODS / fps
        self._lock = threading.Lock()
        self._faces_lost = 0
        self._sighting = Sighting.NOBODY
        self._clear()

    def _clear(self) -> None:
        self._started_at = self._clock.now()
        self._stages = {stage: Histogram() for stage in Stage}
        self._dropped = dict.fromkeys(Stage, 0)
        self._latency = Histogram()
        self._interval = Histogram()
        self._in = _RateCounter()
        self._out = _RateCounter()
        self._frames_new = 0
        self._gaps = 0
        self._first_new_at: float | None = None
        self._faces_lost_before = self._faces_lost

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Times the block as work of ``stage``; a block that raises is not counted."""
        started_at = self._clock.now()
        yield
        self.record(stage, self._clock.now() - started_at)

    def record(self, stage: Stage, seconds: float) -> None:
        """Counts a duration of ``stage`` that was measured elsewhere."""
        with self._lock:
            self._stages[stage].add(seconds)

    def drop(self, stage: Stage, count: int = 1) -> None:
        """Counts frames lost at ``stage``."""
        with self._lock:
            self._dropped[stage] += count

    def frame_in(self) -> None:
        """Counts a frame from the source."""
        now = self._clock.now()
        with self._lock:
            self._in.add(now)

    def frame_out(self, sent_from: float, captured_at: float | None) -> None:
        """Counts an output frame that every sink has taken by now.

        Args:
            sent_from: When the sending began, seconds on the clock.
            captured_at: Capture time of the frame if its picture goes out for the first time,
                None for a repeated picture or the portrait at rest.
        """
        now = self._clock.now()
        with self._lock:
            if self._out.last_at is not None:
                interval = sent_from - self._out.last_at
                self._interval.add(interval)
                self._gaps += interval > self._gap_s
            self._out.add(sent_from)
            if captured_at is not None:
                self._frames_new += 1
                self._latency.add(now - captured_at)
                self._first_new_at = sent_from if self._first_new_at is None else self._first_new_at

    def set_engine(self, name: str) -> None:
        """Takes note of which engine draws; another may have taken its place."""
        with self._lock:
            self._engine = name

    def set_fps(self, fps: float) -> None:
        """Takes note of another wanted output rate; the change itself is no gap."""
        with self._lock:
            self._gap_s = GAP_PERIODS / fps
            self._out.pause()

    def reset(self) -> None:
        """Starts all figures over, as if the measurement began now."""
        with self._lock:
            self._clear()

    def set_faces_lost(self, count: int) -> None:
        """Takes the tracker's own count over, which goes on through a ``reset``."""
        with self._lock:
            self._faces_lost = count

    def set_sighting(self, sighting: Sighting) -> None:
        """Takes over whom the tracker sees."""
        with self._lock:
            self._sighting = sighting

    @property
    def sighting(self) -> Sighting:
        """Whom the tracker saw in the newest frame."""
        return self._sighting

    def snapshot(self) -> MetricsSnapshot:
        """The figures so far."""
        now = self._clock.now()
        with self._lock:
            return MetricsSnapshot(
                engine=self._engine,
                frames_in=self._in.count,
                frames_new=self._frames_new,
                frames_out=self._out.count,
                dropped=MappingProxyType(dict(self._dropped)),
                fps_in=self._in.recent(now),
                fps_out=self._out.overall(),
                fps_out_recent=self._out.recent(now),
                latency=self._latency.summary(),
                interval=self._interval.summary(),
                gaps=self._gaps,
                stages=MappingProxyType({stage: times.summary() for stage, times in self._stages.items()}),
                first_out_s=self._since_start(self._out.first_at),
                first_new_s=self._since_start(self._first_new_at),
                faces_lost=self._faces_lost - self._faces_lost_before,
                sighting=self._sighting,
            )

    def _since_start(self, at: float | None) -> float | None:
        return None if at is None else at - self._started_at


class _RateCounter:
    """Events per second, over all of them and over the last two seconds."""

    def __init__(self) -> None:
        self.count = 0
        self.first_at: float | None = None
        self.last_at: float | None = None
        self._recent: deque[float] = deque(maxlen=256)

    def add(self, at: float) -> None:
        self.count += 1
        self.first_at = at if self.first_at is None else self.first_at
        self.last_at = at
        self._recent.append(at)

    def pause(self) -> None:
        """Leaves the time until the next event out of the intervals."""
        self.last_at = None

    def overall(self) -> float:
        if self.first_at is None or self.last_at is None or self.last_at <= self.first_at:
            return 0.0
        return (self.count - 1) / (self.last_at - self.first_at)

    def recent(self, now: float) -> float:
        times = [at for at in self._recent if at >= now - _RECENT_S]
        if len(times) < 2 or times[-1] <= times[0]:
            return 0.0
        return (len(times) - 1) / (times[-1] - times[0])


def _ms(seconds: float) -> float:
    return round(seconds * 1e3, 3)
