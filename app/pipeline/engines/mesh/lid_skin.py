"""The skin of a shut lid, made out of what surrounds the open eye."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.eye_canvas import HEIGHT, MARGIN, SIZE, WIDTH, on_canvas
from app.pipeline.engines.mesh.membrane import stretch_over
from app.pipeline.engines.mesh.topology import EYE_LOWER, EYE_UPPER
from app.pipeline.types import Landmarks

FloatArray = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_OVER = (12, 24)
"""Rows over the upper lid's edge that lashes may darken: at least, at most."""

UNDER = 10
"""Rows under the lower lid's edge that still are eye, lashes or wet rim; painted eyes are often larger."""

_BESIDE = 14
_LIT, _MOST_LIT = 0.88, 0.9
"""A row over the lid is clear of lashes where so much of it is as bright as so much of the skin."""

_RIM = 4
_FEATHER = 3.5
_FRAME = 6
_SMOOTH = 9
_CLEAR, _SHADOW_REACH = 0.85, 9
"""Brightness against its surroundings from which skin is no shadow of lashes; how far that may reach."""

_THICKEST_LINE, _THICKEST_LASH = 15, 13
_RING, _USUAL = 12, 60
"""The skin around an eye, and the percentile of its brightness that is skin's."""

_DEEPEST_SHADE = 0.45
_DARKEST, _BRIGHTEST = 0.35, 1.4

_GRAIN = 14.0
_BULGE, _HOLLOW = 0.05, 0.10


@dataclass(frozen=True, slots=True, eq=False)
class LidCurves:
    """The rims of one open eye on its canvas, a row for each column.

    Attributes:
        upper: Of the upper lid's edge.
        lower: Of the lower lid's edge.
    """

    upper: FloatArray
    lower: FloatArray

    @classmethod
    def of(cls, landmarks: Landmarks, to_canvas: FloatArray, eye: int) -> LidCurves:
        """Measures the eye at the picture's left (0) or the other one (1)."""
        upper, lower = (_curve(on_canvas(landmarks[rim[eye]], to_canvas)) for rim in (EYE_UPPER, EYE_LOWER))
        return cls(upper, lower)


def paint_lid_skin(patch: FloatArray, rims: LidCurves) -> FloatArray:
    """The lid as if the eye were shut.

    Args:
        patch: The portrait's eye on its canvas.
        rims: Of the open eye.

    Returns:
        Canvas, RGBA float32, alpha 0..1: opaque where the open eye and its lashes are, fading to
        nothing beyond, where the portrait's own skin goes on in the same colours.
    """
    hole = _eye_and_lashes(patch, rims)
    grey = np.asarray(patch.mean(axis=2), np.float32)
    shade, foreign = _shade(grey, hole), _foreign(grey, hole, rims)
    hole = _with_shadow(hole, shade) & ~foreign
    # The hole's rim is where shadows end: a little further out the skin has its own colour.
    skin = (shade > _CLEAR) & ~foreign & ~_grown(hole, _RIM)
    filled = stretch_over(patch, skin.astype(np.float32))
    filled = (filled + _grain(patch, rims.lower)) * _rounding(rims)[..., None]
    alpha = np.clip(2 * cv2.GaussianBlur(hole.astype(np.float32), (0, 0), _FEATHER), 0, 1) * _frame()
    return np.dstack([filled, alpha]).astype(np.float32)


def _eye_and_lashes(patch: FloatArray, rims: LidCurves) -> Mask:
    columns = np.arange(SIZE[0], dtype=np.float32)
    rows = np.arange(HEIGHT, dtype=np.float32)[:, None]
    beyond = np.maximum(MARGIN - columns, columns - (MARGIN + WIDTH))
    share = np.sqrt(np.clip(1 - np.maximum(beyond, 0) / _BESIDE, 0, 1))
    over = _lash_rows(patch, rims)
    hole: Mask = (rows > rims.upper - over * share) & (rows < rims.lower + UNDER * share) & (share > 0)
    return hole


