"""Paints "The Lady in Green": modelled as a relief, lit, drawn over, then brushed in oil."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from brushwork import Field, blur, brush, finish, lay, noise
from lady_attire import dress, earrings, hair, hair_behind, neck, necklace
from lady_face import brow, eye, face, mouth, nostrils
from sitter import EYE, SIDES, SIZE, XS, YS, bump


def paint() -> npt.NDArray[np.uint8]:
    """The finished picture, 1024 x 896 x 3 uint8 RGB."""
    rng = np.random.default_rng(1889)
    picture = background(rng)
    hair_behind(picture, rng)
    neck(picture)
    dress(picture, rng)
    necklace(picture)
    face(picture, rng)
    for side in SIDES:
        eye(picture, side)
        brow(picture, side, rng)
    nostrils(picture)
    mouth(picture)
    hair(picture, rng)
    earrings(picture)
    detail = np.clip(1.3 * bump(0, 470, 130, 150) + 0.3 + 1.4 * edges(picture), 0, 1)
    canvas, relief = brush(picture, detail, (14.0, 7.0, 3.6, 1.9, 1.3), rng)
    features = (
        bump(EYE, 416, 44, 30, both=True)
        + bump(0, 580, 56, 26)
        + 0.8 * bump(EYE, 374, 50, 12, both=True)
        + 0.3 * bump(0, 512, 40, 26)
    )
    lay(canvas, picture, np.clip(features, 0.25, 1), 0.6)
    return finish(canvas, relief, rng)


def edges(picture: Field) -> Field:
    """Where the picture has edges, 0..1."""
    grey = blur(picture.mean(2), 2.6)
    slope_y, slope_x = np.gradient(grey)
    return np.clip(blur(np.hypot(slope_x, slope_y), 2) / 5, 0, 1)


def background(rng: np.random.Generator) -> Field:
    """Warm umber with a glow behind the lit shoulder."""
    glow = np.exp(-(((XS - 640) / 420) ** 2 + ((YS - 430) / 460) ** 2))
    tone = glow + 0.10 * noise(SIZE, 60, rng) + 0.05 * noise(SIZE, 14, rng)
    dark, light = np.float32([38, 31, 24]), np.float32([124, 104, 76])
    return (dark + np.clip(tone, 0, 1)[..., None] * (light - dark)).astype(np.float32)
