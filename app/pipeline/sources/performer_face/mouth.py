"""The mouth: two lips that part, and behind them teeth, tongue and dark."""

from __future__ import annotations

import numpy as np

from app.pipeline.sources.performer_face import colours
from app.pipeline.sources.performer_face.colours import Colour, lit, scaled
from app.pipeline.sources.performer_face.patch import Patch, blend, fill
from app.pipeline.sources.performer_face.script import PerformerPose
from app.pipeline.sources.performer_face.view import FloatArray, View
from app.pipeline.types import RGBImage

MOUTH_Y = 1.00
_PARTED = 0.02
"""Below this opening the lips touch."""

_U = np.linspace(-1.0, 1.0, 25, dtype=np.float32)
_TURN = np.linspace(0.0, 2.0 * np.pi, 25, dtype=np.float32)
_BOW = (1.0 - _U**2).astype(np.float32)


class Mouth:
    """Lips and what they hide.

    Args:
        profile_x: x positions, ascending, head units.
        profile_z: z of the head's surface there, along the height ``MOUTH_Y``.
    """

    def __init__(self, profile_x: FloatArray, profile_z: FloatArray) -> None:
        self._profile = profile_x, profile_z

    def draw(self, frame: RGBImage, view: View, pose: PerformerPose, light: FloatArray) -> None:
        """Draws the mouth into ``frame``; ``light`` is the RGB factor on it."""
        half_width = 0.375 + 0.075 * pose.smile - 0.055 * pose.mouth
        x = half_width * _U
        top, inner_top, inner_bottom, bottom = self._curves(pose)
        opening = view.project(self._loop(x, inner_top, inner_bottom))
        whole = view.project(self._loop(x * 1.02, top, bottom))
        if pose.mouth > _PARTED:
            self._draw_inside(frame, view, pose, opening, (x, inner_top, inner_bottom))
        patch = Patch(frame, whole, 4.0, 2)
        lips = patch.blank(lit(colours.LIP, light))
        upper = patch.mask(view.project(self._loop(x, top, inner_top)), 0.4)
        lips = blend(patch.blank(lit(colours.LIP, 0.84 * light)), lips, upper)
        for outline, colour, strength, blur in self._modelling(view, x, inner_bottom, bottom, light):
            lips = blend(patch.blank(colour), lips, strength * patch.mask(outline, blur))
        parting = 0.007 * _BOW + 0.003
        seam = self._loop(1.04 * x, inner_top - parting, inner_bottom + parting)
        lips = blend(patch.blank(colours.LIP_DARK), lips, 0.85 * patch.mask(view.project(seam), 0.5))
        alpha = patch.mask(whole, 0.010 * view.unit)
        if pose.mouth > _PARTED:
            alpha = np.clip(alpha - patch.mask(opening, 0.3), 0.0, 1.0)
        patch.paste(lips, alpha)

    def _curves(self, pose: PerformerPose) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Y of the upper edge, of the two inner edges and of the lower edge, along the mouth."""
        corner = MOUTH_Y - 0.042 - 0.085 * pose.smile + 0.07 * pose.mouth
        middle = MOUTH_Y + 0.02 * pose.smile
        line = middle + (corner - middle) * np.abs(_U) ** 1.7 + 0.005 * np.cos(3 * np.pi * _U) * _BOW
        inner_top = line - 0.05 * pose.mouth * _BOW
        inner_bottom = line + 0.33 * pose.mouth * _BOW**0.9
        cupid = 1.0 - 0.18 * np.exp(-((_U / 0.13) ** 2))
        thin = 1.0 - 0.22 * max(pose.smile, 0.0) - 0.15 * pose.mouth
        top = inner_top - 0.082 * thin * cupid * _BOW**0.8
        bottom = inner_bottom + 0.108 * thin * (1.0 - np.abs(_U) ** 2.4)
        return top, inner_top, inner_bottom, bottom

    def _loop(self, x: FloatArray, upper: FloatArray, lower: FloatArray, behind: float = 0.0) -> FloatArray:
        """N x 3 outline between two curves, ``behind`` the surface of the face."""
        around = np.concatenate([x, x[::-1]])
        y = np.concatenate([upper, lower[::-1]])
        z = np.interp(around, *self._profile) - 0.12 * np.maximum(y - MOUTH_Y - 0.15, 0.0) - behind
        return np.asarray(np.stack([around, y, z], -1), np.float32)

    def _modelling(
        self, view: View, x: FloatArray, inner: FloatArray, bottom: FloatArray, light: FloatArray
    ) -> list[tuple[FloatArray, Colour, float, float]]:
        """Shading of the lower lip: outline in pixels, colour, strength, blur in pixels."""
        height = bottom - inner
        shine = self._loop(0.42 * x - 0.03, inner + 0.34 * height, inner + 0.60 * height)
        under = self._loop(0.8 * x, inner + 0.85 * height, inner + 1.3 * height)
        return [
            (view.project(shine), lit(colours.LIP_SHINE, light), 0.50, 0.018 * view.unit),
            (view.project(under), lit(colours.LIP_DARK, light), 0.35, 0.02 * view.unit),
        ]

    def _draw_inside(
        self,
        frame: RGBImage,
        view: View,
        pose: PerformerPose,
        opening: FloatArray,
        inner: tuple[FloatArray, FloatArray, FloatArray],
    ) -> None:
        x, top, bottom = inner
        patch = Patch(frame, opening, 2.0, 2)
        inside = patch.blank(colours.MOUTH_INSIDE)
        floor = float(bottom.max())
        teeth_edge = MOUTH_Y + 0.075 - 0.023 * _U**2
        low_teeth_edge = floor - 0.05 * max(pose.mouth - 0.4, 0.0) + 0.03 * _U**2
        for outline, colour in (
            (self._ellipse(0.24, floor + 0.03, 0.17), colours.TONGUE),
            (self._ellipse(0.012, floor - 0.03, 0.08), scaled(colours.TONGUE, 0.82)),
            (self._loop(0.86 * x, top - 0.1, teeth_edge, 0.07), colours.TEETH),
            (self._loop(0.62 * x, low_teeth_edge, low_teeth_edge + 0.2, 0.07), scaled(colours.TEETH, 0.86)),
        ):
            fill(inside, patch.local(view.project(outline)), colour)
        # The lips throw a shadow that is deepest under the upper one and in the corners.
        lighter = patch.mask(opening + np.array([0, 0.03 * view.unit], np.float32), 0.045 * view.unit)
        dark = patch.blank(colours.MOUTH_INSIDE)
        patch.paste(blend(inside, dark, 0.25 + 0.75 * lighter), patch.mask(opening))

    def _ellipse(self, half_width: float, y: float, half_height: float) -> FloatArray:
        """N x 3 outline of something that lies on the tongue's level."""
        x = half_width * np.cos(_TURN)
        z = np.interp(x, *self._profile) - 0.15
        return np.asarray(np.stack([x, y + half_height * np.sin(_TURN), z], -1), np.float32)
