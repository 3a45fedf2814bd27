"""What covers the head: a painted texture of skin and hair, and the light that falls on it."""

from __future__ import annotations

import cv2
import numpy as np

from app.pipeline.sources.performer_face import colours
from app.pipeline.sources.performer_face.colours import mix
from app.pipeline.sources.performer_face.head import Surface, hair_mask
from app.pipeline.sources.performer_face.view import FloatArray
from app.pipeline.types import RGBImage

LIGHT_UNIT = 140.0
"""The light map's value that leaves the albedo as it is."""

_KEY = np.array([-0.42, -0.52, 0.74])
_RIM = np.array([0.86, -0.30, -0.25])
_HALFWAY = _KEY / np.linalg.norm(_KEY) + (0, 0, 1)
_LIGHTS = np.stack([v / np.linalg.norm(v) for v in (_KEY, _RIM, _HALFWAY)]).astype(np.float32)
"""Rows: towards the key light, towards the rim light, half way between key light and camera."""

_RESPONSE_FLOOR = -0.5
"""Cosines of the angle to a light below this all look the same."""

_SHADOW_TINT = np.array([0.66, 0.53, 0.50], np.float32)
_MID_TINT = np.array([0.93, 0.83, 0.79], np.float32)
_LIT_TINT = np.array([1.12, 1.10, 1.06], np.float32)


def paint_albedo(surface: Surface) -> RGBImage:
    """Rows x columns x 3 texture of the head at rest, unlit but with soft contact shadows."""
    x, y, z = (surface.points[..., i] for i in range(3))
    skin = np.broadcast_to(np.asarray(colours.SKIN, np.float32), surface.points.shape).copy()
    front = np.clip(z * 2.0, 0, 1)
    for colour, cx, cy, sx, sy, amount in _TINTS:
        spot = np.exp(-0.5 * (((np.abs(x) - cx) / sx) ** 2 + ((y - cy) / sy) ** 2))
        skin = mix(skin, colour, amount * front * spot)
    skin = mix(skin, colours.SKIN_DEEP, 0.11 * front * _nasolabial(x, y))
    skin = mix(skin, colours.SKIN_DEEP, _freckles(x, y) * front)
    return _with_hair(skin, surface).clip(0, 255).astype(np.uint8)


# colour, centre |x|, centre y, spread x, spread y, amount
_TINTS = (
    (colours.BLUSH, 0.56, 0.44, 0.22, 0.18, 0.36),
    (colours.BLUSH, 0.0, 0.58, 0.15, 0.10, 0.22),
    (colours.BLUSH, 0.0, 1.42, 0.20, 0.12, 0.14),
    ((246, 206, 178), 0.0, -0.60, 0.40, 0.22, 0.35),
    ((248, 210, 184), 0.0, 0.30, 0.08, 0.24, 0.22),
    (colours.SKIN_DEEP, 0.24, 0.00, 0.07, 0.12, 0.26),
    (colours.SKIN_DEEP, 0.46, -0.19, 0.22, 0.04, 0.20),
    (colours.SKIN_DEEP, 0.44, 0.17, 0.20, 0.045, 0.14),
    (colours.SKIN_DEEP, 0.222, 0.63, 0.026, 0.055, 0.26),
    (colours.SKIN_DEEP, 0.0, 0.775, 0.13, 0.035, 0.12),
    ((96, 44, 36), 0.080, 0.715, 0.040, 0.017, 0.90),
    (colours.SKIN_DEEP, 0.0, 0.83, 0.028, 0.045, 0.14),
    (colours.SKIN_DEEP, 0.0, 1.215, 0.17, 0.035, 0.26),
    (colours.SKIN_DEEP, 0.45, 0.99, 0.05, 0.05, 0.16),
)


def _nasolabial(x: FloatArray, y: FloatArray) -> FloatArray:
    """The fold from the wing of the nose to the corner of the mouth."""
    centre = np.interp(y, [0.58, 0.74, 1.00, 1.15], [0.22, 0.32, 0.48, 0.52])
    fade = np.exp(-(((y - 0.78) / 0.14) ** 2))
    return np.asarray(np.exp(-(((np.abs(x) - centre) / 0.035) ** 2)) * fade, dtype=np.float32)


def _freckles(x: FloatArray, y: FloatArray) -> FloatArray:
    """A few soft dots over nose and cheeks, 0..1."""
    rng = np.random.default_rng(4)
    dots = np.zeros_like(x)
    for column, row in np.ndindex(10, 3):
        u = -0.60 + (column + rng.uniform(0.1, 0.9)) * 0.12
        v = 0.24 + (row + rng.uniform(0.1, 0.9)) * 0.085
        radius = rng.uniform(0.008, 0.014)
        dots += np.exp(-(((x - u) / radius) ** 2) - ((y - v) / radius) ** 2)
    return np.asarray(0.20 * dots, dtype=np.float32)


def smile_fold(surface: Surface) -> FloatArray:
    """How much darker a smile makes each texel, 0..1."""
    x, y = surface.points[..., 0], surface.points[..., 1]
    centre = np.interp(y, [0.58, 0.74, 1.00, 1.15], [0.25, 0.37, 0.57, 0.60])
    fade = np.exp(-(((y - 0.86) / 0.11) ** 2)) * (surface.points[..., 2] > 0.3)
    fold = np.exp(-(((np.abs(x) - centre) / 0.07) ** 2)) * fade
    return np.asarray(fold, dtype=np.float32)


