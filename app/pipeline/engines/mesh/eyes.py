"""What lies between the lids: an eyeball painted once from the portrait, then turned and uncovered."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.topology import EYE_LOWER, EYE_UPPER, IRIS_RINGS
from app.pipeline.tracking.ratios import EYE_CORNERS, IRIS_CENTRES
from app.pipeline.types import Landmarks, RGBImage

FloatArray = npt.NDArray[np.float32]

# The canvas an eyeball is painted on: corner to corner is _WIDTH pixels, with a margin all around.
_WIDTH = 96
_MARGIN = 24
_HEIGHT = 96
_SIZE = (_WIDTH + 2 * _MARGIN, _HEIGHT)
_ORIGIN = np.array([_MARGIN, _HEIGHT / 2], np.float32)
_FEATHER = 0.03
MAX_GAZE = 0.30
"""Eye widths an iris may leave its place by."""


@dataclass(frozen=True, slots=True, eq=False)
class Eyeball:
    """One eye of the portrait, without its lids.

    Attributes:
        canvas: float32 RGB, the white and the whole iris, corners at fixed places.
        iris: (x, y) of the iris centre on the canvas.
        radius: Of the iris, canvas pixels.
        index: 0 for the eye at the picture's left, 1 for the other.
    """

    canvas: FloatArray
    iris: FloatArray
    radius: float
    index: int

    def draw(self, image: RGBImage, points: Landmarks, gaze: FloatArray, across_scale: float) -> None:
        """Paints the eyeball into the opening between the lids, in place.

        Args:
            image: The moved face, H x W x 3 uint8 RGB.
            points: 468+ x 3, moved landmarks in pixels of ``image``.
            gaze: (along, across) shift of the iris, eye widths.
            across_scale: Pixels per canvas pixel across the eye (the head's own scale).
        """
        contour = np.vstack([points[EYE_UPPER[self.index], :2], points[EYE_LOWER[self.index][-2:0:-1], :2]])
        start, end = points[EYE_CORNERS[self.index], :2]
        width = float(np.linalg.norm(end - start))
        region = _region(contour, image.shape, margin=3)
        if region is None or width < 2:
            return
        x0, y0, x1, y1 = region
        to_canvas = _canvas_from_picture(start, end, across_scale)
        ys, xs = np.mgrid[y0:y1, x0:x1].astype(np.float32)
        u = to_canvas[0, 0] * xs + to_canvas[0, 1] * ys + to_canvas[0, 2]
        v = to_canvas[1, 0] * xs + to_canvas[1, 1] * ys + to_canvas[1, 2]
        shift = np.clip(gaze, -MAX_GAZE, MAX_GAZE) * _WIDTH
        u, v = self._look(u, v, shift.astype(np.float32))
        eyeball = cv2.remap(self.canvas, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        mask = opening_mask(contour, region, blur=max(width * _FEATHER, 0.6))
        target = image[y0:y1, x0:x1]
        target[:] = (target + (eyeball - target) * mask[..., None] + 0.5).astype(np.uint8)

    def _look(self, u: FloatArray, v: FloatArray, shift: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Slides the iris as a whole; the corners stay, the white gives way."""
        iris_u, iris_v = float(self.iris[0] + shift[0]), float(self.iris[1] + shift[1])
        distance_u, distance_v = np.abs(u - iris_u), np.abs(v - iris_v)
        # The room from the iris' edge to each corner decides how far its motion is felt.
        room = np.where(u < iris_u, iris_u - _MARGIN, _MARGIN + _WIDTH - iris_u) - self.radius
        felt = _ease(1 - (distance_u - self.radius) / np.maximum(room, 8)).astype(np.float32)
        felt_v = felt * np.clip(2.2 - distance_v / self.radius, 0, 1)
        return u - shift[0] * felt, v - shift[1] * felt_v


def paint_eyeball(image: RGBImage, landmarks: Landmarks, index: int) -> Eyeball:
    """Takes an eye out of the portrait and completes what the lids hide.

    Args:
        image: The portrait, H x W x 3 uint8 RGB.
        landmarks: 478 x 3 pixels of it.
        index: 0 for the eye at the picture's left, 1 for the other.
    """
    start, end = landmarks[EYE_CORNERS[index], :2]
    scale = max(float(np.linalg.norm(end - start)), 2.0) / _WIDTH
    to_canvas = _canvas_from_picture(start, end, scale)
    patch = cv2.warpAffine(
        image,
        to_canvas,
        _SIZE,
        flags=cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    contour = np.vstack([landmarks[EYE_UPPER[index], :2], landmarks[EYE_LOWER[index][-2:0:-1], :2]])
    contour = contour @ to_canvas[:, :2].T + to_canvas[:, 2]
    iris = landmarks[IRIS_CENTRES[index], :2] @ to_canvas[:, :2].T + to_canvas[:, 2]
    ring = landmarks[IRIS_RINGS[index], :2] @ to_canvas[:, :2].T + to_canvas[:, 2]
    radius = float(np.clip(np.linalg.norm(ring - iris, axis=1).mean(), 0.12 * _WIDTH, 0.28 * _WIDTH))
    canvas = _complete(patch.astype(np.float32), contour.astype(np.float32), iris.astype(np.float32), radius)
    return Eyeball(canvas, iris.astype(np.float32), radius, index)


def opening_mask(contour: FloatArray, region: tuple[int, int, int, int], blur: float) -> FloatArray:
    """0..1 inside a closed contour, soft at its edge.

    Args:
        contour: N x 2 pixels.
        region: x0, y0, x1, y1 of the mask.
        blur: Width of the soft edge, pixels.
    """
    x0, y0, x1, y1 = region
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillPoly(mask, [np.round((contour - (x0, y0)) * 16).astype(np.int32)], 255, cv2.LINE_AA, shift=4)
    side = 2 * int(np.ceil(blur)) + 1
    soft: FloatArray = cv2.GaussianBlur(mask, (side, side), blur * 0.6).astype(np.float32) * np.float32(
        1 / 255
    )
    return soft


def _ease(x: FloatArray) -> FloatArray:
    """Smoothstep from 0 to 1."""
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)


def _canvas_from_picture(start: FloatArray, end: FloatArray, across_scale: float) -> FloatArray:
    along = end - start
    width = float(np.linalg.norm(along))
    along = along / max(width, 1e-6)
    rows = np.stack([along * _WIDTH / max(width, 1e-6), np.array([-along[1], along[0]]) / across_scale])
    offset = _ORIGIN - rows @ start
    return np.hstack([rows, offset[:, None]]).astype(np.float32)


def _region(contour: FloatArray, shape: tuple[int, ...], margin: int) -> tuple[int, int, int, int] | None:
    x0, y0 = np.maximum(np.floor(contour.min(axis=0)).astype(int) - margin, 0)
    x1, y1 = np.minimum(np.ceil(contour.max(axis=0)).astype(int) + margin + 1, (shape[1], shape[0]))
    return (int(x0), int(y0), int(x1), int(y1)) if x1 - x0 > 1 and y1 - y0 > 1 else None


def _complete(patch: FloatArray, contour: FloatArray, iris: FloatArray, radius: float) -> FloatArray:
    """Continues the visible part of an eye under its lids."""
    height, width = patch.shape[:2]
    seen = np.zeros((height, width), np.uint8)
    cv2.fillPoly(seen, [np.round(contour).astype(np.int32)], 1)
    seen = cv2.erode(seen, np.ones((3, 3), np.uint8))
    ys, xs = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot(xs - iris[0], ys - iris[1])
    inside = distance < radius * 1.08
    white = _spread(patch, (seen > 0) & (distance > radius * 1.25), _white_guess(patch, seen))
    dark = _iris_from_rings(patch, (seen > 0) & inside, distance, radius)
    edge = np.clip((radius * 1.05 - distance) / (0.14 * radius), 0, 1)[..., None]
    painted = white + (dark - white) * edge
    known = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), 1.2)[..., None] * seen[..., None]
    result: FloatArray = (painted + (patch - painted) * known).astype(np.float32)
    return result


