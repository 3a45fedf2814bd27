"""The ears, between the head and what lies behind it."""

from __future__ import annotations

import numpy as np

from app.pipeline.sources.performer_face import colours
from app.pipeline.sources.performer_face.colours import lit
from app.pipeline.sources.performer_face.patch import Patch, blend
from app.pipeline.sources.performer_face.view import FloatArray, View
from app.pipeline.types import RGBImage


class Ears:
    """Two ears at the sides of the head."""

    _TURN = np.linspace(0.0, 2.0 * np.pi, 33, dtype=np.float32)[:-1]

    def draw_behind(self, frame: RGBImage, view: View, tints: FloatArray) -> None:
        """Draws the ears the head may hide; ``tints``: 2 x 3 RGB light factors, the image's left first."""
        for side, light in zip((-1, 1), tints, strict=True):
            if _facing(view, side) < 1:
                self._draw_one(frame, view, side, light, 1.0)

    def draw_in_front(self, frame: RGBImage, view: View, tints: FloatArray) -> None:
        """Draws, over the head, an ear that is turned to the camera."""
        for side, light in zip((-1, 1), tints, strict=True):
            if _facing(view, side) > 0:
                self._draw_one(frame, view, side, light, _facing(view, side))

    def _draw_one(self, frame: RGBImage, view: View, side: int, light: FloatArray, opacity: float) -> None:
        outer = view.project(self._loop(side, 1.0, 0.0))
        patch = Patch(frame, outer, 2.0, 1)
        ear = patch.blank(lit(colours.SKIN, light))
        bowl = view.project(self._loop(side, 0.62, 0.02))
        ear = blend(
            patch.blank(lit(colours.SKIN_DEEP, light)), ear, 0.65 * patch.mask(bowl, 0.03 * view.unit)
        )
        ridge = view.project(self._loop(side, 0.30, -0.06))
        ear = blend(patch.blank(lit(colours.BLUSH, light)), ear, 0.5 * patch.mask(ridge, 0.04 * view.unit))
        patch.paste(ear, opacity * patch.mask(outer))

    def _loop(self, side: int, scale: float, lift: float) -> FloatArray:
        across, down = np.cos(self._TURN), np.sin(self._TURN)
        width = 0.25 * (1.0 - 0.22 * down)  # narrower at the lobe
        out = 0.03 + scale * width * across
        x = side * (1.04 + 0.62 * out + 0.05)
        y = 0.20 + lift + scale * 0.40 * down
        z = -0.18 - 0.75 * out
        return np.asarray(np.stack([x, y, z], -1), np.float32)


def _facing(view: View, side: int) -> float:
    """0 seen from the front or hidden .. 1 turned to the camera; gradual, so that the ear never pops."""
    return float(np.clip((side * view.rotation[2, 0] - 0.02) / 0.06, 0.0, 1.0))
