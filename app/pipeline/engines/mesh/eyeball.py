"""An eyeball painted once from the portrait: what the lids hide is completed, the iris can look around."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.eye_canvas import MARGIN, WIDTH, on_canvas, spread
from app.pipeline.engines.mesh.iris_fit import fit_iris
from app.pipeline.engines.mesh.smoothstep import smoothstep
from app.pipeline.engines.mesh.topology import EYE_LOWER, EYE_UPPER, IRIS_RINGS
from app.pipeline.tracking.ratios import IRIS_CENTRES
from app.pipeline.types import Landmarks

FloatArray = npt.NDArray[np.float32]

MAX_GAZE = 0.30
"""Eye widths an iris may leave its place by."""

_IRIS_RADII = (0.12 * WIDTH, 0.28 * WIDTH)
_RINGS = 12

_LID_SHADOW = 9
"""Canvas rows under the upper lid that are not the eye's own colour."""

_CORNER = 22
"""Canvas columns of an eye's corner."""

_WATERLINE = 3
"""The same over the lower lid."""

_GLINT = 25.0
"""How much brighter than the eye's own colour a reflection is, 0..255."""

_STIRRED = 0.12
"""Eye widths of gaze from which on the lid's shadow stays behind altogether."""


@dataclass(frozen=True, slots=True, eq=False)
class Eyeball:
    """One eye of the portrait without its lids.

    Attributes:
        canvas: float32 RGB, the white and the whole iris.
        bared: The same without what the lids leave on it, shadow and lashes.
        shade: What the upper lid leaves of the light at each canvas row under its edge, 0..1.
        iris: (x, y) of the iris centre on the canvas.
        radius: Of the iris, canvas pixels.
    """

    canvas: FloatArray
    bared: FloatArray
    shade: FloatArray
    iris: FloatArray
    radius: float

    def look(
        self, u: FloatArray, v: FloatArray, gaze: FloatArray, lid: FloatArray, wide: float = 0.0
    ) -> FloatArray:
        """The eyeball as seen at canvas places (u, v), H x W each, while it looks elsewhere.

        The iris slides as a whole; the corners stay, the white in between gives way.

        Args:
            u: Along the eye, canvas pixels.
            v: Across it.
            gaze: (along, across) shift of the iris, eye widths.
            lid: H x W, canvas row of the upper lid's edge over or under each pixel.
            wide: 0..1, how far the upper lid has left the eye.
        """
        along, across = (float(g) * WIDTH for g in np.clip(gaze, -MAX_GAZE, MAX_GAZE))
        iris_u, iris_v = float(self.iris[0]) + along, float(self.iris[1]) + across
        room = np.where(u < iris_u, iris_u - MARGIN, MARGIN + WIDTH - iris_u) - self.radius
        felt = smoothstep(1 - (np.abs(u - iris_u) - self.radius) / np.maximum(room, 8)).astype(np.float32)
        felt_across = felt * np.clip(2.2 - np.abs(v - iris_v) / self.radius, 0, 1)
        place = (u - along * felt).astype(np.float32), (v - across * felt_across).astype(np.float32)
        seen = _sample(self.canvas, *place)
        away = float(np.hypot(along, across)) / (_STIRRED * WIDTH)
        share = max(float(smoothstep(np.array(away))), wide)
        if share <= 0:
            return seen
        # What the lid throws on the eye stays with the lid while the iris goes.
        shade = np.interp(v - lid, np.arange(len(self.shade)), self.shade).astype(np.float32)
        moved = _sample(self.bared, *place) * (shade + (1 - shade) * np.float32(wide))[..., None]
        mixed: FloatArray = seen + (moved - seen) * np.float32(share)
        return mixed


