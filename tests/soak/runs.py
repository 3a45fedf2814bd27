"""The long runs, each with what it has to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from time import monotonic

from app.pipeline.metrics import MetricsSnapshot
from app.pipeline.portrait.library import shipped_portraits
from app.pipeline.studio.studio import Studio
from tests.soak.stage import CONFIG, FPS, SoakOpeners, figures, go_live, pause, stage, stop, until
from tests.soak.vital_signs import VitalSigns, memory_slope, thread_names, vital_signs

MOST_SLOPE = 1.0
"""MB a minute."""

MOST_SLOWER = 1.1
"""Latency at the end over that of the beginning."""

_EVERY_S = 5.0
_RESTARTS_TO_WARM_UP = 5
_SWAPS_TO_WARM_UP = 24
_WARM_UP_S = 30.0
_MOST_GROWTH_MB = 60.0
"""Allocators keep what they once had; a leak of one picture each time is hundreds of MB."""

_MOST_OFF = 0.1


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure of a run.

    Attributes:
        name: What was measured.
        figure: What came out, for people.
        holds: Whether it is as it must be.
        timed: Whether a busy machine alone spoils it.
    """

    name: str
    figure: str
    holds: bool
    timed: bool = False


def restarts(times: int) -> Iterator[Finding]:
    """Starts and stops a stream again and again."""
    with stage() as (studio, _):
        before, names = vital_signs(), thread_names()
        for number in range(_RESTARTS_TO_WARM_UP + times):
            if number == _RESTARTS_TO_WARM_UP:
                before, names = vital_signs(), thread_names()
            go_live(studio)
            stop(studio)
        after = vital_signs()
        yield from _nothing_left(before, after, names)
    yield _growth(before, after)


def swaps(times: int) -> Iterator[Finding]:
    """Changes the portrait again and again while live, among more than are remembered."""
    with TemporaryDirectory() as folder, stage() as (studio, openers):
        portraits = cycle(_copies(Path(folder)))
        go_live(studio)
        before, names, began_at = vital_signs(), thread_names(), monotonic()
        for number in range(_SWAPS_TO_WARM_UP + times):
            if number == _SWAPS_TO_WARM_UP:
                before, names, began_at = vital_signs(), thread_names(), monotonic()
                studio.reset_metrics()
            given = openers.portraits
            studio.configure(replace(CONFIG, portrait=next(portraits)))
            until(partial(_more_than, given, openers), "the swap")
        took_s = (monotonic() - began_at) / times
        after, gaps = vital_signs(), figures(studio).gaps
        yield from _nothing_left(before, after, names)
    yield Finding("a swap takes", f"{1e3 * took_s:.0f} ms", holds=True)
    yield Finding("output gaps", str(gaps), gaps == 0, timed=True)
    yield _growth(before, after)


def steady(minutes: float) -> Iterator[Finding]:
    """Runs on and on."""
    looks: list[VitalSigns] = []
    with stage() as (studio, _):
        go_live(studio)
        pause(min(_WARM_UP_S, 10 * minutes))
        names, tenth_s = thread_names(), 6 * minutes
        first = _watch(studio, tenth_s, looks)
        middle = _watch(studio, 8 * tenth_s, looks)
        last = _watch(studio, tenth_s, looks)
        yield from _nothing_left(looks[0], looks[-1], names)
    slope, p95 = memory_slope(looks[len(looks) // 5 :]), (first.latency.p95, last.latency.p95)
    yield Finding("memory slope", f"{slope:+.2f} MB a minute", slope < MOST_SLOPE)
    yield Finding(
        "frames a second", f"{middle.fps_out:.2f}", abs(middle.fps_out - FPS) < _MOST_OFF, timed=True
    )
    yield Finding("output gaps", str(middle.gaps), middle.gaps == 0, timed=True)
    figure = f"{1e3 * p95[0]:.1f} ms, then {1e3 * p95[1]:.1f} ms"
    yield Finding("latency p95, first and last tenth", figure, p95[1] <= MOST_SLOWER * p95[0], timed=True)


def _more_than(given: int, openers: SoakOpeners) -> bool:
    return openers.portraits > given


def _watch(studio: Studio, seconds: float, looks: list[VitalSigns]) -> MetricsSnapshot:
    """Lets a stream run and looks at it now and then; its figures over that time."""
    studio.reset_metrics()
    last = monotonic() + seconds
    while (left := last - monotonic()) > 0:
        looks.append(vital_signs())
        pause(min(_EVERY_S, left))
        figures(studio)
    return figures(studio)


def _copies(folder: Path) -> list[Path]:
    """The shipped portraits under a dozen names."""
    shipped = [portrait.path for portrait in shipped_portraits()]
    copies = [folder / f"{number}{path.suffix}" for number in range(4) for path in shipped]
    return [Path(copy(path, to)) for path, to in zip(4 * shipped, copies, strict=True)]


def _nothing_left(before: VitalSigns, after: VitalSigns, names: list[str]) -> Iterator[Finding]:
    now = thread_names()
    yield Finding("threads", f"{before.threads}, then {after.threads}", after.threads <= before.threads + 1)
    yield Finding("Python's own threads", ", ".join(now), now == names)
    yield Finding("open files", f"{before.files}, then {after.files}", after.files <= before.files + 1)
    yield Finding(
        "child processes", f"{before.children}, then {after.children}", after.children <= before.children
    )


def _growth(before: VitalSigns, after: VitalSigns) -> Finding:
    grew = after.memory_mb - before.memory_mb
    return Finding("memory in all", f"{grew:+.0f} MB", grew < _MOST_GROWTH_MB)
