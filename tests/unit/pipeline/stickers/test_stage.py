"""Shipped portraits on stage: framing, matte, moving and looping."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.engines.mesh.topology import FACE_OVAL
from app.pipeline.stickers.catalogue import choose_expressions
from app.pipeline.stickers.framing import Square, cut_portrait, frame_head, show_square
from app.pipeline.stickers.matte import own_colours
from app.pipeline.stickers.segmentation import Segmenter
from app.pipeline.stickers.stage import MovedMatte, Scene, Stage, WatchedMatte, open_stage, set_scene
from app.tuning import UNTOUCHED, Controls
from tests import shipped

SIDE = 240


@pytest.fixture(scope="module")
def segmenter() -> Iterator[Segmenter]:
    with Segmenter() as opened:
        yield opened


_SCENES: dict[tuple[str, bool, bool], Scene] = {}


def _scene(segmenter: Segmenter, name: str, *, caption: bool = False, within: bool = False) -> Scene:
    key = (name, caption, within)
    if key not in _SCENES:
        _SCENES[key] = set_scene(shipped.portrait(name), segmenter, SIDE, caption=caption, within=within)
    return _SCENES[key]


def _stage(segmenter: Segmenter, name: str, opened: ExitStack, *, transparent: bool = True) -> Stage:
    scene = _scene(segmenter, name, within=not transparent)
    return open_stage(MeshEngine(), segmenter, scene, opened, transparent=transparent)


def _on_sticker(scene: Scene) -> npt.NDArray[np.float32]:
    """Landmarks in pixels of the sticker."""
    corner = np.array([scene.square.left, scene.square.top], np.float32)
    return np.asarray((scene.portrait.landmarks[:, :2] - corner) * (SIDE / scene.square.side), np.float32)


@pytest.mark.parametrize("name", shipped.PORTRAITS)
@pytest.mark.parametrize("within", [False, True])
def test_head_and_some_shoulders_are_framed(segmenter: Segmenter, name: str, within: bool) -> None:
    scene = _scene(segmenter, name, within=within)
    oval = _on_sticker(scene)[FACE_OVAL]
    alpha = show_square((scene.matte * 255).astype(np.uint8), scene.square, SIDE)
    assert np.ptp(oval[:, 1]) >= 0.35 * SIDE
    assert oval[:, 1].max() <= 0.82 * SIDE
    assert abs(oval[:, 0].mean() - SIDE / 2) <= 0.1 * SIDE
    assert alpha[: SIDE // 40].max() < 128, "hair is cut off"
    assert (alpha[-SIDE // 20 :] > 128).any(), "there are no shoulders"


@pytest.mark.parametrize("name", shipped.PORTRAITS)
def test_a_caption_leaves_the_chin_free(segmenter: Segmenter, name: str) -> None:
    chin = _on_sticker(_scene(segmenter, name, caption=True))[152, 1]
    assert chin <= 0.74 * SIDE


@pytest.mark.parametrize("name", shipped.PORTRAITS)
def test_with_its_background_the_square_lies_in_the_picture(segmenter: Segmenter, name: str) -> None:
    left, top, right, bottom = _scene(segmenter, name, within=True).shown
    assert max(left, top) <= 0.01
    assert min(right, bottom) >= SIDE - 0.01


def test_a_picture_cut_at_the_throat_is_shown_down_to_its_edge() -> None:
    landmarks = shipped.portrait().landmarks
    low = int(landmarks[152, 1]) + 60
    matte = np.zeros((low, 896), np.float32)
    matte[100:, 260:640] = 1
    square = frame_head(landmarks, matte, caption=False, within=False)
    assert square.top + square.side == pytest.approx(low, abs=2)


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("box", [(270, 150, 640, 720), (0, 60, 896, 740)])
def test_a_close_up_keeps_its_face_clear_of_the_caption(
    segmenter: Segmenter, box: tuple[int, int, int, int], within: bool
) -> None:
    close = shipped.cropped(shipped.portrait(shipped.GENTLEMAN), *box)
    scene = set_scene(close, segmenter, SIDE, caption=True, within=within)
    face = _on_sticker(scene)
    assert face[FACE_OVAL, 1].min() >= 0
    assert face[152, 1] <= 0.78 * SIDE


@cache
def _dots() -> npt.NDArray[np.uint8]:
    y, x = np.mgrid[0:300, 0:400]
    return np.dstack([x * 255 // 400, y * 255 // 300, np.full_like(x, 77)]).astype(np.uint8)


@pytest.mark.parametrize("pixels", [60, 200, 300])
def test_a_square_shows_what_lies_in_it(pixels: int) -> None:
    square = Square(120.5, 60.25, 150.0)
    shown = show_square(_dots(), square, pixels)
    centre = shown[pixels // 2, pixels // 2].astype(int)
    at = 120.5 + 150.0 * (pixels // 2 + 0.5) / pixels, 60.25 + 150.0 * (pixels // 2 + 0.5) / pixels
    assert centre[:2] == pytest.approx([at[0] * 255 / 400, at[1] * 255 / 300], abs=2)


def test_beyond_the_picture_there_is_nothing() -> None:
    shown = show_square(np.full((100, 100, 4), 255, np.uint8), Square(-50, -50, 200), 100)
    assert not shown[:20].any()
    assert not shown[:, :20].any()
    assert (shown[30:70, 30:70] == 255).all()


def test_a_cut_portrait_keeps_its_landmarks_on_its_face() -> None:
    portrait = shipped.portrait()
    cut, square = cut_portrait(portrait, Square(200, 50, 500), SIDE)
    assert max(cut.size) <= 2 * 1.5 * SIDE
    assert square.side == pytest.approx(1.5 * SIDE, rel=0.01)
    before, after = portrait.landmarks[1], cut.landmarks[1]
    scale = square.side / 500
    assert (after[:2] - (square.left, square.top)) / scale == pytest.approx(before[:2] - (200, 50), abs=1)


@pytest.mark.parametrize("name", shipped.PORTRAITS)
def test_face_and_hair_are_the_persons_and_the_corners_are_not(segmenter: Segmenter, name: str) -> None:
    scene = _scene(segmenter, name)
    face = np.zeros(scene.matte.shape, np.uint8)
    cv2.fillConvexPoly(face, cv2.convexHull(scene.portrait.landmarks[FACE_OVAL, :2].astype(np.int32)), (1,))
    inner = cv2.erode(face, np.ones((7, 7), np.uint8))
    assert scene.matte[inner > 0].min() > 0.9
    forehead = scene.portrait.landmarks[10]
    hair = int(forehead[1] - 0.25 * (scene.portrait.landmarks[152, 1] - forehead[1]))
    assert scene.matte[hair, int(forehead[0])] > 0.9
    assert scene.matte[:10, [0, -1]].max() < 0.05
    counts, _ = cv2.connectedComponents((scene.matte > 0.5).astype(np.uint8))
    assert counts == 2, "more than one piece"


def test_no_old_background_shines_through(segmenter: Segmenter) -> None:
    portrait = shipped.portrait(shipped.GENTLEMAN)
    scene = _scene(segmenter, shipped.GENTLEMAN)
    green = scene.portrait.image.copy()
    green[scene.matte < 0.5] = (0, 255, 0)
    colours = own_colours(green, scene.matte)
    edge = (scene.matte > 0.02) & (scene.matte < 0.9)
    strayed = colours[edge].astype(int)
    assert (strayed[:, 1] - strayed[:, [0, 2]].max(axis=1)).max() < 40
    solid = cv2.erode((scene.matte > 0.99).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert np.abs(colours[solid].astype(int) - green[solid]).max() <= 1
    assert portrait.size == (896, 1024)


@pytest.mark.parametrize("name", ["wink", "shocked", "no"])
@pytest.mark.parametrize("transparent", [False, True])
def test_a_loop_has_no_jump(segmenter: Segmenter, name: str, transparent: bool) -> None:
    (expression,) = choose_expressions([name])
    with ExitStack() as opened:
        stage = _stage(segmenter, shipped.GENTLEMAN, opened, transparent=transparent)
        frames = [stage.show(controls).astype(np.int16) for controls in expression.frames(70)]
    steps = [float(np.abs(b - a).mean()) for a, b in pairwise(frames)]
    assert float(np.abs(frames[-1] - frames[0]).mean()) < np.median(steps)
    assert max(steps) < 8 * np.median(steps)


def test_the_matte_goes_with_the_head(segmenter: Segmenter) -> None:
    with ExitStack() as opened:
        stage = _stage(segmenter, shipped.LADY, opened)
        assert isinstance(stage, MovedMatte)
        rest, moved = (stage.show(Controls(move_x=value))[..., 3].astype(int) for value in (0.0, 0.5))
        smiling = stage.show(Controls(mouth_open=1, blink_left=1))[..., 3].astype(int)
    head = slice(SIDE // 4, SIDE // 2)
    middle = [(alpha[head] * np.arange(SIDE)).sum() / alpha[head].sum() for alpha in (rest, moved)]
    assert middle[1] - middle[0] > 3
    assert np.abs(moved[-4:] - rest[-4:]).max() <= 3, "the shoulders moved"
    face = slice(SIDE // 3, SIDE // 2), slice(SIDE // 2 - 20, SIDE // 2 + 20)
    assert smiling[face].min() >= 250, "there are holes where mouth or eyes are drawn"


def test_an_engine_that_paints_anew_is_watched(segmenter: Segmenter) -> None:
    class Painter(MeshEngine):
        reads_driver = True

    scene = _scene(segmenter, shipped.GENTLEMAN)
    with ExitStack() as opened:
        stage = open_stage(Painter(), segmenter, scene, opened, transparent=True)
        assert isinstance(stage, WatchedMatte)
        watched = stage.show(UNTOUCHED)
        carried = open_stage(MeshEngine(), segmenter, scene, opened, transparent=True).show(UNTOUCHED)
    differ = np.abs(watched[..., 3].astype(int) - carried[..., 3])
    assert (differ > 64).mean() < 0.01


def test_a_face_without_a_person_around_it_is_kept(segmenter: Segmenter) -> None:
    portrait = shipped.portrait()
    face = np.zeros(portrait.image.shape[:2], np.uint8)
    cv2.fillConvexPoly(face, cv2.convexHull(portrait.landmarks[FACE_OVAL, :2].astype(np.int32)), (1,))
    alone = replace(portrait, image=np.where(face[..., None] > 0, portrait.image, np.uint8(128)))
    scene = set_scene(alone, segmenter, SIDE, caption=False, within=False)
    alpha = show_square((scene.matte * 255).astype(np.uint8), scene.square, SIDE)
    assert alpha[SIDE // 2, SIDE // 2] == 255
