"""What frames the lady's face: hair, neck, dress and pearls."""

from __future__ import annotations

import numpy as np
from brushwork import Field, blur, curve, lay, line, multiply, noise, shape, strand
from sitter import AXIS, DX, LIGHT, SIDES, SIZE, XS, YS, along_y, bump, disc, lit, skin

HAIR_DARK = np.float32([30, 16, 11])
HAIR_MID = np.float32([112, 62, 34])
HAIR_LIGHT = np.float32([222, 150, 90])


def neck(picture: Field) -> None:
    """A column in the jaw's shadow, opening into the collar bones."""
    side = [(50, 600), (72, 640), (76, 690), (84, 736), (122, 772), (190, 802), (262, 842), (240, 1040)]
    points = [(AXIS + x, y) for x, y in side] + [(AXIS - x, y) for x, y in side[::-1]]
    column = along_y([(600, 80), (690, 84), (740, 110), (800, 270), (900, 380)], 24)
    height = 90 * np.clip(1 - (DX / column) ** 2, 0.01, 1) ** 0.5 - np.clip(YS - 760, 0, 400) * 0.12
    height += 7 * bump(96, 812, 62, 10, True) - 8 * bump(0, 808, 15, 16) + 5 * bump(32, 744, 12, 50, True)
    tone = 0.10 + 0.72 * lit(height.astype(np.float32), LIGHT) ** 1.1
    shadow = shape(
        SIZE, np.float32([[330, 560], [566, 560], [556, 690], [500, 752], [428, 740], [346, 664]]), 16
    )
    colours = skin(np.clip(tone - 0.34 * shadow, 0, 1))
    multiply(colours, (232, 214, 206), np.clip(bump(0, 960, 400, 110), 0, 1), 0.7)
    lay(picture, colours, shape(SIZE, curve(points), 1.6))


def hair_behind(picture: Field, rng: np.random.Generator) -> None:
    """The dark mass behind ears and neck."""
    right = [(0, 108), (84, 122), (148, 184), (180, 295), (180, 410), (168, 530), (156, 606), (144, 660)]
    right += [(106, 702), (60, 700)]
    points = [(AXIS + x, y) for x, y in right] + [(AXIS - x, y) for x, y in right[:0:-1]]
    mask = shape(SIZE, curve(points, closed=True), 3)
    lay(picture, HAIR_DARK, mask)
    for _ in range(700):
        side = rng.choice(SIDES)
        x = rng.uniform(80, 190)
        path = curve(
            [
                (AXIS + side * (x + rng.normal(0, 4) - bend), y)
                for bend, y in ((10, 360), (0, 470), (18, 590), (84, 690))
            ]
        )
        strand(
            picture, path + rng.normal(0, 3, 2).astype(np.float32), HAIR_DARK + rng.uniform(0, 26), 1.3, 0.5
        )


def hair(picture: Field, rng: np.random.Generator) -> None:
    """Parted in the middle, brushed down past the temples and tucked back below the ears."""
    for side in SIDES:
        outline = [(0, 104), (84, 118), (151, 178), (186, 290), (188, 410), (175, 515), (143, 606)]
        outline += [(104, 652), (114, 610), (134, 560), (149, 480), (152, 400), (138, 334), (103, 278)]
        outline += [(52, 240), (0, 210)]
        mask = shape(SIZE, curve([(AXIS + side * x, y) for x, y in outline], closed=True), 2.5)
        multiply(picture, (120, 70, 54), blur(mask, 9), 0.6)
        lay(picture, HAIR_DARK, mask)
    for _ in range(5200):
        hair_strand(picture, int(rng.choice(SIDES)), rng)
    parting = curve([(AXIS, 106), (AXIS, 156), (AXIS, 214)])
    lay(picture, (122, 74, 50), line(SIZE, parting, np.float32([1, 2.5, 4]), 1.6), 0.75)


