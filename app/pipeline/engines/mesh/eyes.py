"""The portrait's eyes: eyeball and lid composed into the opening that the warped skin leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.eye_canvas import MIDDLE, SIZE, WIDTH, canvas_from_picture, cut_eye
from app.pipeline.engines.mesh.eyeball import Eyeball, paint_eyeball
from app.pipeline.engines.mesh.eyelid import Eyelid, paint_eyelid
from app.pipeline.engines.mesh.features import lid_curves, lids_at
from app.pipeline.engines.mesh.lashes import REACH
from app.pipeline.engines.mesh.region import region_around
from app.pipeline.engines.mesh.smoothstep import smoothstep
from app.pipeline.engines.mesh.topology import EYE_UPPER
from app.pipeline.tracking.ratios import EYE_CORNERS
from app.pipeline.types import Landmarks, RGBImage

FloatArray = npt.NDArray[np.float32]

_WIDE = 0.15
"""Of its own openness, what an eye opens beyond it before the lid takes its shadow and lashes along."""

_SLIT, _SLIT_SHADE = 0.4, 0.4
"""Of its own openness, where an eye is a slit; what a shut one loses of the light."""

_OVER, _UNDER, _BESIDE = 0.22, 0.05, 0.06
"""What is redrawn around the opening of an open eye, eye widths."""

_LASHES_UNDER = REACH / WIDTH


@dataclass(frozen=True, slots=True, eq=False)
class Eye:
    """One eye, ready to be drawn at any openness and gaze.

    Attributes:
        corners: Landmark indices of its corners.
        eyeball: What lies between the lids.
        eyelid: What comes down over it.
        upper: 9 canvas columns of the lids' points.
        high: 9, upper lid at rest, eye widths over the line between the corners (down is positive).
        low: 9, lower lid at rest.
        scale: Picture pixels per canvas pixel in the portrait.
    """

    corners: tuple[int, int]
    eyeball: Eyeball
    eyelid: Eyelid
    columns: FloatArray
    high: npt.NDArray[np.floating[Any]]
    low: npt.NDArray[np.floating[Any]]
    scale: float

    @property
    def openness(self) -> float:
        """Lid gap over eye width at rest."""
        middle = len(self.high) // 2
        return float(self.low[middle] - self.high[middle])

    def draw(
        self, image: RGBImage, points: Landmarks, openness: float, gaze: FloatArray, zoom: float
    ) -> None:
        """Paints the eye, in place.

        Args:
            image: The moved face, H x W x 3 uint8 RGB.
            points: 468+ x 3, moved landmarks in pixels of ``image``.
            openness: Wanted lid gap over eye width.
            gaze: (along, across) shift of the iris, eye widths.
            zoom: Size of the head, 1 as in the portrait.
        """
        start, end = points[list(self.corners), :2]
        high, low = lids_at(self.high, self.low, openness)
        region = self._region(start, end, float(low.max()), image, self._shut(openness))
        if region is None:
            return
        x0, y0, x1, y1 = region
        rows = canvas_from_picture(start, end, self.scale * zoom)
        ys, xs = np.mgrid[y0:y1, x0:x1].astype(np.float32)
        u = rows[0, 0] * xs + rows[0, 1] * ys + rows[0, 2]
        v = rows[1, 0] * xs + rows[1, 1] * ys + rows[1, 2]
        upper, lower, rest = self._rows_at(u, high, low, self.high)
        soft = 1.0 / max(self.scale * zoom, 0.3)
        open_here = np.clip((v - upper) / soft, 0, 1) * np.clip((lower - v) / soft + 0.5, 0, 1)
        target = image[y0:y1, x0:x1]
        picture = target.astype(np.float32)
        wide = float(np.clip((openness / max(self.openness, 1e-3) - 1) / _WIDE, 0, 1))
        ball = self.eyeball.look(u, v, gaze, upper, wide) * self._light_in_slit(openness)
        picture += (ball - picture) * open_here[..., None]
        if wide > 0:
            picture = self.eyelid.raised(picture, u, v, upper, wide)
        if openness < self.openness:
            picture = self.eyelid.lower(picture, u, v, upper, rest, self._shut(openness))
        target[:] = np.clip(picture + 0.5, 0, 255).astype(np.uint8)

    def _shut(self, openness: float) -> float:
        """0..1, how far the lid has come down."""
        return float(np.clip(1 - openness / max(self.openness, 1e-3), 0, 1))

    def _rows_at(self, u: FloatArray, *curves: npt.NDArray[np.floating[Any]]) -> list[FloatArray]:
        """Canvas rows of lid curves over every pixel."""
        places = np.arange(SIZE[0])
        table = np.stack([np.interp(places, self.columns, MIDDLE + c * WIDTH) for c in curves], axis=1)
        rows = cv2.remap(
            table[None].astype(np.float32),
            u,
            np.zeros_like(u),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return [np.asarray(row, np.float32) for row in cv2.split(rows)]

    def _light_in_slit(self, openness: float) -> np.float32:
        """Lids that are nearly shut, and their lashes, keep the light from what is between them."""
        narrow = smoothstep(np.array(1 - openness / max(_SLIT * self.openness, 1e-3)))
        return np.float32(1 - _SLIT_SHADE * narrow)

    def _region(
        self, start: FloatArray, end: FloatArray, low: float, image: RGBImage, shut: float
    ) -> tuple[int, int, int, int] | None:
        along = end - start
        width = float(np.linalg.norm(along))
        if width < 2:
            return None
        along = along / width
        across = np.array([-along[1], along[0]])
        over, beside = (_OVER, _BESIDE) if shut <= 0 else self.eyelid.reach
        top = float(self.high.min()) - over
        bottom = max(low, 0.0) + _UNDER + _LASHES_UNDER * shut
        box = np.stack(
            [
                place + (along * side + across * height) * width * max(1.0, WIDTH * self.scale / width)
                for place, side in ((start, -beside), (end, beside))
                for height in (top, bottom)
            ]
        )
        return region_around(box, image.shape)


def paint_eye(image: RGBImage, landmarks: Landmarks, eye: int) -> Eye:
    """Takes an eye out of the portrait.

    Args:
        image: The portrait, H x W x 3 uint8 RGB.
        landmarks: 478 x 3 pixels of it.
        eye: 0 for the eye at the picture's left, 1 for the other.
    """
    patch, to_canvas, scale = cut_eye(image, landmarks, eye)
    high, low = lid_curves(landmarks, eye)
    upper = landmarks[EYE_UPPER[eye], :2]
    columns = (upper @ to_canvas[0, :2] + to_canvas[0, 2]).astype(np.float32)
    return Eye(
        corners=(int(EYE_CORNERS[eye][0]), int(EYE_CORNERS[eye][1])),
        eyeball=paint_eyeball(patch, to_canvas, landmarks, eye),
        eyelid=paint_eyelid(patch, to_canvas, scale, landmarks, eye),
        columns=np.maximum.accumulate(columns),
        high=high,
        low=low,
        scale=scale,
    )
