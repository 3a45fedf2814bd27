"""An eyeball painted once from the portrait: what the lids hide is completed, the iris can look around."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.eye_canvas import MARGIN, WIDTH, on_canvas, spread
from app.pipeline.engines.mesh.smoothstep import smoothstep
from app.pipeline.engines.mesh.topology import EYE_LOWER, EYE_UPPER, IRIS_RINGS
from app.pipeline.tracking.ratios import IRIS_CENTRES
from app.pipeline.types import Landmarks

FloatArray = npt.NDArray[np.float32]

MAX_GAZE = 0.30
"""Eye widths an iris may leave its place by."""

_IRIS_RADII = (0.12 * WIDTH, 0.28 * WIDTH)
_RINGS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Eyeball:
    """One eye of the portrait without its lids.

    Attributes:
        canvas: float32 RGB, the white and the whole iris.
        iris: (x, y) of the iris centre on the canvas.
        radius: Of the iris, canvas pixels.
    """

    canvas: FloatArray
    iris: FloatArray
    radius: float

    def look(self, u: FloatArray, v: FloatArray, gaze: FloatArray) -> FloatArray:
        """The eyeball as seen at canvas places (u, v), H x W each, while it looks elsewhere.

        The iris slides as a whole; the corners stay, the white in between gives way.

        Args:
            u: Along the eye, canvas pixels.
            v: Across it.
            gaze: (along, across) shift of the iris, eye widths.
        """
        along, across = (float(g) * WIDTH for g in np.clip(gaze, -MAX_GAZE, MAX_GAZE))
        iris_u, iris_v = float(self.iris[0]) + along, float(self.iris[1]) + across
        room = np.where(u < iris_u, iris_u - MARGIN, MARGIN + WIDTH - iris_u) - self.radius
        felt = smoothstep(1 - (np.abs(u - iris_u) - self.radius) / np.maximum(room, 8)).astype(np.float32)
        felt_across = felt * np.clip(2.2 - np.abs(v - iris_v) / self.radius, 0, 1)
        seen = cv2.remap(
            self.canvas,
            (u - along * felt).astype(np.float32),
            (v - across * felt_across).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(seen, np.float32)


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
    ys, xs = np.mgrid[: patch.shape[0], : patch.shape[1]].astype(np.float32)
    distance = np.hypot(xs - iris[0], ys - iris[1])
    white = spread(patch, (seen > 0) & (distance > radius * 1.25), _white_guess(patch, seen))
    dark = _iris_from_rings(patch, (seen > 0) & (distance < radius * 1.08), distance, radius)
    edge = np.clip((radius * 1.05 - distance) / (0.14 * radius), 0, 1)[..., None]
    painted = white + (dark - white) * edge
    known = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), 1.2)[..., None] * seen[..., None]
    return Eyeball((painted + (patch - painted) * known).astype(np.float32), iris, radius)


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