def _white_guess(patch: FloatArray, seen: npt.NDArray[np.uint8]) -> FloatArray:
    """A plausible eye white: the bright part of the skin around, drained of half its colour."""
    skin = patch[seen == 0].reshape(-1, 3)
    bright = np.percentile(skin, 80, axis=0)
    grey = bright.mean()
    return (0.5 * bright + 0.5 * grey).astype(np.float32)


def _spread(patch: FloatArray, known: npt.NDArray[np.bool_], guess: FloatArray) -> FloatArray:
    """Fills the unknown from the known by growing blurs (normalised convolution)."""
    weight = known.astype(np.float32)
    total, mass = guess * np.float32(1e-3) + np.zeros_like(patch), np.full(known.shape, 1e-3, np.float32)
    for sigma, trust in ((4, 1.0), (12, 0.1), (30, 0.01)):
        total += trust * cv2.GaussianBlur(patch * weight[..., None], (0, 0), sigma)
        mass += trust * cv2.GaussianBlur(weight, (0, 0), sigma)
    return total / mass[..., None]


def _iris_from_rings(
    patch: FloatArray, known: npt.NDArray[np.bool_], distance: FloatArray, radius: float
) -> FloatArray:
    """An iris is nearly the same all around: each ring takes the median of its visible part."""
    rings = 12
    bins = np.clip((distance / (radius * 1.08) * rings).astype(int), 0, rings - 1)
    whole = np.median(patch[known], axis=0) if known.any() else np.array([60.0, 45.0, 35.0])
    profile = np.stack(
        [
            np.median(patch[known & (bins == k)], axis=0) if (known & (bins == k)).sum() > 6 else whole
            for k in range(rings)
        ]
    )
    at = np.clip(distance / (radius * 1.08) * rings - 0.5, 0, rings - 1)
    return np.stack([np.interp(at, np.arange(rings), profile[:, c]) for c in range(3)], axis=-1).astype(
        np.float32
    )
