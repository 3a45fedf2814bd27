"""The shape of the head: a loft of rounded cross sections, features raised on it, and its morphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.sources.performer_face.script import PerformerPose
from app.pipeline.sources.performer_face.view import FloatArray

Reals: TypeAlias = npt.NDArray[np.floating[Any]]

LONGITUDE_LIMIT = np.radians(118.0)
"""The surface ends behind the ears; the back of the head is never seen."""

# Height (down), half width, front depth and forward shift of each cross section, crown to throat.
_SECTIONS = np.array(
    [
        [-1.80, 0.02, 0.02, 0.02],
        [-1.74, 0.38, 0.42, 0.02],
        [-1.56, 0.72, 0.82, 0.01],
        [-1.26, 0.95, 1.06, 0.00],
        [-0.90, 1.04, 1.17, 0.00],
        [-0.50, 1.06, 1.20, 0.00],
        [-0.10, 1.05, 1.19, 0.00],
        [0.26, 1.03, 1.17, 0.00],
        [0.58, 1.00, 1.14, 0.00],
        [0.88, 0.93, 1.11, 0.00],
        [1.14, 0.83, 1.09, 0.00],
        [1.33, 0.72, 1.07, 0.00],
        [1.46, 0.60, 1.03, 0.00],
        [1.55, 0.44, 0.93, 0.00],
        [1.59, 0.20, 0.70, 0.00],
    ],
    dtype=np.float64,
)
_SQUARENESS = 2.25
"""Exponent of the cross sections: above 2 flattens the face's front."""

# Bumps along z: centre x, centre y, spread x, spread y, height; mirrored where x is not 0.
_BUMPS = (
    (0.0, -0.62, 0.55, 0.30, 0.04),  # forehead
    (0.36, -0.29, 0.26, 0.085, 0.045),  # brow ridge
    (0.0, -0.02, 0.16, 0.20, -0.02),  # root of the nose
    (0.46, 0.02, 0.21, 0.13, -0.12),  # eye socket
    (0.46, -0.01, 0.15, 0.085, 0.06),  # lid over the eyeball
    (0.0, 0.57, 0.115, 0.10, 0.155),  # tip of the nose
    (0.150, 0.62, 0.070, 0.065, 0.085),  # wing of the nose
    (0.58, 0.38, 0.25, 0.22, 0.075),  # cheek
    (0.0, 1.00, 0.34, 0.22, 0.085),  # teeth behind the lips
    (0.0, 0.93, 0.24, 0.045, 0.035),  # upper lip
    (0.0, 1.08, 0.20, 0.055, 0.045),  # lower lip
    (0.0, 1.22, 0.20, 0.06, -0.040),  # fold above the chin
    (0.0, 1.40, 0.19, 0.12, 0.085),  # chin
    (0.0, 0.81, 0.035, 0.06, -0.020),  # philtrum
)

# Longitude (degrees) to the height where the hair ends; it is parted on the performer's left.
_HAIRLINE = np.array(
    [[-118, 0.10], [-76, 0.06], [-70, -0.10], [-66, -0.36], [-58, -0.70], [-45, -0.94], [-25, -1.06],
     [0, -1.13], [14, -1.18], [24, -1.17], [42, -0.96], [58, -0.70], [66, -0.36], [70, -0.10], [76, 0.06],
     [118, 0.10]]
)  # fmt: skip
HAIR_THICKNESS = 0.11


@dataclass(frozen=True, eq=False)
class Surface:
    """A grid of points on the head at rest.

    Attributes:
        points: rows x columns x 3, head units.
        hair: rows x columns, 0 skin .. 1 hair.
        longitude: columns, radians, 0 in front, positive to the image's right.
    """

    points: FloatArray
    hair: FloatArray
    longitude: FloatArray


@dataclass(frozen=True, eq=False)
class Morphs:
    """How each of N points moves per unit of expression; all N x 3, head units."""

    jaw: FloatArray
    smile: FloatArray
    brow: FloatArray

    def apply(self, points: FloatArray, pose: PerformerPose) -> FloatArray:
        """The N x 3 points with the expression of ``pose``."""
        moved = points + pose.mouth * self.jaw + pose.smile * self.smile + pose.brow * self.brow
        return np.asarray(moved, np.float32)


def surface(rows: int, columns: int) -> Surface:
    """The head at rest, evaluated on a grid from crown to throat and from ear to ear."""
    level = np.linspace(0.0, 1.0, rows)[:, None]
    longitude = np.linspace(-LONGITUDE_LIMIT, LONGITUDE_LIMIT, columns)[None, :]
    y, width, depth, shift = (_spline(_SECTIONS[:, i], level) for i in range(4))
    sine, cosine = np.sin(longitude), np.cos(longitude)
    roundness = (np.abs(sine) ** _SQUARENESS + np.abs(cosine) ** _SQUARENESS) ** (-1.0 / _SQUARENESS)
    x = width * sine * roundness
    z = shift + depth * cosine * roundness
    # The jaw line climbs from the chin towards the ears.
    y = y - 0.34 * _smoothstep(0.6, 1.55, y) * (1.0 - cosine)
    hair = cv2.GaussianBlur(hair_mask(longitude, y), (0, 0), rows / 56)
    front = _smoothstep(0.0, 0.45, cosine)
    z = z + front * _relief(x, y)
    upward = np.clip(y + 0.5, -1.3, 0.0) * 0.75
    outward = np.stack([sine + 0 * y, upward, cosine + 0 * y], -1)
    outward /= np.linalg.norm(outward, axis=-1, keepdims=True)
    points = np.stack([x, y, z], -1) + (hair * _hair_volume(longitude, y))[..., None] * outward
    return Surface(points.astype(np.float32), hair.astype(np.float32), longitude[0].astype(np.float32))


