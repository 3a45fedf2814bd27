"""Eyes and brows: an eyeball that looks, lids that close over it, lashes, and hair above."""

from __future__ import annotations

import cv2
import numpy as np

from app.pipeline.sources.performer_face import colours
from app.pipeline.sources.performer_face.colours import Colour, lit, scaled
from app.pipeline.sources.performer_face.patch import Patch, blend, fill
from app.pipeline.sources.performer_face.script import PerformerPose
from app.pipeline.sources.performer_face.view import FloatArray, View
from app.pipeline.types import RGBImage

EYE_X = 0.46
_HALF_WIDTH = 0.275
_UPPER, _LOWER, _SHUT = 0.158, 0.090, 0.060
_BALL_RADIUS = 0.44
_GAZE_REACH = (0.115, 0.086)
_ACROSS = np.linspace(-1.0, 1.0, 21, dtype=np.float32)
_R = 0.124  # the iris
_IRIS: tuple[tuple[Colour, float, float, float], ...] = (
    (scaled(colours.SCLERA, 0.80), 0.0, 0.0, 1.06 * _R),
    (colours.IRIS_RIM, 0.0, 0.0, _R),
    (colours.IRIS, 0.0, 0.004, 0.88 * _R),
    (colours.IRIS_GLOW, 0.0, 0.030, 0.60 * _R),
    (scaled(colours.IRIS, 0.85), 0.0, 0.0, 0.56 * _R),
    (colours.PUPIL, 0.0, 0.0, 0.46 * _R),
    (colours.GLINT, -0.042, -0.048, 0.030),
    (colours.GLINT, 0.046, 0.040, 0.013),
)
"""Discs from the rim to the glints: colour, centre (x, y) from the pupil, radius; head units."""


def _discs() -> FloatArray:
    """Discs x points x 2: the outlines of ``_IRIS``."""
    turn = np.linspace(0, 2 * np.pi, 29)[:-1]
    circle = np.stack([np.cos(turn), np.sin(turn)], -1)
    return np.array([np.add((x, y), radius * circle) for _, x, y, radius in _IRIS], np.float32)


_DISCS = _discs()


