"""The program stopped, started and changed while somebody watches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.pipeline.sinks.virtual_camera.pattern import NO_PATTERN, colour_error
from tests.e2e.guest import driver
from tests.e2e.guest.cases.pattern import MOST_COLOURS_OFF, ON_AIR, show_picture
from tests.e2e.guest.program import Program
from tests.e2e.guest.setting import FPS, Guest, expect
from tests.e2e.guest.watcher import Watcher, rate, torn

_STARTS = 5
_SMALLER, _FASTER = (320, 240), 15


@contextmanager
def watched(guest: Guest, name: str) -> Iterator[tuple[Program, Watcher]]:
    """The program on air, and somebody who watches it already."""
    node = driver.load_ours(guest)
    with show_picture(guest, name) as program:
        program.wait_for(ON_AIR)
        with Watcher(guest, node) as watcher:
            watcher.wait_for_patterns(FPS)
            yield program, watcher


def five_starts(guest: Guest) -> str:
    """Each stop ends with the placeholder, each start is seen, by one and the same reader."""
    took: list[float] = []
    with watched(guest, "start-0") as (program, watcher):
        _stop(program, watcher)
        for count in range(1, _STARTS + 1):
            begin, before = time.monotonic(), len(watcher.seen)
            with show_picture(guest, f"start-{count}") as again:
                watcher.wait_for_patterns(FPS, 20)
                took.append(_first_pattern(watcher, before) - begin)
                _stop(again, watcher)
        pictures, gaps = list(watcher.seen), watcher.gaps
    expect(torn(pictures) == 0, f"{torn(pictures)} torn pictures")
    seen = f"{_STARTS} of {_STARTS} seen, {max(took):.1f} s at most"
    return f"{seen}, {len(pictures)} pictures, 0 torn, {gaps} reads in vain"


def other_size(guest: Guest) -> str:
    """A reader that stays keeps its size; the new pictures come in it, at the new rate."""
    with watched(guest, "size-before") as (program, watcher):
        _stop(program, watcher)
        size = watcher.newest.shape
        with show_picture(guest, "size-after", _SMALLER, _FASTER) as again:
            again.wait_for(ON_AIR)
            watcher.wait_for_patterns(FPS)
            before = watcher.wait_for_patterns(2 * _FASTER)
            seen, picture = watcher.seen[before:], watcher.newest
            _stop(again, watcher)
    off, width, height = colour_error(picture), *_SMALLER
    expect(picture.shape == size, f"the reader's pictures became {picture.shape}")
    expect(off <= MOST_COLOURS_OFF, f"colours are off by {off:.1f}")
    expect(abs(rate(seen) - _FASTER) < 1, f"{rate(seen):.1f} FPS")
    return (
        f"{width} x {height} at {_FASTER} FPS reaches a reader of {size[1]} x {size[0]}, {rate(seen):.2f} FPS"
    )


def _stop(program: Program, watcher: Watcher) -> None:
    """Ctrl+C; the placeholder is the last that is seen."""
    ended = program.stop()
    expect(ended.code == 0, f"it ended with {ended.code}: {ended.said}")
    expect(bool(watcher.seen) and watcher.seen[-1].number == NO_PATTERN, "the last picture is no placeholder")


def _first_pattern(watcher: Watcher, before: int) -> float:
    return next(one.time for one in watcher.seen[before:] if one.number >= 0)
