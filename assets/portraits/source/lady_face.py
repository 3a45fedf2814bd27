"""The lady's face: modelled as a relief, lit, then drawn over."""

from __future__ import annotations

import numpy as np
from brushwork import Field, blur, curve, lay, line, multiply, noise, shape, strand
from sitter import AXIS, DX, EYE, EYE_Y, FILL, LIGHT, SIDES, SIZE, XS, YS, along_y, bump, disc, lit, skin

# What the face measures at a height, as (y, pixels): from the axis to its side, and its depth on the axis.
HALF_WIDTH = [(150, 130), (215, 150), (300, 160), (380, 163), (450, 161), (520, 150), (575, 137), (620, 116)]
HALF_WIDTH += [(650, 93), (672, 68), (690, 44)]
PROFILE = [(150, -70), (205, 10), (260, 66), (320, 96), (368, 106), (400, 98), (470, 104), (540, 110)]
PROFILE += [(600, 106), (625, 100), (650, 104), (668, 92), (684, 50), (700, -10)]


def relief_of_face() -> Field:
    """Height of the face towards the viewer, pixels."""
    half = along_y(HALF_WIDTH, 14)
    profile = along_y(PROFILE, 12)
    across = np.clip(1 - (DX / half) ** 2, 0.02, 1) ** 0.5
    height = profile + 135 * (across - 1)
    bridge = np.exp(-((DX / along_y([(380, 15), (440, 12), (500, 19), (530, 21)], 8)) ** 2) / 2)
    height += bridge * along_y(
        [(360, 0), (395, 6), (430, 17), (470, 31), (500, 42), (516, 40), (529, 5)], 4.5
    )
    height += 13 * bump(25, 511, 10, 10, True) - 7 * bump(37, 497, 9, 16, True)
    height += -19 * bump(EYE, 416, 36, 20, True) - 11 * bump(36, 408, 12, 16, True)
    height += 15 * bump(EYE, 420, 25, 15, True)
    height += 5 * bump(70, 377, 40, 12, True) + 10 * bump(98, 476, 44, 34, True)
    height += 12 * bump(0, 576, 52, 34) - 3.5 * bump(0, 540, 6, 12)
    height += 5 * bump(15, 564, 15, 7, True) + 8 * bump(0, 594, 27, 9) - 5 * bump(0, 613, 34, 8)
    height += 10 * bump(0, 648, 32, 20) - 4 * bump(60, 580, 9, 9, True)
    return height.astype(np.float32)


def face_outline() -> Field:
    """From the hair line round the jaw."""
    right = [(0, 196), (86, 206), (138, 262), (157, 340), (159, 420), (154, 480), (141, 536)]
    right += [(119, 590), (88, 638), (50, 672), (18, 683)]
    points = [(AXIS + x, y) for x, y in right] + [(AXIS - x, y) for x, y in right[:0:-1]]
    return curve(points, closed=True)


def face(picture: Field, rng: np.random.Generator) -> None:
    """Skin of the face, modelled by light and warmed by blood."""
    height = relief_of_face()
    hollow = np.clip((blur(height, 16) - height) / 26, 0, 1)
    tone = 0.10 + 0.82 * lit(height, LIGHT) ** 1.15 + 0.10 * lit(height, FILL) - 0.42 * hollow
    tone += 0.05 * bump(-8, 300, 70, 50)
    tone -= 0.15 * np.clip((bump(22, 552, 26, 16) - 0.2), 0, 1) + 0.10 * bump(0, 545, 30, 7)
    colours = skin(np.clip(tone + 0.006 * noise(SIZE, 3, rng), 0, 1))
    multiply(colours, (255, 196, 178), bump(98, 490, 40, 32, True), 0.55)
    multiply(colours, (255, 205, 190), bump(0, 506, 22, 16) + 0.5 * bump(0, 652, 34, 18), 0.5)
    multiply(colours, (226, 190, 188), bump(EYE, 420, 46, 24, True), 0.45)
    lay(colours, (255, 240, 222), bump(-5, 500, 6, 7) + 0.6 * bump(-4, 455, 4, 26), 0.45)
    lay(colours, (255, 236, 214), bump(-92, 462, 24, 14), 0.25)
    mask = shape(SIZE, face_outline(), 1.4)
    lay(picture, colours, mask)


