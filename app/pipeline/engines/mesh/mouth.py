"""What lies between the lips: the portrait's own mouth where it shows one, a painted one beyond."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.mouth_canvas import (
    COLUMNS,
    INCISAL_EDGE,
    LOWER_ROWS,
    WIDTH,
    lower_jaw,
    mix_palette,
    upper_teeth,
)
from app.pipeline.engines.mesh.region import region_around
from app.pipeline.engines.mesh.topology import INNER_LIP_LOWER, INNER_LIP_UPPER
from app.pipeline.tracking.ratios import MOUTH_CORNERS
from app.pipeline.types import Landmarks, RGBImage

FloatArray = npt.NDArray[np.float32]

# Where the skull holds the teeth, under the upper lip's rim at rest, and the jaw its own.
_TEETH_BELOW_LIP = 0.06 * WIDTH
_JAW_BELOW_LIP = 10.0
_OWN_ROWS = 96
_RIM = 5.5
_LIT_GAP = 0.08 * WIDTH
_LEAST_LIGHT = 0.3
_SOFTEST = 1.2
"""Picture pixels."""

_LIP_LINE = 3.2
"""Brightness of the line between shut lips, over the cavity's."""

_OWN_TORN, _OWN_TEARING = 4.5, 2.0
"""Of its own gap, where nothing of a portrait's own mouth is left; over how many it goes."""