def _lash_rows(patch: FloatArray, rims: LidCurves) -> int:
    """How far over the lid's edge its lashes and their line reach."""
    middle = np.arange(MARGIN + WIDTH // 6, MARGIN + WIDTH - WIDTH // 6)
    offsets = np.arange(_OVER[1] + 6)[:, None]
    rows = np.clip(np.round(rims.upper[middle] - offsets).astype(int), 0, HEIGHT - 1)
    grey = patch.mean(axis=2)[rows, middle]
    bright = grey >= _LIT * np.percentile(grey[_OVER[0] // 2 :], 75)
    clear = np.flatnonzero(bright[_OVER[0] :].mean(axis=1) >= _MOST_LIT)
    return int(min(_OVER[0] + clear[0], _OVER[1])) if len(clear) else _OVER[0]


def _shade(grey: FloatArray, hole: Mask) -> FloatArray:
    """Brightness of each pixel outside the eye against what is around it.

    Lines and lashes are dark, a cheek in the shade is not.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_THICKEST_LINE, _THICKEST_LINE))
    around = cv2.morphologyEx(np.where(hole, 0, grey).astype(np.float32), cv2.MORPH_CLOSE, kernel)
    return np.asarray(grey / np.maximum(around, 1.0), np.float32)


def _foreign(grey: FloatArray, hole: Mask, rims: LidCurves) -> Mask:
    """What is no skin: hair, rims of glasses, a dark background; reflections."""
    around, middle = _grown(hole, _RING) & ~hole, SIZE[0] // 2
    sides = [
        float(np.percentile(half[ring], _USUAL)) if ring.any() else 128.0
        for half, ring in ((grey[:, :middle], around[:, :middle]), (grey[:, middle:], around[:, middle:]))
    ]
    sides = [max(side, _DEEPEST_SHADE * max(sides), 1.0) for side in sides]
    usual = np.interp(np.arange(SIZE[0]), (MARGIN + WIDTH / 4, MARGIN + 3 * WIDTH / 4), sides)
    rows = np.arange(HEIGHT, dtype=np.float32)[:, None]
    eye = (rows > rims.upper - _OVER[0]) & (rows < rims.lower + _RIM)
    eye[:, :MARGIN] = eye[:, MARGIN + WIDTH :] = False
    dark = ((grey < _DARKEST * usual) & ~eye).astype(np.uint8)
    # Lashes are as dark, but thin.
    vast = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((_THICKEST_LASH,) * 2, np.uint8))
    foreign: Mask = _grown(vast > 0, 2) | (~hole & (grey > _BRIGHTEST * usual))
    return foreign


def _grown(mask: Mask, by: int) -> Mask:
    grown: Mask = cv2.dilate(mask.astype(np.uint8), np.ones((2 * by + 1,) * 2, np.uint8)) > 0
    return grown


def _with_shadow(hole: Mask, shade: FloatArray) -> Mask:
    """The hole and what is half dark at its rim, the blur of lashes and lines."""
    shadow = (shade < _CLEAR) & ~hole
    for _ in range(_SHADOW_REACH):
        hole = hole | (_grown(hole, 1) & shadow)
    smooth: Mask = cv2.medianBlur(hole.astype(np.uint8), _SMOOTH) > 0
    return smooth


def _frame() -> FloatArray:
    """1 on the canvas, falling to 0 at its edge."""
    rows, columns = np.arange(HEIGHT)[:, None], np.arange(SIZE[0])
    margin = np.minimum(np.minimum(rows, HEIGHT - 1 - rows), np.minimum(columns, SIZE[0] - 1 - columns))
    return np.clip(margin / _FRAME, 0, 1).astype(np.float32)


def _rounding(rims: LidCurves) -> FloatArray:
    """The eyeball under the lid: light on its height, darker towards the lashes."""
    columns = np.arange(SIZE[0], dtype=np.float32)
    rows = np.arange(HEIGHT, dtype=np.float32)[:, None]
    along = np.clip(1 - ((columns - MARGIN - WIDTH / 2) / (WIDTH / 2)) ** 2, 0, 1)
    gap = np.maximum(rims.lower - rims.upper, 8)
    down = np.clip((rows - rims.upper + 8) / (gap + 8), 0, 1)
    over = np.clip(1 - (rows - rims.lower) / _RIM, 0, 1)
    shade: FloatArray = 1 + along * (_BULGE * np.sin(np.pi * down) - _HOLLOW * down**4 * over)
    return shade.astype(np.float32)


def _grain(patch: FloatArray, lower: FloatArray) -> FloatArray:
    """The fine texture of the skin under the eye, folded up over the lid."""
    detail = np.clip(patch - cv2.GaussianBlur(patch, (0, 0), 3), -_GRAIN, _GRAIN)
    columns = np.broadcast_to(np.arange(SIZE[0], dtype=np.float32), (HEIGHT, SIZE[0]))
    fold = float(lower.max()) + UNDER
    rows = fold + np.abs(fold - np.arange(HEIGHT, dtype=np.float32))[:, None] + np.zeros_like(columns)
    mirrored = cv2.remap(
        detail, columns.copy(), rows.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    return np.asarray(mirrored, np.float32)


def _curve(points: FloatArray) -> FloatArray:
    order = np.argsort(points[:, 0])
    columns = np.arange(SIZE[0], dtype=np.float32)
    return np.interp(columns, points[order, 0], points[order, 1]).astype(np.float32)