class Eye:
    """One eye.

    Args:
        side: +1 at the image's right (the performer's left), -1 at the image's left.
        depth: z of the eyeball's front, head units.
    """

    def __init__(self, side: int, depth: float) -> None:
        self._side = side
        self._depth = depth
        bow = (1.0 - np.abs(_ACROSS) ** 2.3) ** 0.85
        # The arch peaks a little towards the nose, the outer corner sits a little higher.
        self._arch = bow * (1.0 - 0.10 * _ACROSS)
        self._bowl = bow * (1.0 + 0.12 * _ACROSS)
        self._base = 0.026 - 0.030 * (_ACROSS + 1.0) / 2.0

    def draw(self, frame: RGBImage, view: View, pose: PerformerPose, light: FloatArray) -> None:
        """Draws the eye into ``frame``; ``light`` is the RGB factor on the white."""
        upper, lower = self._lids(pose)
        outline = view.project(
            self._on_ball(np.concatenate([_ACROSS, _ACROSS[::-1]]), np.concatenate([upper, lower[::-1]]))
        )
        self._draw_ball(frame, view, pose, outline, light)
        self._draw_lashes(frame, view, upper, lower, pose)

    def _openness(self, pose: PerformerPose) -> float:
        return pose.left_eye if self._side > 0 else pose.right_eye

    def _lids(self, pose: PerformerPose) -> tuple[FloatArray, FloatArray]:
        """Y of the upper and of the lower lid along the eye."""
        opened = self._openness(pose)
        shut = self._base + _SHUT * self._arch
        wide = _UPPER * (1.0 + 0.04 * pose.brow) + 0.02 * min(-pose.gaze_y, 0.0)
        low = _LOWER * (1.0 - 0.12 * max(pose.smile, 0.0))
        upper = shut + opened * (self._base - wide * self._arch - shut)
        lower = shut + opened * (self._base + low * self._bowl - shut)
        return upper, lower

    def _on_ball(self, along: FloatArray, y: FloatArray) -> FloatArray:
        """N x 3 points on the eyeball; ``along`` runs from the inner (-1) to the outer corner (1)."""
        dx = _HALF_WIDTH * along
        bulge = np.sqrt(np.maximum(_BALL_RADIUS**2 - dx**2 - y**2, 0.0)) - _BALL_RADIUS
        z = self._depth + bulge - 0.05 * along
        return np.asarray(np.stack([self._side * (EYE_X + dx), y, z], -1), np.float32)

    def _discs(self, view: View, pose: PerformerPose) -> FloatArray:
        """Outlines of ``_IRIS`` where the eye looks: discs x points x 2, pixels."""
        x = self._side * (_GAZE_REACH[0] * pose.gaze_x + _DISCS[..., 0])
        y = _GAZE_REACH[1] * pose.gaze_y + _DISCS[..., 1] - 0.014
        return view.project(self._on_ball(x.ravel() / _HALF_WIDTH, y.ravel())).reshape(_DISCS.shape)

    def _draw_ball(
        self, frame: RGBImage, view: View, pose: PerformerPose, outline: FloatArray, light: FloatArray
    ) -> None:
        patch = Patch(frame, outline, 2.0, 2)
        ball = patch.blank(lit(colours.SCLERA, light))
        discs = patch.local(self._discs(view, pose))
        for (colour, *_), disc in zip(_IRIS[:-2], discs, strict=False):
            fill(ball, disc, colour)
        opening = patch.mask(outline)
        inside = patch.mask(outline + np.array([0.0, 0.055 * view.unit], np.float32), 0.035 * view.unit)
        corners = patch.mask(outline, 0.03 * view.unit)
        dim = np.asarray(cv2.convertScaleAbs(ball, alpha=0.45), np.uint8)
        # blend puts its first picture where the weight is 1: lit in the middle, dim under lid and corners.
        shaded = blend(ball, dim, 0.25 + 0.75 * np.minimum(inside, corners))
        for glint in discs[-2:]:
            fill(shaded, glint, colours.GLINT)
        patch.paste(shaded, opening)

    def _draw_lashes(
        self, frame: RGBImage, view: View, upper: FloatArray, lower: FloatArray, pose: PerformerPose
    ) -> None:
        opened = self._openness(pose)
        weight = 0.012 + 0.022 * ((_ACROSS + 1.0) / 2.0) ** 0.7 * (1.0 - np.maximum(_ACROSS, 0) ** 6)
        tip = np.append(_ACROSS, np.float32(1.04))
        flick = upper[-1] + (0.010 if opened < 0.3 else -0.014)
        band = np.concatenate([np.append(upper, flick), (upper - weight)[::-1]])
        lash = view.project(self._on_ball(np.concatenate([tip, _ACROSS[::-1]]), band))
        crease_y = upper - 0.055 - 0.02 * opened + 0.02 * _ACROSS**2
        crease = np.concatenate([crease_y, (crease_y - 0.016 * (1 - _ACROSS**2))[::-1]])
        both = np.concatenate([_ACROSS, _ACROSS[::-1]])
        fold = view.project(self._on_ball(both, crease))
        rim = view.project(
            self._on_ball(both, np.concatenate([lower, (lower + 0.012 * (1 - _ACROSS**2))[::-1]]))
        )
        patch = Patch(frame, np.concatenate([fold, rim]), 3.0, 1)
        patch.paste(patch.blank(colours.SKIN_DEEP), 0.55 * (patch.mask(fold, 0.7) + patch.mask(rim, 0.6)))
        fill(frame, lash, colours.LASH)


class Brow:
    """One eyebrow: a tapered ribbon on the forehead."""

    _ALONG = np.linspace(0.0, 1.0, 13, dtype=np.float32)

    def __init__(self, side: int, depths: FloatArray) -> None:
        """``depths``: z of the head's surface at ``Brow.anchors()``."""
        self._side = side
        self._z = depths + 0.015

    @classmethod
    def anchors(cls) -> FloatArray:
        """13 x 2 positions (|x|, y) along the brow at rest, inner end first."""
        s = cls._ALONG
        places = np.stack([0.175 + 0.60 * s, -0.345 - 0.070 * np.sin(np.pi * (0.14 + 0.78 * s))], -1)
        return np.asarray(places, np.float32)

    def draw(self, frame: RGBImage, view: View, pose: PerformerPose, light: FloatArray) -> None:
        """Draws the brow into ``frame``; ``light`` is the RGB factor on it."""
        s = self._ALONG
        x, y = self.anchors().T
        raised, frown = max(pose.brow, 0.0), max(-pose.brow, 0.0)
        sad = max(-pose.smile, 0.0)
        y = y - raised * (0.11 + 0.05 * np.sin(np.pi * s)) + frown * (0.085 - 0.05 * s) - 0.05 * sad * (1 - s)
        x = x - 0.045 * frown * (1 - s)
        thick = 0.040 * np.minimum(1.0, 0.35 + 2.5 * s) * (1.0 - s**2.2) ** 0.7 + 0.004
        top, bottom = self._points(x, y - thick), self._points(x, y + thick * 0.8)
        outline = view.project(np.concatenate([top, bottom[::-1]]))
        patch = Patch(frame, outline, 0.05 * view.unit, 1)
        patch.paste(patch.blank(lit(colours.BROW, light)), 0.88 * patch.mask(outline, 0.016 * view.unit))

    def _points(self, x: FloatArray, y: FloatArray) -> FloatArray:
        return np.asarray(np.stack([self._side * x, y, self._z], -1), np.float32)
