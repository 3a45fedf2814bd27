"""Locks of hair over the painted scalp: a swept fringe, and tufts that break the outline."""

from __future__ import annotations

import numpy as np

from app.pipeline.sources.performer_face import colours
from app.pipeline.sources.performer_face.head import Surface
from app.pipeline.sources.performer_face.patch import fill
from app.pipeline.sources.performer_face.raster import sample
from app.pipeline.sources.performer_face.skin import Lighting, normals
from app.pipeline.sources.performer_face.view import FloatArray, View
from app.pipeline.types import RGBImage

# Each lock: root, bend and tip as (longitude in degrees, height, lift off the surface), half width.
_LOCKS = (
    # small ones on the short side of the parting
    ((26, -1.46, 0.02), (50, -1.26, 0.06), (58, -0.86, 0.01), 0.115),
    ((24, -1.42, 0.02), (40, -1.26, 0.06), (50, -0.94, 0.01), 0.095),
    ((23, -1.38, 0.02), (32, -1.28, 0.05), (42, -1.02, 0.01), 0.080),
    # the sweep, from the temple back to the parting so that later ones lie on top
    ((-34, -1.50, 0.02), (-62, -1.24, 0.06), (-66, -0.72, 0.00), 0.125),
    ((-24, -1.50, 0.02), (-54, -1.22, 0.07), (-60, -0.80, 0.01), 0.125),
    ((-14, -1.50, 0.02), (-42, -1.24, 0.08), (-54, -0.86, 0.02), 0.125),
    ((-4, -1.48, 0.02), (-30, -1.26, 0.09), (-45, -0.88, 0.03), 0.125),
    ((6, -1.46, 0.02), (-16, -1.28, 0.09), (-35, -0.92, 0.03), 0.120),
    ((14, -1.42, 0.02), (-2, -1.30, 0.09), (-23, -0.95, 0.03), 0.115),
    ((20, -1.38, 0.02), (10, -1.32, 0.08), (-9, -1.00, 0.03), 0.100),
    ((23, -1.34, 0.02), (17, -1.30, 0.06), (5, -1.05, 0.02), 0.080),
    # tufts at the crown
    ((16, -1.56, 0.00), (-4, -1.76, 0.03), (-30, -1.70, 0.05), 0.105),
    ((4, -1.52, 0.00), (-24, -1.68, 0.05), (-48, -1.52, 0.05), 0.115),
    ((28, -1.54, 0.00), (44, -1.64, 0.03), (62, -1.50, 0.05), 0.095),
)
_SAMPLES = 11


class _Strand:
    """A streak along every lock: where it runs across the lock, how wide, how bright."""

    def __init__(self, offset: float, half_width: float, trim: tuple[int, int], tone: float) -> None:
        self._span = slice(trim[0], _SAMPLES - trim[1])
        length = _SAMPLES - sum(trim)
        taper = np.sin(np.linspace(0, np.pi, length)) if trim[0] else np.ones(length)
        self._reach = (offset + np.outer([1, -1], half_width * taper)).astype(np.float32)[..., None]
        self.tone = tone

    def outlines(self, path: FloatArray, across: FloatArray) -> FloatArray:
        """Locks x points x 2 polygons, from the locks' middle lines and half widths, pixels."""
        centre, side = path[:, self._span], across[:, self._span]
        edges = centre + self._reach[0] * side, centre + self._reach[1] * side
        return np.concatenate([edges[0], edges[1][:, ::-1]], axis=1)


# From the lock's shadow to its gleam.
_STRANDS = (
    _Strand(0.00, 1.00, (0, 0), 0.62),
    _Strand(0.05, 0.86, (0, 0), 0.92),
    _Strand(-0.42, 0.14, (1, 1), 0.74),
    _Strand(0.38, 0.16, (1, 2), 1.18),
    _Strand(0.10, 0.20, (2, 4), 1.36),
)


class Locks:
    """All locks, as ribbons that face the camera."""

    def __init__(self, surface: Surface) -> None:
        controls = np.array([lock[:3] for lock in _LOCKS], np.float32)  # L x 3 x 3
        s = np.linspace(0, 1, _SAMPLES, dtype=np.float32)[:, None]
        paths = (
            (1 - s) ** 2 * controls[:, None, 0]
            + 2 * s * (1 - s) * controls[:, None, 1]
            + s**2 * controls[:, None, 2]
        )
        self._points, self._normals = _on_surface(surface, paths.reshape(-1, 3))
        width = np.array([lock[3] for lock in _LOCKS], np.float32)
        self._half_width = (
            width[:, None] * (np.sin(np.pi * s[:, 0] ** 0.75) * 0.85 + 0.15) * (1 - s[:, 0] ** 3)
        )

    def draw(self, frame: RGBImage, view: View, lighting: Lighting) -> None:
        """Draws the locks into ``frame``, each shaded by where it sits on the head."""
        path = view.project(self._points).reshape(len(_LOCKS), _SAMPLES, 2)
        tangent = np.gradient(path, axis=1)
        tangent /= np.maximum(np.linalg.norm(tangent, axis=-1, keepdims=True), 1e-6)
        across = (
            tangent[..., ::-1] * np.array([-1, 1], np.float32) * (self._half_width * view.unit)[..., None]
        )
        middle = self._normals.reshape(len(_LOCKS), _SAMPLES, 3)[:, _SAMPLES // 2]
        tints = lighting.tints(view.rotation, middle)
        base = tints * np.asarray(colours.HAIR, np.float32)
        outlines = [strand.outlines(path, across) for strand in _STRANDS]
        tones = [(strand.tone * base).clip(0, 255).tolist() for strand in _STRANDS]
        for lock in range(len(_LOCKS)):
            for outline, tone in zip(outlines, tones, strict=True):
                fill(frame, outline[lock], tuple(tone[lock]))


def _on_surface(surface: Surface, places: FloatArray) -> tuple[FloatArray, FloatArray]:
    """N x 3 points and normals for N x 3 (longitude in degrees, height, lift)."""
    columns = np.interp(np.radians(places[:, 0]), surface.longitude, np.arange(len(surface.longitude)))
    levels = np.arange(surface.points.shape[0])
    heights = surface.points[:, np.rint(columns).astype(int), 1]
    rows = np.array([np.interp(y, heights[:, n], levels) for n, y in enumerate(places[:, 1])])
    where = np.stack([columns, rows], -1).astype(np.float32)[:, None]
    point, normal = sample(surface.points, where)[:, 0], sample(normals(surface.points), where)[:, 0]
    return (point + places[:, 2:] * normal).astype(np.float32), normal