def lid(side: int, edge: list[tuple[float, float]]) -> Field:
    """A lid's edge told relative to its eye's centre, x away from the nose."""
    return curve([(AXIS + side * (EYE + x), EYE_Y + y) for x, y in edge])


def eye_curves(side: int) -> tuple[Field, Field]:
    """The upper and lower lid's edges from the inner to the outer corner."""
    upper = [(-35, 7), (-26, -4), (-11, -13), (5, -15), (21, -9.5), (35, 3)]
    lower = [(-35, 7), (-20, 12), (-2, 14), (16, 12.5), (28, 8.5), (35, 3)]
    return lid(side, upper), lid(side, lower)


def eye(picture: Field, side: int) -> None:
    """White, iris, lids and lashes of one eye."""
    upper, lower = eye_curves(side)
    opening = shape(SIZE, np.concatenate([upper, lower[::-1]]), 0.8)
    at, up = AXIS + side * EYE, np.float32([0, -1])
    white = np.zeros_like(picture) + np.float32([226, 212, 198])
    multiply(white, (150, 116, 104), 1 - bump(side * EYE - 3, EYE_Y + 2, 24, 15), 0.85)
    iris(white, at + 0.5, EYE_Y - 2)
    shadow = line(SIZE, upper + np.float32([0, 2.5]), np.float32([4, 9, 10, 8, 5]), 2.2)
    multiply(white, (84, 54, 46), shadow, 0.8)
    lay(white, (222, 150, 134), bump(side * (EYE - 32), EYE_Y + 5, 4.5, 4), 0.8)
    lay(picture, white, opening)
    lay(picture, (255, 252, 246), shape(SIZE, disc(at - 5, EYE_Y - 7, 2.6), 0.7), 0.95)
    crease = upper * np.float32([1, 0.9]) + np.float32([0, 0.1 * EYE_Y - 8.5])
    multiply(picture, (120, 66, 52), line(SIZE, crease[4:], np.float32([1, 3, 3, 2.5, 1]), 1.4), 0.7)
    multiply(
        picture, (176, 118, 100), line(SIZE, lower + np.float32([0, 10]), np.float32([1, 4, 5, 3, 1]), 4), 0.5
    )
    lay(
        picture,
        (236, 186, 166),
        line(SIZE, lower + np.float32([0, 1.4]), np.float32([1, 2.4, 2.4, 1.6]), 0.8),
        0.7,
    )
    multiply(
        picture,
        (110, 60, 48),
        line(SIZE, lower + np.float32([0, 3.2]), np.float32([0.5, 1.2, 2, 2]), 0.9),
        0.5,
    )
    lashes = line(SIZE, upper + 0.6 * up, np.float32([1.2, 2.6, 3.6, 4.2, 4.4, 2.4]), 0.7)
    lay(picture, (36, 19, 15), lashes, 0.92)
    flick = curve(
        [tuple(upper[-14]), tuple(upper[-4] + (side * 1, -1.5)), tuple(upper[-1] + (side * 3, -1.5))]
    )
    lay(picture, (36, 19, 15), line(SIZE, flick, np.float32([3, 3, 0.6]), 0.7), 0.8)


def iris(white: Field, x: float, y: float) -> None:
    """A hazel iris, 30 pixels across, with a lit lower rim."""
    radius = np.hypot(XS - x, YS - y)
    angle = np.arctan2(YS - y, XS - x)
    fibres = 0.5 + 0.25 * np.sin(angle * 23 + 2 * np.sin(angle * 5)) + 0.25 * np.sin(angle * 41 + 1)
    base = np.float32([58, 42, 28]) + fibres[..., None] * np.float32([46, 30, 12])
    glow = np.exp(-(((XS - x - 3) / 9) ** 2 + ((YS - y - 7) / 6) ** 2))
    base = base + glow[..., None] * np.float32([76, 50, 20])
    base *= np.clip(1.15 - (radius / 15.5) ** 6 * 0.85, 0.2, 1.2)[..., None]
    lay(white, base.astype(np.float32), shape(SIZE, disc(x, y, 15.2), 0.9))
    lay(white, (16, 10, 9), shape(SIZE, disc(x, y, 6.2), 1.0))


