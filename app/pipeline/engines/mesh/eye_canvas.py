"""The flat canvas an eye is painted on: corner to corner is a fixed width, whatever the portrait's size."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.ratios import EYE_CORNERS
from app.pipeline.types import Landmarks, RGBImage

FloatArray = npt.NDArray[np.float32]

WIDTH = 96
"""Canvas pixels from the left to the right corner of the eye."""

MARGIN = 28
HEIGHT = 120
MIDDLE = HEIGHT / 2
"""The row on which the corners lie."""

SIZE = (WIDTH + 2 * MARGIN, HEIGHT)


def canvas_from_picture(start: FloatArray, end: FloatArray, across_scale: float) -> FloatArray:
    """2 x 3 affine from picture pixels to canvas pixels.

    Args:
        start: (x, y) of the eye corner at the picture's left.
        end: (x, y) of the other one.
        across_scale: Picture pixels per canvas pixel across the eye; along it the corners decide.
    """
    along = end - start
    width = max(float(np.linalg.norm(along)), 1e-6)
    along = along / width
    rows = np.stack([along * (WIDTH / width), np.array([-along[1], along[0]]) / across_scale])
    offset = np.array([MARGIN, MIDDLE]) - rows @ start
    return np.hstack([rows, offset[:, None]]).astype(np.float32)


def cut_eye(image: RGBImage, landmarks: Landmarks, eye: int) -> tuple[FloatArray, FloatArray, float]:
    """An eye of the portrait on its canvas.

    Returns:
        HEIGHT x (WIDTH + 2 MARGIN) x 3 float32 RGB, the 2 x 3 affine that took it there, and the
        picture's pixels per canvas pixel.
    """
    start, end = landmarks[EYE_CORNERS[eye], :2]
    scale = max(float(np.linalg.norm(end - start)), 2.0) / WIDTH
    to_canvas = canvas_from_picture(start, end, scale)
    method = cv2.INTER_LINEAR if scale > 1 else cv2.INTER_CUBIC
    patch = cv2.warpAffine(image, to_canvas, SIZE, flags=method, borderMode=cv2.BORDER_REPLICATE)
    return patch.astype(np.float32), to_canvas, scale


def on_canvas(points: Landmarks, to_canvas: FloatArray) -> FloatArray:
    """Landmarks (N x 2 or 3 picture pixels) as N x 2 canvas pixels."""
    moved: FloatArray = (points[:, :2] @ to_canvas[:, :2].T + to_canvas[:, 2]).astype(np.float32)
    return moved


def spread(patch: FloatArray, known: npt.NDArray[np.bool_], guess: FloatArray) -> FloatArray:
    """Fills the unknown from the known by growing blurs (normalised convolution).

    Args:
        patch: H x W x 3.
        known: H x W, which pixels count.
        guess: 3 channels, for where nothing known is near.
    """
    weight = known.astype(np.float32)
    total = np.zeros_like(patch) + guess.astype(np.float32) * np.float32(1e-3)
    mass = np.full(known.shape, 1e-3, np.float32)
    for sigma, trust in ((4, 1.0), (12, 0.1), (30, 0.01)):
        total += trust * cv2.GaussianBlur(patch * weight[..., None], (0, 0), sigma)
        mass += trust * cv2.GaussianBlur(weight, (0, 0), sigma)
    return np.asarray(total / mass[..., None], np.float32)