def hair_mask(longitude: Reals, y: Reals, softness: float = 0.10) -> Reals:
    """0 skin .. 1 hair, from the longitude (radians) and the height on the head."""
    line = np.interp(np.degrees(longitude), _HAIRLINE[:, 0], _HAIRLINE[:, 1])
    return np.asarray(_smoothstep(softness, -softness, y - line))


def _hair_volume(longitude: Reals, y: Reals) -> Reals:
    """Thickness of the hair: cropped at the sides, full on top, swept away from the parting."""
    top = _smoothstep(-0.5, -1.3, y)
    quiff = np.exp(-(((longitude + 0.45) / 0.6) ** 2) - ((y + 1.35) / 0.35) ** 2)
    parting = np.exp(-(((longitude - 0.42) / 0.10) ** 2)) * _smoothstep(-1.0, -1.2, y)
    return np.asarray(HAIR_THICKNESS * (0.35 + 0.95 * top + 0.8 * quiff - 0.45 * parting))


def morphs_at(points: FloatArray) -> Morphs:
    """The morphs of N x 3 points of the head at rest."""
    x, y, z = points[:, 0], points[:, 1], points[:, 2]
    side = np.tanh(x / 0.2)
    facing = _smoothstep(0.05, 0.6, z)
    jaw = _smoothstep(0.85, 1.35, y) * (0.35 + 0.65 * facing)
    cheek = facing * _bell(np.abs(x) - 0.56, y - 0.48, 0.22, 0.22)
    corner = facing * _bell(np.abs(x) - 0.42, y - 0.97, 0.18, 0.16)
    brows = facing * _bell(np.abs(x) - 0.40, y + 0.36, 0.40, 0.16)
    forehead = facing * _bell(x, y + 0.65, 0.6, 0.25)
    zero = np.zeros_like(x)
    return Morphs(
        jaw=_columns(-0.05 * side * jaw * (np.abs(x) > 0), 0.30 * jaw, -0.06 * jaw),
        smile=_columns(
            0.05 * side * corner + 0.02 * side * cheek, -0.07 * cheek - 0.06 * corner, 0.06 * cheek
        ),
        brow=_columns(zero, -0.12 * brows - 0.04 * forehead, zero),
    )


def _relief(x: Reals, y: Reals) -> Reals:
    relief = _nose_ridge(x, y)
    for cx, cy, sx, sy, height in _BUMPS:
        relief = relief + height * _bell(x - cx, y - cy, sx, sy)
        if cx:
            relief = relief + height * _bell(x + cx, y - cy, sx, sy)
    return relief


def _nose_ridge(x: Reals, y: Reals) -> Reals:
    """Rises from between the brows to the tip, then falls off to the lip."""
    knots = [-0.30, -0.05, 0.25, 0.50, 0.60, 0.70, 0.82], [0.0, 0.07, 0.16, 0.235, 0.225, 0.10, 0.0]
    along = sum(np.interp(y + shift, *knots) for shift in (-0.06, -0.03, 0.0, 0.03, 0.06)) / 5
    spread = np.interp(y, [-0.2, 0.2, 0.6], [0.12, 0.11, 0.145])
    return np.asarray(along * np.exp(-((x / spread) ** 2) / 2))


def _spline(values: Reals, at: Reals) -> Reals:
    """Catmull-Rom through evenly spaced values; ``at`` runs 0..1."""
    position = np.clip(at * (len(values) - 1), 0, len(values) - 1 - 1e-9)
    index = position.astype(int)
    s = position - index
    padded = np.concatenate([[2 * values[0] - values[1]], values, [2 * values[-1] - values[-2]]])
    a, b, c, d = (padded[index + i] for i in range(4))
    return np.asarray(b + 0.5 * s * (c - a + s * (2 * a - 5 * b + 4 * c - d + s * (3 * (b - c) + d - a))))


def _bell(dx: Reals, dy: Reals, sx: float, sy: float) -> Reals:
    return np.asarray(np.exp(-0.5 * ((dx / sx) ** 2 + (dy / sy) ** 2)))


def _smoothstep(low: float, high: float, x: Reals) -> Reals:
    s = np.clip((x - low) / (high - low), 0.0, 1.0)
    return np.asarray(s * s * (3.0 - 2.0 * s))


def _columns(x: Reals, y: Reals, z: Reals) -> FloatArray:
    return np.asarray(np.stack([x, y, z], -1), np.float32)
