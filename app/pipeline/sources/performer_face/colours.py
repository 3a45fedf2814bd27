"""The performer's palette, RGB 0..255, and the mixing everybody needs."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from app.pipeline.sources.performer_face.view import FloatArray

Colour: TypeAlias = tuple[float, float, float]

SKIN: Colour = (231, 180, 150)
BLUSH: Colour = (222, 122, 104)
SKIN_DEEP: Colour = (158, 92, 74)
LIP: Colour = (204, 108, 98)
LIP_SHINE: Colour = (252, 190, 180)
LIP_DARK: Colour = (140, 58, 58)
MOUTH_INSIDE: Colour = (62, 18, 22)
TONGUE: Colour = (196, 94, 96)
TEETH: Colour = (244, 240, 232)
HAIR: Colour = (98, 58, 38)
BROW: Colour = (78, 46, 32)
LASH: Colour = (44, 26, 22)
SCLERA: Colour = (244, 241, 238)
IRIS: Colour = (78, 132, 122)
IRIS_RIM: Colour = (28, 52, 54)
IRIS_GLOW: Colour = (138, 182, 150)
PUPIL: Colour = (14, 12, 14)
GLINT: Colour = (255, 255, 252)
JUMPER: Colour = (38, 112, 122)


def mix(base: FloatArray, colour: Colour, amount: FloatArray) -> FloatArray:
    """Paints ``colour`` over an H x W x 3 picture, ``amount`` H x W 0..1."""
    return np.asarray(base + amount[..., None] * (np.asarray(colour, np.float32) - base), dtype=np.float32)


def scaled(colour: Colour, factor: float) -> Colour:
    """A brighter or darker version of the colour."""
    red, green, blue = (min(channel * factor, 255.0) for channel in colour)
    return red, green, blue


def lit(colour: Colour, light: FloatArray) -> Colour:
    """The colour under a light given as an RGB factor."""
    red, green, blue = (np.asarray(colour) * light).clip(0, 255)
    return float(red), float(green), float(blue)