def brow(picture: Field, side: int, rng: np.random.Generator) -> None:
    """A soft arch, then its hairs."""
    middle = [(-36, 380), (-14, 371), (12, 365), (34, 367), (54, 380)]
    path = curve([(AXIS + side * (EYE + x), y) for x, y in middle])
    lay(picture, (84, 50, 34), line(SIZE, path, np.float32([4, 11, 11, 8, 2]), 2.6), 0.62)
    for _ in range(150):
        t = rng.uniform(0, 0.97)
        spread = np.interp(t, [0, 0.3, 1], [4.5, 5, 1.5])
        root = path[int(t * (len(path) - 1))] + rng.uniform(-spread, spread, 2) * (0.4, 1)
        lean = np.interp(t, [0, 0.3, 1], [1.2, 0.35, -0.25])
        tip = root + rng.uniform(7, 12) * np.float32([side * np.cos(lean), -np.sin(lean)])
        hairs = np.stack([root, (root + tip) / 2 + (0, -0.7), tip]).astype(np.float32)
        strand(picture, hairs, np.float32([58, 33, 22]), 1.0, 0.45)


def nostrils(picture: Field) -> None:
    """Dark openings and the shadow under the tip."""
    for side in SIDES:
        path = curve([(AXIS + side * 8, 527), (AXIS + side * 16, 523), (AXIS + side * 24, 525)])
        lay(picture, (70, 28, 22), line(SIZE, path, np.float32([3, 6.5, 3]), 1.5), 0.8)
        wing = curve([(AXIS + side * 33, 500), (AXIS + side * 37.5, 512), (AXIS + side * 31, 525)])
        multiply(picture, (150, 84, 66), line(SIZE, wing, np.float32([1, 4, 2]), 2.2), 0.55)
    base = curve([(AXIS - 24, 530), (AXIS, 534), (AXIS + 24, 530)])
    multiply(picture, (150, 88, 70), line(SIZE, base, np.float32([2, 6, 2]), 2.5), 0.5)


def mouth(picture: Field) -> None:
    """Closed lips, at ease, the corners a little up."""
    seam = [(-50, 574), (-30, 577.5), (-12, 578), (0, 581), (12, 578), (30, 577.5), (50, 574)]
    top = [(-50, 574), (-30, 567), (-12, 560), (0, 564), (12, 560), (30, 567), (50, 574)]
    bottom = [(-50, 574), (-34, 591), (-14, 600), (0, 602), (14, 600), (34, 591), (50, 574)]
    seam_path, top_path, bottom_path = (curve([(AXIS + x, y) for x, y in p]) for p in (seam, top, bottom))
    upper = shape(SIZE, np.concatenate([top_path, seam_path[::-1]]), 1.8)
    lower = shape(SIZE, np.concatenate([seam_path, bottom_path[::-1]]), 2.0)
    lay(picture, (158, 66, 60), upper, 0.86)
    lay(picture, (192, 92, 82), lower, 0.84)
    multiply(picture, (178, 120, 116), lower * np.clip((YS - 590) / 12, 0, 1) * 0.9)
    multiply(picture, (180, 130, 126), (upper + lower) * np.clip((DX - 5) / 60, 0, 1), 0.7)
    lay(picture, (246, 186, 168), bump(-9, 589, 17, 3.6) * lower, 0.62)
    lay(
        picture,
        (236, 176, 156),
        line(SIZE, top_path + np.float32([0, -2]), np.float32([0, 1.5, 2, 1.5, 0]), 1.2),
        0.4,
    )
    lay(picture, (72, 22, 22), line(SIZE, seam_path, np.float32([1.6, 2.6, 3.2, 2.6, 1.6]), 0.9), 0.85)
    for side in SIDES:
        multiply(picture, (140, 76, 64), bump(side * 52, 574, 6, 5), 0.6)
    multiply(picture, (170, 108, 88), bump(0, 611, 28, 5), 0.5)