def _sample(canvas: FloatArray, u: FloatArray, v: FloatArray) -> FloatArray:
    return np.asarray(cv2.remap(canvas, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def paint_eyeball(patch: FloatArray, to_canvas: FloatArray, landmarks: Landmarks, eye: int) -> Eyeball:
    """Completes an eye under its lids.

    Args:
        patch: The portrait's eye on its canvas.
        to_canvas: 2 x 3, picture to canvas.
        landmarks: 478 x 3 pixels of the portrait.
        eye: 0 for the eye at the picture's left, 1 for the other.
    """
    contour = on_canvas(landmarks[np.r_[EYE_UPPER[eye], EYE_LOWER[eye][-2:0:-1]]], to_canvas)
    iris = on_canvas(landmarks[IRIS_CENTRES[eye : eye + 1]], to_canvas)[0]
    ring = on_canvas(landmarks[IRIS_RINGS[eye]], to_canvas)
    radius = float(np.clip(np.linalg.norm(ring - iris, axis=1).mean(), *_IRIS_RADII))
    seen = np.zeros(patch.shape[:2], np.uint8)
    cv2.fillPoly(seen, [np.round(contour).astype(np.int32)], (1,))
    seen = np.asarray(cv2.erode(seen, np.ones((3, 3), np.uint8)), np.uint8)
    iris, radius = fit_iris(patch, seen > 0, iris, radius)
    free = seen.copy()
    free[_LID_SHADOW:] &= seen[:-_LID_SHADOW]
    free[:-_WATERLINE] &= seen[_WATERLINE:]
    # The corners lie in a shadow of their own, which stays.
    lit = free.copy()
    lit[:, : MARGIN + _CORNER] = seen[:, : MARGIN + _CORNER]
    lit[:, MARGIN + WIDTH - _CORNER :] = seen[:, MARGIN + WIDTH - _CORNER :]
    shaded, light = (_white(patch, known, iris, radius) for known in (seen, lit))
    canvas = _completed(patch, seen, shaded, iris, radius)
    bared = _completed(patch, free, (shaded + light) / 2, iris, radius)
    bared = _with_glints(bared, patch, seen)
    lid = on_canvas(landmarks[EYE_UPPER[eye]], to_canvas)
    return Eyeball(canvas, bared, _lid_shade(canvas, bared, lid), iris, radius)


def _lid_shade(canvas: FloatArray, bared: FloatArray, lid: FloatArray) -> FloatArray:
    """How the light grows under a lid's edge (N x 2 canvas pixels), over its middle half."""
    columns = np.arange(MARGIN + WIDTH // 4, MARGIN + 3 * WIDTH // 4)
    edge = np.interp(columns, np.maximum.accumulate(lid[:, 0]), lid[:, 1])
    rows = np.arange(_LID_SHADOW + 3)[:, None]
    u = np.broadcast_to(columns.astype(np.float32), (len(rows), len(columns))).copy()
    v = (edge + rows).astype(np.float32)
    before, after = (_sample(picture, u, v).mean(axis=2) for picture in (canvas, bared))
    ratio = np.median(before / np.maximum(after, 1), axis=1)
    fade = np.clip((_LID_SHADOW + 2 - rows[:, 0]) / 4, 0, 1)
    shade: FloatArray = (1 + (np.clip(ratio, 0.3, 1) - 1) * fade).astype(np.float32)
    return shade


def _white(patch: FloatArray, seen: npt.NDArray[np.uint8], iris: FloatArray, radius: float) -> FloatArray:
    """The eye without its iris."""
    return spread(patch, (seen > 0) & (_from(iris, patch) > radius * 1.25), _white_guess(patch, seen))


def _from(iris: FloatArray, patch: FloatArray) -> FloatArray:
    ys, xs = np.mgrid[: patch.shape[0], : patch.shape[1]].astype(np.float32)
    return np.asarray(np.hypot(xs - iris[0], ys - iris[1]), np.float32)


def _completed(
    patch: FloatArray, seen: npt.NDArray[np.uint8], white: FloatArray, iris: FloatArray, radius: float
) -> FloatArray:
    """A canvas that shows the eye where it was seen, and a likely continuation elsewhere."""
    distance = _from(iris, patch)
    dark = _iris_from_rings(patch, (seen > 0) & (distance < radius * 1.08), distance, radius)
    edge = np.clip((radius * 1.05 - distance) / (0.14 * radius), 0, 1)[..., None]
    painted = white + (dark - white) * edge
    known = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), 1.2)[..., None] * seen[..., None]
    return np.asarray(painted + (patch - painted) * known, np.float32)


def _with_glints(bared: FloatArray, patch: FloatArray, seen: npt.NDArray[np.uint8]) -> FloatArray:
    """Reflections close to the lid make an eye alive; they are no shadow of it."""
    brighter = (patch - bared).mean(axis=2) * seen
    share = cv2.GaussianBlur(np.clip((brighter - _GLINT) / _GLINT, 0, 1), (0, 0), 0.8)
    return np.asarray(bared + (patch - bared) * share[..., None], np.float32)


def _white_guess(patch: FloatArray, seen: npt.NDArray[np.uint8]) -> FloatArray:
    """A plausible eye white: the bright part of the skin around, drained of half its colour."""
    bright = np.percentile(patch[seen == 0].reshape(-1, 3), 80, axis=0)
    return np.asarray(0.5 * bright + 0.5 * bright.mean(), np.float32)


def _iris_from_rings(
    patch: FloatArray, known: npt.NDArray[np.bool_], distance: FloatArray, radius: float
) -> FloatArray:
    """An iris is nearly the same all around: each ring takes the median of its visible part."""
    at = distance / (radius * 1.08) * _RINGS
    ring = np.clip(at.astype(int), 0, _RINGS - 1)
    whole = np.median(patch[known], axis=0) if known.any() else np.array([60.0, 45.0, 35.0])
    members = [known & (ring == k) for k in range(_RINGS)]
    profile = np.stack([np.median(patch[m], axis=0) if m.sum() > 6 else whole for m in members])
    steps = np.arange(_RINGS) + 0.5
    return np.stack([np.interp(at, steps, profile[:, c]) for c in range(3)], axis=-1).astype(np.float32)
