"""What lies between the lips: the portrait's own mouth where it shows one, teeth, tongue and dark elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.topology import INNER_LIP_LOWER, INNER_LIP_UPPER
from app.pipeline.tracking.ratios import MOUTH_CORNERS
from app.pipeline.types import Landmarks, RGBImage

FloatArray = npt.NDArray[np.float32]

# Canvases are _WIDTH pixels from mouth corner to mouth corner, with a margin on both sides.
_WIDTH = 160
_MARGIN = 16
_COLUMNS = _WIDTH + 2 * _MARGIN
_UPPER_ROWS = 72
_LOWER_ROWS = 72


@dataclass(frozen=True, slots=True, eq=False)
class MouthInterior:
    """The inside of a mouth, painted once.

    Attributes:
        upper: _UPPER_ROWS x _COLUMNS x 4 float32 RGBA, teeth of the upper jaw; row 0 is the gum.
        lower: _LOWER_ROWS x _COLUMNS x 4 float32 RGBA, teeth of the lower jaw and tongue; the last row is the gum.
        cavity: RGB float32, the dark behind.
    """

    upper: FloatArray
    lower: FloatArray
    cavity: FloatArray

    def draw(self, image: RGBImage, points: Landmarks, upper_rest: FloatArray, own: float) -> None:
        """Paints the interior into the opening between the lips, in place.

        Args:
            image: The moved face, H x W x 3 uint8 RGB.
            points: 468+ x 3, moved landmarks in pixels of ``image``.
            upper_rest: (x, y), where the skull holds the middle of the upper lip's inner rim at rest.
            own: 0..1, how much of the portrait's own open mouth, already in ``image``, stays.
        """
        contour = np.vstack([points[INNER_LIP_UPPER, :2], points[INNER_LIP_LOWER[-2:0:-1], :2]])
        region = _region(contour, image.shape, margin=3)
        start, end = points[MOUTH_CORNERS, :2]
        along = end - start
        width = float(np.linalg.norm(along))
        upper_lip, lower_lip = points[13, :2], points[14, :2]
        across = np.array([-along[1], along[0]]) / max(width, 1e-6)
        gap = float((lower_lip - upper_lip) @ across)
        if region is None or width < 4 or gap < 0.3 or own >= 1:
            return
        x0, y0, x1, y1 = region
        middle = (start + end) / 2
        scale = width / _WIDTH
        ys, xs = np.mgrid[y0:y1, x0:x1].astype(np.float32)
        unit = along / width
        u = ((xs - middle[0]) * unit[0] + (ys - middle[1]) * unit[1]) / scale + _COLUMNS / 2
        v = ((xs - middle[0]) * across[0] + (ys - middle[1]) * across[1]) / scale
        held = float((upper_rest - middle) @ across) / scale
        lip_line = float((upper_lip - middle) @ across) / scale
        jaw_line = float((lower_lip - middle) @ across) / scale
        upper_v = v - min(held - 0.05 * _WIDTH, lip_line + 2)
        lower_v = v - (jaw_line - _LOWER_ROWS + 0.055 * _WIDTH)
        upper = cv2.remap(self.upper, u, upper_v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        lower = cv2.remap(self.lower, u, lower_v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        inside = np.broadcast_to(self.cavity, (*u.shape, 3))
        inside = inside + (lower[..., :3] - inside) * lower[..., 3:]
        inside = inside + (upper[..., :3] - inside) * upper[..., 3:]
        inside = inside * self._shade(u, v, lip_line, jaw_line)[..., None]
        mask = _opening_mask(contour, region, blur=max(0.012 * width, 0.7)) * (1 - own)
        mask *= np.clip(gap / max(0.02 * width, 1.0), 0, 1)
        target = image[y0:y1, x0:x1]
        target[:] = (target + (inside - target) * mask[..., None] + 0.5).astype(np.uint8)

    @staticmethod
    def _shade(u: FloatArray, v: FloatArray, lip_line: float, jaw_line: float) -> FloatArray:
        """Lips throw a shadow, and light falls off towards the corners."""
        below_lip = np.clip((v - lip_line) / (0.10 * _WIDTH), 0, 1)
        side = np.abs(u - _COLUMNS / 2) / (_WIDTH / 2)
        shade: FloatArray = (0.72 + 0.28 * below_lip) * (1 - 0.55 * np.clip(side, 0, 1) ** 3)
        return shade


def paint_mouth(image: RGBImage, landmarks: Landmarks) -> MouthInterior:
    """Paints a mouth interior in the portrait's colours.

    Args:
        image: The portrait, H x W x 3 uint8 RGB.
        landmarks: 478 x 3 pixels of it.
    """
    skin = _mean_colour(image, landmarks, np.array([50, 280, 205, 425, 187, 411, 101, 330]))
    lip = _mean_colour(image, landmarks, np.array([17, 84, 314, 0, 37, 267]))
    light = float(skin.max())
    tooth = 0.80 * _towards_grey(skin * (min(light * 1.12, 240) / max(light, 1)), 0.72)
    tongue = 0.62 * lip + 0.10 * skin
    cavity = 0.16 * lip
    return MouthInterior(
        upper=_upper_teeth(tooth, 0.55 * lip + 0.2 * skin),
        lower=_lower_jaw(0.82 * tooth, tongue),
        cavity=cavity.astype(np.float32),
    )


def _region(contour: FloatArray, shape: tuple[int, ...], margin: int) -> tuple[int, int, int, int] | None:
    x0, y0 = np.maximum(np.floor(contour.min(axis=0)).astype(int) - margin, 0)
    x1, y1 = np.minimum(np.ceil(contour.max(axis=0)).astype(int) + margin + 1, (shape[1], shape[0]))
    return (int(x0), int(y0), int(x1), int(y1)) if x1 - x0 > 1 and y1 - y0 > 1 else None


def _opening_mask(contour: FloatArray, region: tuple[int, int, int, int], blur: float) -> FloatArray:
    """0..1 inside a closed contour (N x 2 pixels), soft at its edge."""
    x0, y0, x1, y1 = region
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillPoly(mask, [np.round((contour - (x0, y0)) * 16).astype(np.int32)], 255, cv2.LINE_AA, shift=4)
    side = 2 * int(np.ceil(blur)) + 1
    soft: FloatArray = cv2.GaussianBlur(mask, (side, side), blur * 0.6).astype(np.float32) * np.float32(1 / 255)
    return soft


def _mean_colour(image: RGBImage, landmarks: Landmarks, points: npt.NDArray[np.intp]) -> FloatArray:
    x = np.clip(np.round(landmarks[points, 0]).astype(int), 0, image.shape[1] - 1)
    y = np.clip(np.round(landmarks[points, 1]).astype(int), 0, image.shape[0] - 1)
    soft = cv2.blur(image, (5, 5))
    return np.median(soft[y, x].astype(np.float32), axis=0)


def _towards_grey(colour: FloatArray, share: float) -> FloatArray:
    return (1 - share) * colour + share * colour.mean()


def _upper_teeth(tooth: FloatArray, gum: FloatArray) -> FloatArray:
    """Two incisors, then narrower and shorter teeth to both sides, under a strip of gum."""
    ys, xs = np.mgrid[:_UPPER_ROWS, :_COLUMNS].astype(np.float32)
    x = (xs - _COLUMNS / 2) / (_WIDTH / 2)
    edges = np.array([0, 0.165, 0.30, 0.43, 0.545, 0.645, 0.73])
    lengths = np.array([0.235, 0.22, 0.23, 0.205, 0.19, 0.17]) * _WIDTH * 0.72
    distance = np.abs(x)
    which = np.clip(np.searchsorted(edges, distance.ravel(), side="right") - 1, 0, 5).reshape(x.shape)
    centre = (edges[which] + edges[which + 1]) / 2
    half = (edges[which + 1] - edges[which]) / 2
    across = np.clip(np.abs(distance - centre) / half, 0, 1)
    gum_line = (0.055 + 0.02 * across**2) * _WIDTH * 0.9
    bottom = gum_line * 0 + lengths[which] * (1 - 0.10 * across**4) + 0.03 * _WIDTH
    covered = np.clip(bottom - ys, 0, 1) * np.clip((0.74 - distance) * 60, 0, 1)
    between = 1 - 0.28 * np.clip((across - 0.80) / 0.20, 0, 1) ** 2
    round_off = (1 - 0.30 * distance**1.5) * (0.86 + 0.14 * np.clip((ys - gum_line) / 24, 0, 1))
    colour = tooth * (between * round_off)[..., None]
    gums = np.clip((gum_line - ys) / 2 + 0.5, 0, 1)[..., None]
    colour = colour * (1 - gums) + gum * 0.8 * gums
    alpha = cv2.GaussianBlur(covered.astype(np.float32), (0, 0), 1.0)
    return np.dstack([cv2.GaussianBlur(colour.astype(np.float32), (0, 0), 0.8), alpha]).astype(np.float32)


def _lower_jaw(tooth: FloatArray, tongue: FloatArray) -> FloatArray:
    """A tongue lying behind a low row of teeth."""
    ys, xs = np.mgrid[:_LOWER_ROWS, :_COLUMNS].astype(np.float32)
    x = (xs - _COLUMNS / 2) / (_WIDTH / 2)
    rim = 0.30 * _LOWER_ROWS + 22 * np.abs(x) ** 2.2
    body = np.clip((ys - rim) / 8, 0, 1) * np.clip((0.72 - np.abs(x)) * 8, 0, 1)
    furrow = 1 - 0.16 * np.exp(-((x / 0.05) ** 2)) * np.clip((ys - rim) / 30, 0, 1)
    light = 0.62 + 0.38 * np.clip((ys - rim) / 30, 0, 1)
    colour = tongue * (furrow * light)[..., None]
    top = _LOWER_ROWS - 0.135 * _WIDTH + 8 * np.abs(x) ** 2
    pitch = 0.115
    across = np.abs(((np.abs(x) / pitch) % 1) - 0.5) * 2
    teeth = np.clip(ys - top - 1.2 * across**4, 0, 1) * np.clip((0.60 - np.abs(x)) * 30, 0, 1)
    shade = (1 - 0.25 * np.clip((across - 0.75) / 0.25, 0, 1) ** 2) * (1 - 0.35 * np.abs(x))
    colour = colour + (tooth * shade[..., None] - colour) * teeth[..., None]
    alpha = np.maximum(body, teeth).astype(np.float32)
    return np.dstack(
        [cv2.GaussianBlur(colour.astype(np.float32), (0, 0), 0.8), cv2.GaussianBlur(alpha, (0, 0), 1.0)]
    )
