"""The performer's palette, RGB 0..255, and the mixing everybody needs."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from app.pipeline.sources.performer_face.view import FloatArray

Colour: TypeAlias = tuple[float, float, float]

SKIN: Colour = (231, 180, 150)
BLUSH: Colour = (222, 122, 104)
SKIN_DEEP: Colour = (158, 92, 74)
LIP: Colour = (196, 98, 92)
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
JUMPER: Colour = (38, 112, 122)
SHIRT: Colour = (238, 234, 226)


def mix(base: FloatArray, colour: Colour, amount: FloatArray) -> FloatArray:
    """Paints ``colour`` over an H x W x 3 picture, ``amount`` H x W 0..1."""
    return np.asarray(base + amount[..., None] * (np.asarray(colour, np.float32) - base), dtype=np.float32)


def scaled(colour: Colour, factor: float) -> Colour:
    """A brighter or darker version of the colour."""
    red, green, blue = (min(channel * factor, 255.0) for channel in colour)
    return red, green, blue