def hair_strand(picture: Field, side: int, rng: np.random.Generator) -> None:
    """One hair from the parting to behind the ear; it shines where it turns to the light."""
    depth = rng.uniform(0, 1)
    inner = np.float32(
        [(1, 212), (52, 240), (104, 278), (139, 336), (152, 400), (149, 480), (133, 560), (104, 648)]
    )
    outer = np.float32(
        [(1, 104), (84, 118), (152, 178), (187, 290), (190, 410), (176, 515), (144, 606), (104, 656)]
    )
    knots = inner + depth * (outer - inner) + rng.normal(0, 1.6, (8, 2)).astype(np.float32)
    wave = 4.5 * np.sin(np.arange(8) * 1.5 + depth * 9)
    knots[:, 0] += wave * np.linspace(0, 1, 8)
    path = curve([(AXIS + side * x, y) for x, y in knots], steps=8)
    start, stop = sorted(rng.integers(0, len(path), 2))
    start = 0 if rng.uniform() < 0.3 else start
    if stop - start < 6:
        return
    path = path[start:stop]
    middle = path[len(path) // 2]
    shine = np.exp(-(((middle[1] - 225 - 50 * depth) / 70) ** 2))
    shine += 0.55 * np.exp(-(((middle[1] - 490) / 70) ** 2))
    shine *= (1.0 if side < 0 else 0.55) * (0.45 + 0.55 * np.sin(np.pi * depth))
    shine = np.clip(shine + rng.normal(0, 0.18), 0, 1)
    edge = np.clip(min(depth, 1 - depth) * 7 + 0.25, 0, 1)
    colour = HAIR_DARK + (HAIR_MID - HAIR_DARK) * edge * min(1.0, 0.45 + shine)
    colour = colour + (HAIR_LIGHT - colour) * shine**2 * 0.6 * edge
    strand(picture, path, colour.astype(np.float32), 1.4, 0.55)


def dress(picture: Field, rng: np.random.Generator) -> None:
    """Green velvet off the shoulder, with a band of lace."""
    neckline = [(0, 968), (90, 948), (170, 905), (232, 852), (262, 826)]
    sleeve = [(300, 836), (352, 880), (396, 960), (420, 1060)]
    right = neckline + sleeve
    points = [(AXIS - x, y) for x, y in right[::-1]] + [(AXIS + x, y) for x, y in right[1:]]
    outline = curve(points)
    mask = shape(SIZE, outline, 1.6)
    drape = DX * 0.030 + 1.3 * noise(SIZE, 70, rng) + np.abs(DX) * (YS - 700) / 9000
    folds = 7 * np.sin(drape) + 2.5 * np.sin(2.3 * drape + 1) + 5 * noise(SIZE, 45, rng)
    height = 150 * np.clip(1 - (DX / 450) ** 2, 0.01, 1) ** 0.5 + folds + 16 * bump(150, 1000, 60, 60, True)
    tone = lit(blur(height.astype(np.float32), 9), LIGHT, 0.5)
    dark, light = np.float32([10, 27, 25]), np.float32([66, 124, 100])
    sheen = np.clip(tone - 0.42, 0, 1) ** 1.4 * 1.5 + 0.03 * noise(SIZE, 3, rng)
    lay(picture, (dark + np.clip(sheen, 0, 1)[..., None] * (light - dark)).astype(np.float32), mask)
    edge = curve([(AXIS - x, y) for x, y in neckline[::-1]] + [(AXIS + x, y) for x, y in neckline[1:]])
    multiply(picture, (120, 74, 58), line(SIZE, edge - np.float32([0, 9]), np.float32([10]), 6), 0.6)
    lace = line(SIZE, edge, np.float32([15]), 1.0)
    lay(picture, (222, 206, 178), lace, 0.85)
    for x, y in edge[::5]:
        lay(picture, (230, 216, 190), shape(SIZE, disc(x, y - 7, 6), 0.8), 0.9)
        multiply(picture, (120, 100, 84), shape(SIZE, disc(x, y - 6, 2.4), 0.8), 0.7)
    multiply(picture, (150, 128, 110), lace * np.clip(DX / 200, 0, 1), 0.8)


def necklace(picture: Field) -> None:
    """A string of pearls at the base of the neck."""
    path = curve(
        [(AXIS - 86, 706), (AXIS - 66, 752), (AXIS, 780), (AXIS + 66, 752), (AXIS + 86, 706)], steps=200
    )
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    for at in np.arange(6, length[-1], 13.5):
        x, y = (float(np.interp(at, length, path[:, axis])) for axis in range(2))
        pearl(picture, x, y, 6.6)


def pearl(picture: Field, x: float, y: float, radius: float) -> None:
    """One pearl with its shadow and its glint."""
    multiply(picture, (110, 60, 46), shape(SIZE, disc(x + 2, y + 4, radius), 2.5), 0.7)
    body = shape(SIZE, disc(x, y, radius), 0.8)
    shade = np.clip(0.95 - 0.075 * ((XS - x) * 0.6 + (YS - y) * 0.8) - (x - AXIS) / 700, 0.25, 1.1)
    lay(picture, (np.float32([226, 212, 196]) * shade[..., None]).astype(np.float32), body)
    lay(picture, (255, 253, 248), bump(x - AXIS - 2.2, y - 2.4, 1.5, 1.5), 0.95)


def earrings(picture: Field) -> None:
    """A pearl drop below each lock."""
    for side in SIDES:
        pearl(picture, AXIS + side * 124, 650, 9)