def _with_hair(skin: FloatArray, surface: Surface) -> FloatArray:
    y = surface.points[..., 1]
    rows = y.shape[0]
    longitude = np.broadcast_to(surface.longitude[None, :], y.shape)
    rng = np.random.default_rng(7)
    # Strands run from a parting on the performer's left, over the crown and down the sides.
    sweep = 26.0 * longitude + 5.0 * (y + 1.6) * np.sign(longitude - 0.35)
    strands = sum(
        weight * np.interp(sweep * rate, np.arange(-400, 400), rng.normal(size=800))
        for rate, weight in ((1.0, 0.5), (2.7, 0.3), (6.1, 0.2))
    )
    ragged = (
        0.02
        * (np.abs(longitude) < 0.8)
        * np.interp(longitude * 16, np.arange(-100, 100), rng.normal(size=200))
    )
    edge = hair_mask(longitude, y - ragged, 0.022)
    shadow = cv2.GaussianBlur(hair_mask(longitude, y - 0.09, 0.10).astype(np.float32), (0, 0), rows / 90)
    skin = mix(skin, colours.SKIN_DEEP, 0.45 * np.clip(shadow, 0, 1).astype(np.float32))
    tone = 1.0 + 0.16 * strands - 0.35 * np.exp(-(((longitude - 0.35) / 0.02) ** 2)) * (y < -1.05)
    hair = np.asarray(colours.HAIR, np.float32) * tone[..., None]
    return np.asarray(skin + edge[..., None] * (hair - skin), dtype=np.float32)


class Lighting:
    """A key light from the upper left, a cool rim from the right, on the head's normals.

    The normals turn with the head, the lights stay in the room. Everything is looked up in
    8-bit tables: the light map is made anew for every frame.
    """

    def __init__(self, surface: Surface) -> None:
        self._normals = _without_underside(normals(surface.points))
        level = np.linspace(_RESPONSE_FLOOR, 1.0, 256, dtype=np.float32)
        self._ramp = _key_ramp(level)
        self._key_table = (self._ramp * LIGHT_UNIT).clip(0, 255).astype(np.uint8)[:, None]
        self._rim_table = (0.30 * LIGHT_UNIT * level.clip(0, 1) ** 2).astype(np.uint8)
        self._gleam_table = (LIGHT_UNIT * level.clip(0, 1) ** 16).astype(np.uint8)
        self._gloss = (255 * (0.09 + 0.58 * surface.hair)).clip(0, 255).astype(np.uint8)
        self._fold = cv2.merge([(26 * smile_fold(surface)).astype(np.uint8)] * 3)

    def shine(self, rotation: FloatArray, smile: float) -> RGBImage:
        """Rows x columns x 3 light map, ``LIGHT_UNIT`` = the albedo's own brightness."""
        # Turning the lights into the head's axes is cheaper than turning every normal.
        scale = 255.0 / (1.0 - _RESPONSE_FLOOR)
        matrix = (
            np.concatenate([_LIGHTS @ rotation, np.full((3, 1), -_RESPONSE_FLOOR, np.float32)], 1) * scale
        )
        response = cv2.transform(self._normals, matrix).clip(0, 255).astype(np.uint8)
        key, rim, gleam = cv2.split(response)
        light = cv2.LUT(cv2.merge([key, key, key]), self._key_table)
        extra = cv2.add(
            cv2.LUT(rim, self._rim_table),
            cv2.multiply(cv2.LUT(gleam, self._gleam_table), self._gloss, scale=1 / 255),
        )
        light = cv2.add(light, cv2.merge([extra, extra, extra]))
        return np.asarray(cv2.addWeighted(light, 1.0, self._fold, -max(smile, 0.0), 0.0), np.uint8)

    def tints(self, rotation: FloatArray, normals_: FloatArray) -> FloatArray:
        """N x 3 RGB factors of the key light on N x 3 normals in the head's axes."""
        response = normals_ @ (_LIGHTS[0] @ rotation)
        index = (response - _RESPONSE_FLOOR) / (1.0 - _RESPONSE_FLOOR) * 255
        return np.asarray(self._ramp[index.clip(0, 255).astype(int)], dtype=np.float32)


def _key_ramp(level: FloatArray) -> FloatArray:
    """256 x 3 colour factors: the key light wraps around, its shadow side glows red like skin."""
    wrapped = ((level + 0.35) / 1.35).clip(0, 1)[:, None]
    low, high = (wrapped / 0.45).clip(0, 1), ((wrapped - 0.45) / 0.55).clip(0, 1)
    ramp = _SHADOW_TINT + (_MID_TINT - _SHADOW_TINT) * low + (_LIT_TINT - _MID_TINT) * high
    return np.asarray(ramp, dtype=np.float32)


def normals(points: FloatArray) -> FloatArray:
    """Unit outward normals of a rows x columns x 3 grid."""
    down, right = np.gradient(points, axis=(0, 1))
    normal = np.cross(right, down)
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9), np.float32)


def _without_underside(normal: FloatArray) -> FloatArray:
    """Lights the jaw's underside like the chin: a dark rim there would shimmer along the outline."""
    rows = np.linspace(0, 1, normal.shape[0], dtype=np.float32)[:, None, None]
    chin = np.array([0.0, 0.35, 0.94], np.float32)
    softened = normal + ((rows - 0.86) / 0.06).clip(0, 1) * (chin - normal)
    return np.asarray(softened / np.linalg.norm(softened, axis=-1, keepdims=True), dtype=np.float32)
