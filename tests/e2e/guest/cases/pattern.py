"""The coded test picture, through the real driver: order, loss, tearing, colours."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from app.pipeline.sinks.virtual_camera.pattern import colour_error, read_number
from tests.e2e.guest import driver
from tests.e2e.guest.program import Program, run_tool
from tests.e2e.guest.setting import FPS, SIZE, Guest, SkippedError, expect
from tests.e2e.guest.watcher import Seen, Watcher, judge, rate

ON_AIR = "Colour bars are on"
_PICTURES = 60
MOST_COLOURS_OFF = 6.0
"""Limited range and halved chroma, there and back."""

_MOST_LOST = 0.05
_MOST_LOST_EMULATED = 0.5
"""There neither sender nor reader keep up whenever the machine is busy with something else."""


def show_picture(guest: Guest, name: str, size: tuple[int, int] = SIZE, fps: int = FPS) -> Program:
    """The program showing its test picture until it is stopped: its start costs the least."""
    return Program(guest, name, "camera", "test", "--size", f"{size[0]}x{size[1]}", "--fps", str(fps))


def opencv(guest: Guest) -> str:
    """OpenCV gets every picture, whole, in order, in its colours, at the rate."""
    node = driver.load_ours(guest)
    with show_picture(guest, "pattern") as program:
        program.wait_for(ON_AIR)
        with Watcher(guest, node) as watcher:
            watcher.wait_for_patterns(FPS)  # until the reader is in step
            before = watcher.wait_for_patterns(_PICTURES, 20)
            seen, picture = watcher.seen[before:], watcher.newest
        program.stop()
    judgement, off = judge(seen), colour_error(picture)
    expect(judgement.torn == 0 and judgement.disorder == 0, str(judgement))
    most_lost = _MOST_LOST if guest.patience == 1 else _MOST_LOST_EMULATED
    expect(judgement.lost <= most_lost * _PICTURES, str(judgement))
    expect(off <= MOST_COLOURS_OFF, f"colours are off by {off:.1f}")
    return f"{judgement}, colours off by {off:.1f} of 255, {rate(seen):.2f} FPS"


def ffmpeg(guest: Guest) -> str:
    """ffmpeg gets them as well."""
    if shutil.which("ffmpeg") is None:
        raise SkippedError("ffmpeg is not installed")
    node, raw, count = driver.load_ours(guest), Path("/tmp/frames.rgb"), 20  # noqa: S108 - the guest's own
    read = ("-f", "v4l2", "-i", node, "-frames:v", str(count), "-fps_mode", "passthrough")
    with show_picture(guest, "ffmpeg-pattern") as program:
        program.wait_for(ON_AIR)
        ended = run_tool(
            *("ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *read),
            *("-f", "rawvideo", "-pix_fmt", "rgb24", raw),
            limit_s=15 * guest.patience,
        )
        program.stop()
    expect(ended.code == 0, ended.said)
    frames = np.frombuffer(raw.read_bytes(), np.uint8).reshape(-1, SIZE[1], SIZE[0], 3)
    judgement, off = (
        judge([Seen(0.0, read_number(frame[..., 1])) for frame in frames]),
        colour_error(frames[-1]),
    )
    expect(len(frames) == count, f"{len(frames)} frames instead of {count}")
    expect(judgement.torn == 0 and judgement.disorder == 0 and judgement.shown > count / 2, str(judgement))
    expect(off <= MOST_COLOURS_OFF, f"colours are off by {off:.1f}")
    return f"{judgement}, colours off by {off:.1f} of 255"
