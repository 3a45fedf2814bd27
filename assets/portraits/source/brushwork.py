"""The painter's hand: fields, soft shapes, strands of hair and a pass of brush strokes."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Field: TypeAlias = npt.NDArray[np.float32]
"""H x W (a height, a mask of 0..1) or H x W x 3 (RGB, 0..255)."""

_SUBPIXEL_BITS = 4


def blur(field: Field, sigma: float) -> Field:
    """Gaussian blur, sigma in pixels."""
    return cv2.GaussianBlur(field, (0, 0), sigma)


def curve(points: list[tuple[float, float]], closed: bool = False, steps: int = 24) -> Field:
    """A Catmull-Rom spline through the points, as N x 2."""
    knots = np.asarray(points, np.float32)
    padded = (
        np.concatenate([knots[-1:], knots, knots[:2]])
        if closed
        else np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    )
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        bend = (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        pieces.append(0.5 * (2 * b + (c - a) * t + bend))
    return np.concatenate([*pieces, padded[-2:-1]])


def shape(size: tuple[int, int], outline: Field, soft: float = 0.8) -> Field:
    """A filled outline as a mask of 0..1 with an edge ``soft`` pixels wide."""
    mask = np.zeros(size, np.uint8)
    points = np.round(outline * 2**_SUBPIXEL_BITS).astype(np.int32)
    cv2.fillPoly(mask, [points], 255, cv2.LINE_AA, _SUBPIXEL_BITS)
    return blur(mask.astype(np.float32) / 255, soft) if soft > 0 else mask.astype(np.float32) / 255


def line(size: tuple[int, int], path: Field, widths: Field, soft: float = 0.7) -> Field:
    """A stroke whose width follows ``widths`` (pixels) from its start to its end, as a mask."""
    path = np.asarray(path, np.float32)
    tangent = np.gradient(path, axis=0)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], 1)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-6
    grid = np.linspace(0, 1, len(path))
    half = np.interp(grid, np.linspace(0, 1, len(widths)), widths)[:, None] / 2
    outline = np.concatenate([path + normal * half, (path - normal * half)[::-1]])
    return shape(size, outline.astype(np.float32), soft)


def lay(picture: Field, colour: tuple[float, float, float] | Field, mask: Field, amount: float = 1.0) -> None:
    """Paints a colour through a mask, in place."""
    alpha = (mask * amount)[..., None]
    picture += alpha * (np.asarray(colour, np.float32) - picture)


def multiply(picture: Field, colour: tuple[float, float, float], mask: Field, amount: float = 1.0) -> None:
    """Glazes: darkens by a transparent colour (0..255, white changes nothing), in place."""
    picture *= 1 - (mask * amount)[..., None] * (1 - np.asarray(colour, np.float32) / 255)


def strand(picture: Field, path: Field, colour: Field, width: float, alpha: float) -> None:
    """Draws one hair over the picture, in place; colour is one RGB or one per point."""
    low = np.floor(path.min(0) - 3).astype(int).clip(0)
    high = np.ceil(path.max(0) + 4).astype(int)
    tile = picture[low[1] : high[1], low[0] : high[0]]
    if tile.size == 0:
        return
    mask = np.zeros(tile.shape[:2], np.uint8)
    points = np.round((path - low) * 2**_SUBPIXEL_BITS).astype(np.int32)
    cv2.polylines(mask, [points], False, 255, max(1, round(width)), cv2.LINE_AA, _SUBPIXEL_BITS)
    weight = (mask.astype(np.float32) * (alpha * min(width, 1.0) / 255))[..., None]
    tile += weight * (colour - tile)


def noise(size: tuple[int, int], scale: float, rng: np.random.Generator) -> Field:
    """Smooth noise of zero mean and unit deviation, features about ``scale`` pixels."""
    field = blur(rng.standard_normal(size).astype(np.float32), scale)
    return (field - field.mean()) / field.std()


def flow_direction(picture: Field, sigma: float) -> Field:
    """The angle along which colours change least: where a brush would go (structure tensor)."""
    grey = picture.mean(2)
    dx, dy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    xx, yy, xy = blur(dx * dx, sigma), blur(dy * dy, sigma), blur(dx * dy, sigma)
    return 0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2


def brush(
    picture: Field, detail: Field, radii: tuple[float, ...], rng: np.random.Generator
) -> tuple[Field, Field]:
    """Repaints a picture with strokes, from broad to fine.

    Args:
        picture: What to paint.
        detail: H x W, 0..1; the finest brushes work only where it is high.
        radii: Brush radii in pixels, descending.
        rng: The hand's unsteadiness.

    Returns:
        The painting, and the relief of its paint (H x W, about 0..1).
    """
    height, width = picture.shape[:2]
    canvas, relief = blur(picture, radii[0]), np.zeros((height, width), np.float32)
    for layer, radius in enumerate(radii):
        target = blur(picture, max(radius * 0.45, 0.6))
        angle = flow_direction(target, radius * 2.5) + 0.25 * noise((height, width), radius * 6, rng)
        floor = layer / len(radii) * 0.9
        step = radius * 0.9
        count = int(height * width / step**2)
        xs, ys = rng.uniform(0, width - 1, count), rng.uniform(0, height - 1, count)
        for x, y in zip(xs, ys, strict=True):
            if detail[int(y), int(x)] + rng.uniform(-0.1, 0.1) >= floor:
                _stroke(canvas, relief, target, angle, (x, y), radius, rng)
    return canvas, relief


def _stroke(
    canvas: Field,
    relief: Field,
    target: Field,
    angle: Field,
    start: tuple[float, float],
    radius: float,
    rng: np.random.Generator,
) -> None:
    height, width = relief.shape
    colour = target[int(start[1]), int(start[0])] + rng.normal(0, 2.2, 3).astype(np.float32)
    path, (x, y), heading = [start], start, angle[int(start[1]), int(start[0])]
    for _ in range(5):
        turn = angle[int(y), int(x)]
        heading = turn if np.cos(turn - heading) > 0 else turn + np.pi
        x, y = x + radius * 1.3 * np.cos(heading), y + radius * 1.3 * np.sin(heading)
        if not (0 <= x < width and 0 <= y < height):
            break
        if np.abs(target[int(y), int(x)] - colour).max() > 14:
            break
        path.append((x, y))
    points = np.asarray(path, np.float32)
    if len(points) == 1:
        points = np.concatenate([points, points + radius * np.float32([np.cos(heading), np.sin(heading)])])
    strand(canvas, points, colour.astype(np.float32), radius * 1.5, 0.8)
    strand(relief[..., None], points, np.float32([rng.uniform(0, 1)]), radius * 1.5, 0.8)


def finish(canvas: Field, relief: Field, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Lights the paint's relief and the weave of the canvas from the upper left."""
    height, width = relief.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    weave = 0.10 * (np.sin(x * 1.9) * np.sin(y * 1.9)) + 0.06 * noise((height, width), 1.0, rng)
    surface = blur(relief, 0.8) + weave
    slope = surface - np.roll(surface, (1, 1), (0, 1))
    lit = canvas * (1 + 0.10 * np.clip(slope, -1, 1)[..., None])
    return np.clip(lit, 0, 255).astype(np.uint8)
