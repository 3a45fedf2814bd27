"""The shape of the head: a loft of rounded cross sections, features raised on it, and its morphs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.pipeline.sources.performer_face.script import PerformerPose
from app.pipeline.sources.performer_face.view import FloatArray

LONGITUDE_LIMIT = np.radians(118.0)
"""The surface ends behind the ears; the back of the head is never seen."""

# Height (down), half width, front depth and forward shift of each cross section, crown to throat.
_SECTIONS = np.array(
    [
        [-1.76, 0.02, 0.02, 0.02],
        [-1.70, 0.36, 0.40, 0.02],
        [-1.52, 0.68, 0.78, 0.01],
        [-1.24, 0.90, 1.03, 0.00],
        [-0.90, 1.00, 1.15, 0.00],
        [-0.50, 1.03, 1.20, 0.00],
        [-0.10, 1.03, 1.19, 0.00],
        [0.26, 1.01, 1.17, 0.00],
        [0.60, 0.96, 1.14, 0.00],
        [0.92, 0.87, 1.11, 0.00],
        [1.20, 0.75, 1.09, 0.00],
        [1.42, 0.60, 1.06, 0.00],
        [1.58, 0.43, 0.99, 0.00],
        [1.67, 0.26, 0.84, 0.00],
        [1.71, 0.02, 0.62, 0.00],
    ],
    dtype=np.float64,
)
_SQUARENESS = 2.25
"""Exponent of the cross sections: above 2 flattens the face's front."""

# Bumps along z: centre x, centre y, spread x, spread y, height; mirrored where x is not 0.
_BUMPS = (
    (0.0, -0.62, 0.55, 0.30, 0.04),  # forehead
    (0.36, -0.27, 0.26, 0.085, 0.055),  # brow ridge
    (0.0, -0.02, 0.16, 0.20, -0.02),  # root of the nose
    (0.46, 0.02, 0.21, 0.13, -0.13),  # eye socket
    (0.46, -0.01, 0.15, 0.085, 0.06),  # lid over the eyeball
    (0.0, 0.69, 0.125, 0.11, 0.17),  # tip of the nose
    (0.165, 0.75, 0.075, 0.07, 0.10),  # wing of the nose
    (0.60, 0.42, 0.24, 0.22, 0.075),  # cheek
    (0.0, 1.10, 0.34, 0.22, 0.085),  # teeth behind the lips
    (0.0, 1.03, 0.24, 0.045, 0.035),  # upper lip
    (0.0, 1.19, 0.20, 0.055, 0.045),  # lower lip
    (0.0, 1.34, 0.20, 0.06, -0.045),  # fold above the chin
    (0.0, 1.52, 0.17, 0.13, 0.10),  # chin
    (0.0, 0.92, 0.035, 0.07, -0.025),  # philtrum
)

# Longitude (degrees) to the height where the hair ends.
_HAIRLINE = np.array(
    [[-118, 0.55], [-80, 0.42], [-71, 0.22], [-64, -0.30], [-55, -0.72], [-40, -0.97], [-20, -1.03], [0, -1.04],
     [18, -1.06], [38, -0.98], [55, -0.72], [64, -0.30], [71, 0.22], [80, 0.42], [118, 0.55]]
)  # fmt: skip
HAIR_THICKNESS = 0.13


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
        return points + pose.mouth * self.jaw + pose.smile * self.smile + pose.brow * self.brow


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
    y = y - 0.55 * _smoothstep(0.7, 1.7, y) * (1.0 - cosine)
    hair = hair_mask(longitude, y)
    front = _smoothstep(0.0, 0.45, cosine)
    z = z + front * _relief(x, y)
    outward = np.stack(
        [sine * np.ones_like(y), np.clip(y + 0.5, -1.3, 0.0) * 0.75, cosine * np.ones_like(y)], -1
    )
    outward /= np.linalg.norm(outward, axis=-1, keepdims=True)
    points = np.stack([x, y, z], -1) + (HAIR_THICKNESS * hair)[..., None] * outward
    return Surface(points.astype(np.float32), hair.astype(np.float32), longitude[0].astype(np.float32))


def hair_mask(longitude: np.ndarray, y: np.ndarray, softness: float = 0.10) -> np.ndarray:
    """0 skin .. 1 hair, from the longitude (radians) and the height on the head."""
    line = np.interp(np.degrees(longitude), _HAIRLINE[:, 0], _HAIRLINE[:, 1])
    return np.asarray(_smoothstep(softness, -softness, y - line))


def morphs_at(points: FloatArray) -> Morphs:
    """The morphs of N x 3 points of the head at rest."""
    x, y, z = points[:, 0], points[:, 1], points[:, 2]
    side = np.tanh(x / 0.2)
    facing = _smoothstep(0.05, 0.6, z)
    jaw = _smoothstep(0.95, 1.45, y) * (0.35 + 0.65 * facing)
    cheek = facing * _bell(np.abs(x) - 0.56, y - 0.55, 0.22, 0.24)
    corner = facing * _bell(np.abs(x) - 0.42, y - 1.05, 0.18, 0.16)
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


def _relief(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    relief = _nose_ridge(x, y)
    for cx, cy, sx, sy, height in _BUMPS:
        relief = relief + height * _bell(x - cx, y - cy, sx, sy)
        if cx:
            relief = relief + height * _bell(x + cx, y - cy, sx, sy)
    return relief


def _nose_ridge(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Rises from between the brows to the tip, then falls off to the lip."""
    along = np.interp(
        y, [-0.30, -0.05, 0.30, 0.62, 0.74, 0.84, 0.92], [0.0, 0.07, 0.17, 0.27, 0.26, 0.10, 0.0]
    )
    spread = np.interp(y, [-0.2, 0.2, 0.7], [0.10, 0.095, 0.15])
    return np.asarray(along * np.exp(-((x / spread) ** 2) / 2))


def _spline(values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Catmull-Rom through evenly spaced values; ``at`` runs 0..1."""
    position = np.clip(at * (len(values) - 1), 0, len(values) - 1 - 1e-9)
    index = position.astype(int)
    s = position - index
    padded = np.concatenate([[2 * values[0] - values[1]], values, [2 * values[-1] - values[-2]]])
    a, b, c, d = (padded[index + i] for i in range(4))
    return np.asarray(b + 0.5 * s * (c - a + s * (2 * a - 5 * b + 4 * c - d + s * (3 * (b - c) + d - a))))


def _bell(dx: np.ndarray, dy: np.ndarray, sx: float, sy: float) -> np.ndarray:
    return np.asarray(np.exp(-0.5 * ((dx / sx) ** 2 + (dy / sy) ** 2)))


def _smoothstep(low: float, high: float, x: np.ndarray) -> np.ndarray:
    s = np.clip((x - low) / (high - low), 0.0, 1.0)
    return np.asarray(s * s * (3.0 - 2.0 * s))


def _columns(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> FloatArray:
    return np.stack([x, y, z], -1).astype(np.float32)
