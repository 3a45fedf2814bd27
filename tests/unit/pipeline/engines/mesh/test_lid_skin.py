from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from app.pipeline.engines.mesh.eye_canvas import HEIGHT, MARGIN, SIZE, WIDTH
from app.pipeline.engines.mesh.lashes import REACH, paint_lashes
from app.pipeline.engines.mesh.lid_skin import LidCurves, paint_lid_skin

SKIN = np.array([205, 160, 135], np.float32)

Patch = npt.NDArray[np.float32]


def rims() -> LidCurves:
    along = np.clip((np.arange(SIZE[0], dtype=np.float32) - MARGIN) / WIDTH, 0, 1)
    arch = np.sin(np.pi * along).astype(np.float32)
    return LidCurves(upper=60 - 22 * arch, lower=60 + 12 * arch)


def open_eye(skin: npt.NDArray[np.float32] = SKIN, *, lashes: float = 0.2) -> Patch:
    """White, iris and a lash line on plain skin."""
    patch = np.empty((HEIGHT, SIZE[0], 3), np.float32)
    patch[:] = skin
    rows, eye = np.arange(HEIGHT, dtype=np.float32)[:, None], rims()
    between = (rows > eye.upper) & (rows < eye.lower)
    patch[between] = 235
    iris = np.hypot(np.arange(SIZE[0]) - 76, rows - 56) < 18
    patch[between & iris] = (60, 45, 35)
    line = (rows <= eye.upper) & (rows > eye.upper - 6) & (eye.lower > eye.upper)
    patch[line] *= lashes
    return np.asarray(cv2.GaussianBlur(patch, (0, 0), 1.0), np.float32)


def shut(patch: Patch) -> Patch:
    lid = paint_lid_skin(patch, rims())
    return patch + (lid[..., :3] - patch) * lid[..., 3:]


@pytest.mark.parametrize("skin", [SKIN, SKIN * 0.3, np.full(3, 140, np.float32)])
def test_nothing_of_the_open_eye_is_left_on_a_shut_lid(skin: Patch) -> None:
    closed = shut(open_eye(skin))
    assert np.abs(closed / skin - 1).max() < 0.16


def test_the_lid_meets_the_skin_around_it_without_an_edge() -> None:
    shaded = open_eye() * np.linspace(0.5, 1.0, SIZE[0], dtype=np.float32)[None, :, None]
    closed = shut(shaded)
    steps = (
        np.abs(np.diff(closed.mean(axis=2), axis=0)).max(),
        np.abs(np.diff(closed.mean(axis=2), axis=1)).max(),
    )
    assert max(steps) < 12


def test_a_dark_background_is_neither_painted_over_nor_smeared_in() -> None:
    patch = open_eye()
    patch[:, :24] = 12
    closed = shut(patch)
    assert closed[:, :18].max() < 30
    assert closed[45:70, 50:100].mean() > 0.85 * SKIN.mean()


def test_skin_that_lies_in_the_shade_is_skin() -> None:
    patch = open_eye()
    patch[:, 110:] *= 0.55
    closed = shut(patch)
    assert closed[60, 118].mean() < 0.75 * SKIN.mean()


def test_lashes_stand_over_an_open_lid_and_hang_from_a_shut_one() -> None:
    patch = open_eye(lashes=0.15)
    lashes = paint_lashes(patch, paint_lid_skin(patch, rims())[..., :3], rims().upper, 1.0)
    over, under = slice(REACH - 8, REACH - 2), slice(REACH + 3, REACH + 9)
    middle = slice(MARGIN + 20, MARGIN + WIDTH - 20)
    for strip, dark, light in ((lashes.standing, over, under), (lashes.hanging, under, over)):
        assert strip[dark, middle].mean() < strip[light, middle].mean() - 0.05


def test_lids_without_lashes_still_meet_in_a_line() -> None:
    patch = open_eye(lashes=1.0)
    lashes = paint_lashes(patch, paint_lid_skin(patch, rims())[..., :3], rims().upper, 1.0)
    assert lashes.hanging[REACH, SIZE[0] // 2].max() < 0.5
    assert lashes.hanging[0].min() > 0.95


def test_a_small_picture_gets_a_line_of_a_whole_pixel() -> None:
    patch = open_eye(lashes=1.0)
    skin = paint_lid_skin(patch, rims())[..., :3]
    fine, coarse = (
        float((1 - paint_lashes(patch, skin, rims().upper, scale).hanging[:, SIZE[0] // 2]).sum())
        for scale in (1.0, 0.2)
    )
    assert coarse > 1.4 * fine
