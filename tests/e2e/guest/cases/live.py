"""The program as people use it: a portrait, driven by the drawn performer, on the camera."""

from __future__ import annotations

import cv2
import numpy as np

from app.pipeline.portrait.library import default_portrait
from app.pipeline.sinks.virtual_camera.pixels import Pixels
from tests.e2e.guest import driver
from tests.e2e.guest.faces import has_face
from tests.e2e.guest.program import Program
from tests.e2e.guest.setting import FPS, SIZE, Guest, expect
from tests.e2e.guest.watcher import Watcher, rate

_PICTURES = 40
_LEAST_CHANGE = 0.2
"""Mean of 255 levels, between pictures some time apart."""

_MOST_COLOUR_OFF = 25.0
_LEAST_RATE = 0.9


def performer(guest: Guest) -> str:
    """Pictures advance at the rate, show a face, and have the portrait's colours."""
    node = driver.load_ours(guest)
    size = ("--size", f"{SIZE[0]}x{SIZE[1]}", "--fps", str(FPS))
    with Program(
        guest, "run", "run", "--camera", "demo:", "--engine", "mesh", "--output", "vcam", *size
    ) as one:
        one.wait_for("portrait:", 40)
        with Watcher(guest, node) as watcher:
            guest.until(lambda: len(watcher.seen) > 2 * FPS, "pictures", 20)
            pictures, before = [watcher.newest], len(watcher.seen)
            for count in range(_PICTURES // 10, _PICTURES + 1, _PICTURES // 10):
                guest.until(lambda count=count: len(watcher.seen) > before + count, "pictures", 20)
                pictures.append(watcher.newest)
            seen = watcher.seen[before:]
        ended = one.stop()
    for number, picture in enumerate(pictures):
        cv2.imwrite(str(guest.logs / f"run-{number}.png"), picture[..., ::-1])
    expect(ended.code == 0, ended.said)
    change = min(_difference(*two) for two in zip(pictures, pictures[1:], strict=False))
    faces, off = sum(has_face(picture) for picture in pictures), _colour_off(pictures[-1])
    expect(change >= _LEAST_CHANGE, f"pictures stand still ({change:.2f} of 255)")
    expect(faces == len(pictures), f"a face in {faces} of {len(pictures)}")
    expect(rate(seen) >= _LEAST_RATE * FPS, f"{rate(seen):.1f} FPS")
    return f"{rate(seen):.2f} FPS, a face in {faces} of {len(pictures)}, change {change:.1f}, colours off {off:.0f}"


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
