"""The program as people use it: a portrait, driven by the drawn performer, on the camera."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import cv2
import numpy as np

from app.paths import APP_NAME
from app.pipeline.portrait.library import default_portrait
from app.pipeline.portrait.placeholder import placeholder
from app.pipeline.sinks.virtual_camera.pixels import Pixels
from tests.e2e.guest import driver
from tests.e2e.guest.faces import has_face
from tests.e2e.guest.program import Program
from tests.e2e.guest.setting import FPS, SIZE, Guest, expect
from tests.e2e.guest.watcher import Seen, Watcher, rate

_PICTURES = 4
_LEAST_CHANGE = 0.3
"""Mean of 255 levels, from one picture to another."""

_LEAST_DIFFERENCE = 15.0
"""From the placeholder to any portrait."""

_MOST_COLOUR_OFF = 25.0
_LEAST_RATE, _LEAST_RATE_EMULATED = 0.9, 0.5


def performer(guest: Guest) -> str:
    """Pictures advance at the rate, show a face, and have the portrait's colours."""
    node = driver.load_ours(guest)
    what = ("run", "--camera", "demo:", "--engine", "mesh", "--output", "vcam")
    how = ("--size", f"{SIZE[0]}x{SIZE[1]}", "--fps", str(FPS))
    with Program(guest, "run", *what, *how) as program:
        program.wait_for("portrait:", 40)
        with Watcher(guest, node) as watcher:
            pictures, seen = _watch(guest, watcher)
        ended = program.stop()
    for number, picture in enumerate(pictures):
        cv2.imwrite(str(guest.logs / f"run-{number}.png"), picture[..., ::-1])
    expect(ended.code == 0, f"it ended with {ended.code}: {ended.said}")
    change, off = min(_difference(*two) for two in pairwise(pictures)), _colour_off(pictures[-1])
    faces, fps = sum(has_face(picture) for picture in pictures), rate(seen)
    expect(change >= _LEAST_CHANGE, f"pictures stand still ({change:.2f} of 255)")
    expect(faces == len(pictures), f"a face in {faces} of {len(pictures)}")
    least_rate = _LEAST_RATE if guest.patience == 1 else _LEAST_RATE_EMULATED
    expect(fps >= least_rate * FPS, f"{fps:.1f} FPS")
    return f"{fps:.2f} FPS, a face in {faces} of {len(pictures)}, colours off by {off:.0f} of 255 on average"


def _watch(guest: Guest, watcher: Watcher) -> tuple[list[Pixels], list[Seen]]:
    """Some pictures, far enough from each other to differ, and when all of them came."""
    card = placeholder(SIZE, APP_NAME, "paused")
    guest.until(partial(_differs, watcher, card), "the portrait in place of the placeholder", 30)
    pictures, before = [watcher.newest], len(watcher.seen)
    for _ in range(_PICTURES):
        guest.until(partial(_differs, watcher, pictures[-1], _LEAST_CHANGE), "the portrait moves", 20)
        pictures.append(watcher.newest)
    guest.until(lambda: len(watcher.seen) > before + 2 * FPS, "pictures", 10)
    return pictures, watcher.seen[before:]


def _differs(watcher: Watcher, from_what: Pixels, least: float = _LEAST_DIFFERENCE) -> bool:
    return bool(watcher.seen) and _difference(watcher.newest, from_what) >= least


def _difference(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean())


def _colour_off(picture: Pixels) -> float:
    """How far the mean colours of the picture's middle are from the portrait's; swapped channels show.

    Raises:
        MissedError: Too far.
    """
    portrait = default_portrait()
    file = cv2.imread(str(portrait))
    expect(file is not None, f"{portrait} cannot be read")
    wanted = np.asarray(file)[..., ::-1].reshape(-1, 3).mean(axis=0)
    middle = picture[:, SIZE[0] // 4 : 3 * SIZE[0] // 4].reshape(-1, 3).mean(axis=0)
    off = float(np.abs(wanted - middle).max())
    expect(off <= _MOST_COLOUR_OFF, f"mean colours {middle.round()} are not the portrait's {wanted.round()}")
    return off
