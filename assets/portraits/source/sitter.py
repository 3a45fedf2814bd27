"""The room a sitter is painted in: canvas, light, skin and the shapes of a relief."""

from __future__ import annotations

import numpy as np
from brushwork import Field, blur

SIZE = (1024, 896)
AXIS = 448.0
SIDES = (-1, 1)
EYE, EYE_Y = 70.0, 420.0
LIGHT = np.float32([-0.50, -0.48, 0.72])
FILL = np.float32([0.75, 0.1, 0.45])

# Skin from deepest shadow to highlight.
SKIN_TONES = np.float32([0.0, 0.22, 0.42, 0.62, 0.82, 1.0])
SKIN = np.float32(
    [[58, 27, 20], [124, 66, 46], [184, 114, 82], [221, 160, 124], [242, 200, 166], [255, 231, 206]]
)
YS, XS = np.mgrid[: SIZE[0], : SIZE[1]].astype(np.float32)
DX = XS - AXIS


def bump(x: float, y: float, width: float, height: float, both: bool = False) -> Field:
    """A Gaussian hill centred at (x, y), x from the axis; ``both`` mirrors it."""
    hill = np.exp(-(((DX - x) / width) ** 2 + ((YS - y) / height) ** 2) / 2)
    if both:
        hill = hill + np.exp(-(((DX + x) / width) ** 2 + ((YS - y) / height) ** 2) / 2)
    return hill.astype(np.float32)


def along_y(knots: list[tuple[float, float]], soft: float = 14) -> Field:
    """A smooth function of y alone, through (y, value) knots."""
    ys, values = zip(*knots, strict=True)
    profile = np.interp(YS[:, :1], ys, values).astype(np.float32)
    return blur(np.repeat(profile, SIZE[1], 1), soft)


def lit(height: Field, direction: Field, wrap: float = 0.25) -> Field:
    """Light on a relief, 0..1, wrapped softly round the terminator."""
    slope_y, slope_x = np.gradient(blur(height, 2.2))
    facing = direction[2] - slope_x * direction[0] - slope_y * direction[1]
    lambert = facing / np.sqrt(slope_x**2 + slope_y**2 + 1) / np.linalg.norm(direction)
    return np.clip((lambert + wrap) / (1 + wrap), 0, 1).astype(np.float32)


def skin(tone: Field) -> Field:
    """Tone 0..1 to the skin's colours."""
    return np.dstack([np.interp(tone, SKIN_TONES, SKIN[:, channel]) for channel in range(3)]).astype(
        np.float32
    )


def disc(x: float, y: float, radius: float) -> Field:
    """A circle's outline."""
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    return np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], 1).astype(np.float32)
