"""An upper lid that comes down as a sheet of skin with its lashes, instead of a stretched picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.eye_canvas import MARGIN, SIZE, WIDTH
from app.pipeline.engines.mesh.lashes import REACH, Lashes, paint_lashes
from app.pipeline.engines.mesh.lid_skin import UNDER, LidCurves, paint_lid_skin
from app.pipeline.engines.mesh.smoothstep import smoothstep
from app.pipeline.types import Landmarks

FloatArray = npt.NDArray[np.float32]

_LEFT = 8.0
"""Rows from its place at rest at which the lid has left it, lashes and all."""

_LEAST_SEEN = 0.02
_BESIDE_LASHES = 8


@dataclass(frozen=True, slots=True, eq=False)
class Eyelid:
    """One upper lid of the portrait.

    Attributes:
        skin: Canvas, float32 RGBA, see ``paint_lid_skin``.
        lashes: Of its edge.
        gap: Canvas rows between the open lids, in the middle.
        reach: How far the skin goes on over the lid's edge at rest and beside the corners, eye widths.
    """

    skin: FloatArray
    lashes: Lashes
    gap: float
    reach: tuple[float, float]

    def lower(
        self,
        picture: FloatArray,
        u: FloatArray,
        v: FloatArray,
        edge: FloatArray,
        rest: FloatArray,
        shut: float,
    ) -> FloatArray:
        """Draws the lid down to a new edge.

        Args:
            picture: h x w x 3 float32, the eye so far.
            u: h x w canvas columns of the pixels.
            v: h x w canvas rows.
            edge: h x w canvas row of the lid's new edge over or under each pixel.
            rest: The same of its edge at rest.
            shut: 0..1, how far the lid has come down.

        Returns:
            h x w x 3 float32.
        """
        progress = max(float(smoothstep(np.array(shut * self.gap / _LEFT))), shut**4)
        sheet = cv2.remap(self.skin, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        # Over its old edge the lid is redrawn by and by; under it, the eye is hidden from the first row on.
        # Shut, it goes on over the rim of the lower lid.
        overlap = UNDER * shut**4
        cover = np.maximum(
            progress * np.clip(edge + overlap - v + 0.5, 0, 1),
            np.clip(v - rest, 0, 1) * np.clip(edge - v + 0.5, 0, 1),
        )
        picture = picture + (sheet[..., :3] - picture) * (cover * sheet[..., 3])[..., None]
        dark = self.lashes.darkness(u, v, edge, shut**2)
        shown: FloatArray = picture * (1 + (dark - 1) * np.float32(progress))
        return shown

    def raised(
        self, picture: FloatArray, u: FloatArray, v: FloatArray, edge: FloatArray, share: float
    ) -> FloatArray:
        """Draws a share (0..1) of the lashes at a raised lid's new edge; the rest as for ``lower``."""
        dark = self.lashes.darkness(u, v, edge, 0.0)
        shown: FloatArray = picture * (1 + (dark - 1) * np.float32(share))
        return shown


def paint_eyelid(
    patch: FloatArray, to_canvas: FloatArray, scale: float, landmarks: Landmarks, eye: int
) -> Eyelid:
    """Takes lid skin and lashes from the portrait.

    Args:
        patch: The portrait's eye on its canvas.
        to_canvas: 2 x 3, picture to canvas.
        scale: Picture pixels per canvas pixel.
        landmarks: 478 x 3 pixels of the portrait.
        eye: 0 for the eye at the picture's left, 1 for the other.
    """
    rims = LidCurves.of(landmarks, to_canvas, eye)
    skin = paint_lid_skin(patch, rims)
    gap = float((rims.lower - rims.upper)[SIZE[0] // 2])
    lashes = paint_lashes(patch, skin[..., :3], rims.upper, scale)
    return Eyelid(skin, lashes, gap, _reach(skin[..., 3], rims.upper))


def _reach(alpha: FloatArray, edge: FloatArray) -> tuple[float, float]:
    rows, columns = np.nonzero(alpha > _LEAST_SEEN)
    over = float(edge.min()) - float(rows.min(initial=SIZE[1]))
    beside = max(MARGIN - float(columns.min(initial=MARGIN)), float(columns.max(initial=0)) - MARGIN - WIDTH)
    return max(over, REACH) / WIDTH, max(beside, _BESIDE_LASHES) / WIDTH
