"""What a browser, and so a meeting, makes of the camera."""

from __future__ import annotations

import numpy as np

from app.pipeline.sinks.virtual_camera.pattern import colour_error, read_number
from tests.e2e.guest import driver
from tests.e2e.guest.browser import Found, read_in_chromium
from tests.e2e.guest.cases.pattern import MOST_COLOURS_OFF, ON_AIR, show_picture
from tests.e2e.guest.setting import Guest, expect
from tests.e2e.guest.watcher import Seen, judge

_LEAST_SHOWN = 8


def chromium(guest: Guest) -> str:
    """``enumerateDevices`` knows the name, ``getUserMedia`` plays it, pictures advance in order."""
    driver.load_ours(guest)
    with show_picture(guest, "chromium-pattern") as program:
        program.wait_for(ON_AIR)
        found = read_in_chromium(guest)
        program.stop()
    expect(found.labels == (driver.LABEL,), f"cameras: {found.labels}")
    expect(found.track == driver.LABEL, f"playing: {found.track}")
    judgement = judge([Seen(0.0, _number(row)) for row in found.rows])
    expect(judgement.shown >= _LEAST_SHOWN and judgement.disorder == 0, str(judgement))
    off = colour_error(np.repeat(found.bars[None], found.size[1], axis=0))
    expect(off <= MOST_COLOURS_OFF, f"colours are off by {off:.1f}")
    shown = f"{judgement.shown} pictures in order at {_rate(found):.1f} FPS"
    return f"{found.track!r} plays, {shown}, colours off by {off:.1f} of 255"


def _number(row: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> int:
    """The middle strip stands for all three."""
    return read_number(np.repeat(row[None], 48, axis=0))


def _rate(found: Found) -> float:
    return (len(found.times) - 1) / (found.times[-1] - found.times[0])