_OWN_LEAST = 0.015
"""Lip openness from which a portrait's own mouth interior is worth keeping."""


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """The mouth's own axes in a picture: canvas pixels from picture pixels."""

    middle: FloatArray
    along: FloatArray
    across: FloatArray
    scale: float

    @classmethod
    def of(cls, points: Landmarks) -> _Frame:
        start, end = points[list(MOUTH_CORNERS), :2].astype(np.float32)
        along = end - start
        width = max(float(np.linalg.norm(along)), 1e-3)
        along = along / np.float32(width)
        return cls((start + end) / 2, along, np.array([-along[1], along[0]], np.float32), width / WIDTH)

    def place(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Column and row (0 at the corners' line) of picture pixels."""
        dx, dy = (x - self.middle[0]) / self.scale, (y - self.middle[1]) / self.scale
        column = dx * self.along[0] + dy * self.along[1] + COLUMNS / 2
        return column, dx * self.across[0] + dy * self.across[1]

    def curve(self, points: Landmarks, rim: npt.NDArray[np.intp], at: FloatArray) -> FloatArray:
        """Row of a lip's inner rim over given columns."""
        u, v = self.place(points[rim, 0], points[rim, 1])
        return np.interp(at, np.maximum.accumulate(u), v).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class MouthInterior:
    """The inside of a mouth, painted once.

    Attributes:
        teeth: Upper teeth and gums, RGBA float32.
        jaw: Lower teeth and tongue, RGBA float32.
        cavity: The dark behind, float32 RGB.
        fading: See ``Palette.fading``.
        own_upper: The upper half of the portrait's own interior, RGBA; its row 0 is the upper rim.
        own_lower: The lower half, upside down; its row 0 is the lower rim.
        own_gap: The portrait's own gap between the rims, canvas pixels.
    """

    teeth: FloatArray
    jaw: FloatArray
    cavity: FloatArray
    fading: FloatArray
    own_upper: FloatArray
    own_lower: FloatArray
    own_gap: float

    def draw(self, image: RGBImage, points: Landmarks, skull: FloatArray) -> None:
        """Paints the interior into the opening between the lips, in place.

        Args:
            image: The moved face, H x W x 3 uint8 RGB.
            points: 468+ x 3, moved landmarks in pixels of ``image``.
            skull: (x, y), where the skull holds the middle of the upper lip's inner rim at rest.
        """
        contour = np.vstack([points[INNER_LIP_UPPER, :2], points[INNER_LIP_LOWER[-2:0:-1], :2]])
        region = region_around(contour, image.shape, margin=3)
        frame = _Frame.of(points)
        rims = frame.place(points[[13, 14], 0], points[[13, 14], 1])[1]
        gap = float(rims[1] - rims[0])
        weight = self._weight(gap)
        if region is None or weight <= 0 or (gap * frame.scale < 0.3 and self.own_gap <= 0):
            return
        x0, y0, x1, y1 = region
        ys, xs = np.mgrid[y0:y1, x0:x1].astype(np.float32)
        u, v = frame.place(xs, ys)
        upper, lower = frame.curve(points, INNER_LIP_UPPER, u), frame.curve(points, INNER_LIP_LOWER, u)
        held = float(frame.place(skull[:1], skull[1:])[1][0])
        shade = 1 - (1 - _shade(u, v, upper, gap))[..., None] * self.fading
        inside = self._paint(u, v, held, float(rims[1])) * shade
        shutting = float(np.clip(1 - gap / (0.4 * self.own_gap), 0, 1)) if self.own_gap > 0 else 0.0
        if self.own_gap > 0:
            share = (1 - shutting) * float(np.clip((_OWN_TORN - gap / self.own_gap) / _OWN_TEARING, 0, 1))
            inside = _over(inside, self.own_lower, u, lower - v, share)
            inside = _over(inside, self.own_upper, u, v - upper, share)
            inside = inside + (_LIP_LINE * self.cavity - inside) * np.float32(shutting)
        # A portrait's own open mouth leaves a rim of squeezed teeth when it shuts: paint over that too.
        rim = round(_RIM * frame.scale * shutting)
        mask = _opening_mask(contour, region, max(1.5 * frame.scale, _SOFTEST), rim) * np.float32(weight)
        target = image[y0:y1, x0:x1]
        target[:] = np.clip(target + (inside - target) * mask[..., None] + 0.5, 0, 255).astype(np.uint8)

    def _weight(self, gap: float) -> float:
        """At the portrait's own openness its own picture is best; 1 well away from it."""
        if gap <= 0 and self.own_gap <= 0:
            return 0.0
        return float(np.clip(abs(gap - self.own_gap) / (0.25 * self.own_gap + 3.0), 0, 1))

    def _paint(self, u: FloatArray, v: FloatArray, held: float, jaw: float) -> FloatArray:
        inside: FloatArray = np.broadcast_to(self.cavity, (*u.shape, 3))
        inside = _over(inside, self.jaw, u, v - (jaw + _JAW_BELOW_LIP - LOWER_ROWS))
        return _over(inside, self.teeth, u, v - (held + _TEETH_BELOW_LIP - INCISAL_EDGE))


def paint_mouth(image: RGBImage, landmarks: Landmarks) -> MouthInterior:
    """Paints a mouth interior in the portrait's colours, and keeps what the portrait shows itself.

    Args:
        image: The portrait, H x W x 3 uint8 RGB.
        landmarks: 478 x 3 pixels of it.
    """
    palette = mix_palette(image, landmarks)
    frame = _Frame.of(landmarks)
    columns = np.arange(COLUMNS, dtype=np.float32)
    upper = frame.curve(landmarks, INNER_LIP_UPPER, columns)
    lower = frame.curve(landmarks, INNER_LIP_LOWER, columns)
    gap = float((lower - upper)[COLUMNS // 2])
    shown = gap if gap > _OWN_LEAST * WIDTH else 0.0
    return MouthInterior(
        teeth=upper_teeth(palette),
        jaw=lower_jaw(palette),
        cavity=palette.cavity,
        fading=palette.fading,
        own_upper=_half(image, frame, upper, lower - upper, 1),
        own_lower=_half(image, frame, lower, lower - upper, -1),
        own_gap=shown,
    )


def _half(image: RGBImage, frame: _Frame, rim: FloatArray, gap: FloatArray, sign: int) -> FloatArray:
    """Half of the portrait's own interior, by distance from one rim; fades out at the middle."""
    depth = np.arange(_OWN_ROWS, dtype=np.float32)[:, None]
    rows = rim + sign * depth
    columns = np.broadcast_to(np.arange(COLUMNS, dtype=np.float32) - COLUMNS / 2, rows.shape)
    x = frame.middle[0] + (columns * frame.along[0] + rows * frame.across[0]) * frame.scale
    y = frame.middle[1] + (columns * frame.along[1] + rows * frame.across[1]) * frame.scale
    colour = cv2.remap(
        image, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    alpha = np.clip(0.5 + (gap / 2 - depth) / np.maximum(0.2 * gap, 1.0), 0, 1) * (gap > 1)
    return np.dstack([colour.astype(np.float32), alpha.astype(np.float32)])


def _over(
    below: FloatArray, canvas: FloatArray, u: FloatArray, v: FloatArray, share: float = 1.0
) -> FloatArray:
    """Alpha-blends a share of a canvas, sampled at (u, v), over what is there."""
    sample = cv2.remap(canvas, u, v.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    blended: FloatArray = below + (sample[..., :3] - below) * (sample[..., 3:] * np.float32(share))
    return blended


def _shade(u: FloatArray, v: FloatArray, upper: FloatArray, gap: float) -> FloatArray:
    """The upper lip throws a shadow, light falls off towards the corners, and little enters a small gap."""
    under_lip = np.clip((v - upper) / (0.09 * WIDTH), 0, 1)
    side = np.clip(np.abs(u - COLUMNS / 2) / (WIDTH / 2), 0, 1)
    entering = float(np.clip(gap / _LIT_GAP, _LEAST_LIGHT, 1))
    shade: FloatArray = (0.75 + 0.25 * under_lip) * (1 - 0.45 * side**3) * np.float32(entering)
    return shade


def _opening_mask(
    contour: FloatArray, region: tuple[int, int, int, int], blur: float, rim: int
) -> FloatArray:
    """0..1 inside a closed contour (N x 2 pixels) and a rim of some pixels around it, soft at its edge."""
    x0, y0, x1, y1 = region
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    outline = np.round((contour - (x0, y0)) * 16).astype(np.int32)
    cv2.fillPoly(mask, [outline], (255,), cv2.LINE_AA, shift=4)
    if rim:
        cv2.polylines(mask, [outline], True, (255,), rim, cv2.LINE_AA, shift=4)
    side = 2 * int(np.ceil(blur)) + 1
    soft = cv2.GaussianBlur(mask, (side, side), blur * 0.6)
    return np.asarray(soft, np.float32) * np.float32(1 / 255)
