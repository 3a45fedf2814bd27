"""Processes killed while somebody watches; users without permission."""

from __future__ import annotations

import stat
import time
from itertools import pairwise
from pathlib import Path

from app.pipeline.sinks.virtual_camera.pattern import NO_PATTERN
from tests.e2e.guest import driver
from tests.e2e.guest.cases.pattern import ON_AIR, show_picture
from tests.e2e.guest.cases.starting import watched
from tests.e2e.guest.program import run_program
from tests.e2e.guest.setting import FPS, Guest, expect
from tests.e2e.guest.watcher import Seen, torn

_NOBODY = 65534
_HOME = Path("/root")


def sink_process_killed(guest: Guest) -> str:
    """Another one takes over, and the reader goes on."""
    with watched(guest, "sink-killed") as (program, watcher):
        victim = program.sink_process()
        last, begin = max(watcher.numbers), time.monotonic()
        victim.kill()
        guest.until(lambda: max(watcher.numbers) > last + FPS, "later pictures come", 10)
        pause = _longest_pause(watcher.seen[-3 * FPS :], begin)
        expect(program.sink_process().pid != victim.pid, "it is the same process")
        expect(torn(watcher.seen) == 0, "a picture is torn")
        program.stop()
    return f"another process took over, {pause:.1f} s without a picture, 0 torn"


def program_killed(guest: Guest) -> str:
    """The placeholder is left, nothing keeps the device, and a new start works."""
    with watched(guest, "program-killed") as (program, watcher):
        child, begin = program.sink_process(), time.monotonic()
        program.kill()
        guest.until(lambda: watcher.numbers[-1] == NO_PATTERN, "the placeholder")
        placeholder_s = time.monotonic() - begin
        guest.until(lambda: not child.is_running(), "its camera process ends")
        with show_picture(guest, "after-kill") as again:
            again.wait_for(ON_AIR)
            watcher.wait_for_patterns(FPS)
            again.stop()
        expect(torn(watcher.seen) == 0, "a picture is torn")
    return f"placeholder after {placeholder_s:.1f} s, a new start works, 0 torn"


def no_permission(guest: Guest) -> str:
    """Somebody who may not write to the node is told so, and what to do."""
    node = driver.load_ours(guest)
    home = _HOME.stat().st_mode
    _HOME.chmod(home | stat.S_IXOTH)  # what is installed may lie below
    try:
        ended = run_program(guest, "nobody", "camera", "test", user=_NOBODY)
        status = run_program(guest, "nobody-status", "camera", "status", user=_NOBODY)
    finally:
        _HOME.chmod(home)
    for one in (ended, status):
        expect(one.code == 1, f"it ended with {one.code}: {one.said}")
        expect(f"may not write to {node}" in one.said and "group 'video'" in one.said, one.said)
    return f"named, with the fix: this user may not write to {node}"


def _longest_pause(seen: list[Seen], begin: float) -> float:
    times = [begin, *(one.time for one in seen if one.time > begin)]
    return max(later - earlier for earlier, later in pairwise(times))
