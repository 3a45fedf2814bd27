"""The mouth: two lips that part, and behind them teeth, tongue and dark."""

from __future__ import annotations

import numpy as np

from app.pipeline.sources.performer_face import colours
from app.pipeline.sources.performer_face.colours import Colour
from app.pipeline.sources.performer_face.patch import Patch, blend, fill
from app.pipeline.sources.performer_face.script import PerformerPose
from app.pipeline.sources.performer_face.view import FloatArray, View
from app.pipeline.types import RGBImage

MOUTH_Y = 1.10
_U = np.linspace(-1.0, 1.0, 25, dtype=np.float32)
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
        opening = view.project(self._loop(x, inner_top, inner_bottom, pose))
        whole = view.project(self._loop(x * 1.02, top, bottom, pose))
        if pose.mouth > 0.01:
            self._draw_inside(frame, view, pose, opening, (x, inner_top, inner_bottom))
        patch = Patch(frame, whole, 4.0, 3)
        lips = patch.blank(_lit(colours.LIP, light))
        upper = patch.mask(view.project(self._loop(x, top, inner_top, pose)), 0.4)
        lips = blend(patch.blank(_lit(colours.LIP, 0.84 * light)), lips, upper)
        for outline, colour, strength, blur in self._modelling(view, pose, x, inner_bottom, bottom, light):
            lips = blend(patch.blank(colour), lips, strength * patch.mask(outline, blur))
        seam = self._loop(
            x * 1.04, inner_top - 0.008 * _BOW - 0.003, inner_bottom + 0.007 * _BOW + 0.003, pose
        )
        lips = blend(patch.blank(colours.LIP_DARK), lips, 0.85 * patch.mask(view.project(seam), 0.5))
        covered = patch.mask(whole, 0.010 * view.unit)
        patch.paste(lips, np.clip(covered - patch.mask(opening, 0.3), 0.0, 1.0))

    def _curves(self, pose: PerformerPose) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Y of the upper edge, of the two inner edges and of the lower edge, along the mouth."""
        corner = MOUTH_Y - 0.085 * pose.smile + 0.10 * pose.mouth
        middle = MOUTH_Y + 0.02 * pose.smile
        line = middle + (corner - middle) * np.abs(_U) ** 1.7 + 0.010 * np.cos(3 * np.pi * _U) * _BOW
        inner_top = line - 0.05 * pose.mouth * _BOW
        inner_bottom = line + 0.33 * pose.mouth * _BOW**0.75
        cupid = 1.0 - 0.18 * np.exp(-((_U / 0.13) ** 2))
        thin = 1.0 - 0.22 * max(pose.smile, 0.0) - 0.15 * pose.mouth
        top = inner_top - 0.082 * thin * cupid * _BOW**0.8
        bottom = inner_bottom + 0.108 * thin * (1.0 - np.abs(_U) ** 2.4)
        return top, inner_top, inner_bottom, bottom

    def _loop(self, x: FloatArray, upper: FloatArray, lower: FloatArray, pose: PerformerPose) -> FloatArray:
        """N x 3 outline between two curves, on the surface of the face."""
        around = np.concatenate([x, x[::-1]])
        y = np.concatenate([upper, lower[::-1]])
        z = np.interp(around, *self._profile) - 0.12 * np.maximum(y - MOUTH_Y - 0.15, 0.0)
        return np.stack([around, y, z], -1).astype(np.float32)

    def _modelling(
        self,
        view: View,
        pose: PerformerPose,
        x: FloatArray,
        inner: FloatArray,
        bottom: FloatArray,
        light: FloatArray,
    ) -> list[tuple[FloatArray, Colour, float, float]]:
        """Shading of the lower lip: outline in pixels, colour, strength, blur in pixels."""
        height = bottom - inner
        shine = self._loop(0.42 * x - 0.03, inner + 0.34 * height, inner + 0.60 * height, pose)
        under = self._loop(0.8 * x, inner + 0.85 * height, inner + 1.3 * height, pose)
        return [
            (view.project(shine), _lit((252, 190, 180), light), 0.50, 0.018 * view.unit),
            (view.project(under), _lit(colours.LIP_DARK, light), 0.35, 0.02 * view.unit),
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
        patch = Patch(frame, opening, 2.0, 3)
        inside = patch.blank(colours.MOUTH_INSIDE)
        floor = bottom[len(bottom) // 2]
        tongue = np.stack([0.24 * np.cos(_TURN), floor + 0.03 + 0.17 * np.sin(_TURN), 0 * _TURN], -1)
        fill(inside, patch.local(view.project(self._recede(tongue, 0.16))), colours.TONGUE)
        groove = np.stack([0.012 * np.cos(_TURN), floor - 0.03 + 0.08 * np.sin(_TURN), 0 * _TURN], -1)
        fill(inside, patch.local(view.project(self._recede(groove, 0.15))), (168, 74, 78))
        edge = MOUTH_Y + 0.075 - 0.028 * (_U * 0.9) ** 2
        teeth = self._recede(
            np.stack([np.r_[x, x[::-1]] * 0.86, np.r_[top - 0.1, edge[::-1]], 0 * np.r_[x, x]], -1), 0.07
        )
        fill(inside, patch.local(view.project(teeth)), colours.TEETH)
        low_edge = floor - 0.055 + 0.03 * _U**2
        low_teeth = np.stack(
            [np.r_[x, x[::-1]] * 0.62, np.r_[low_edge, low_edge[::-1] + 0.2], 0 * np.r_[x, x]], -1
        )
        fill(inside, patch.local(view.project(self._recede(low_teeth, 0.07))), (214, 206, 198))
        shade = 0.25 + 0.75 * patch.mask(
            opening + np.array([0, 0.03 * view.unit], np.float32), 0.045 * view.unit
        )
        dark = patch.blank(colours.MOUTH_INSIDE)
        patch.paste(blend(inside, dark, shade.astype(np.float32)), patch.mask(opening))

    def _recede(self, points: FloatArray, behind: float) -> FloatArray:
        """Puts N x 3 points ``behind`` the lips."""
        points[:, 2] = np.interp(points[:, 0], *self._profile) - behind
        return points.astype(np.float32)


_TURN = np.linspace(0.0, 2.0 * np.pi, 25, dtype=np.float32)


def _lit(colour: Colour, light: FloatArray) -> Colour:
    red, green, blue = (np.asarray(colour) * light).clip(0, 255)
    return float(red), float(green), float(blue)
