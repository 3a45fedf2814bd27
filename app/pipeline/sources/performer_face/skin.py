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

_KEY = np.array([-0.42, -0.52, 0.74], np.float32)
_RIM = np.array([0.86, -0.30, -0.25], np.float32)
_SHADOW_TINT = np.array([0.60, 0.47, 0.45], np.float32)
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
    skin = mix(skin, colours.SKIN_DEEP, 0.32 * front * _nasolabial(x, y))
    skin = mix(skin, colours.SKIN_DEEP, 0.50 * np.clip((y - 1.50) / 0.25, 0, 1) * (1 - 0.6 * front))
    return _with_hair(skin, surface).clip(0, 255).astype(np.uint8)


# colour, centre |x|, centre y, spread x, spread y, amount
_TINTS = (
    (colours.BLUSH, 0.58, 0.50, 0.22, 0.20, 0.34),
    (colours.BLUSH, 0.0, 0.68, 0.14, 0.10, 0.24),
    (colours.BLUSH, 0.0, 1.55, 0.20, 0.12, 0.14),
    ((246, 206, 178), 0.0, -0.60, 0.40, 0.22, 0.35),
    ((248, 210, 184), 0.0, 0.35, 0.05, 0.30, 0.35),
    (colours.SKIN_DEEP, 0.24, 0.02, 0.07, 0.13, 0.30),
    (colours.SKIN_DEEP, 0.46, -0.17, 0.22, 0.04, 0.22),
    (colours.SKIN_DEEP, 0.44, 0.17, 0.20, 0.045, 0.16),
    (colours.SKIN_DEEP, 0.245, 0.76, 0.035, 0.08, 0.40),
    (colours.SKIN_DEEP, 0.0, 0.89, 0.17, 0.04, 0.34),
    ((84, 36, 30), 0.085, 0.835, 0.045, 0.020, 0.95),
    (colours.SKIN_DEEP, 0.0, 0.95, 0.030, 0.05, 0.16),
    (colours.SKIN_DEEP, 0.0, 1.335, 0.17, 0.04, 0.30),
    (colours.SKIN_DEEP, 0.44, 1.10, 0.06, 0.07, 0.18),
)


def _nasolabial(x: FloatArray, y: FloatArray) -> FloatArray:
    """The fold from the wing of the nose to the corner of the mouth."""
    centre = np.interp(y, [0.70, 0.85, 1.10, 1.25], [0.22, 0.33, 0.47, 0.50])
    fade = np.exp(-(((y - 0.90) / 0.15) ** 2))
    return np.asarray(np.exp(-(((np.abs(x) - centre) / 0.035) ** 2)) * fade, dtype=np.float32)


def smile_fold(surface: Surface) -> FloatArray:
    """How much darker a smile makes each texel, 0..1."""
    x, y = surface.points[..., 0], surface.points[..., 1]
    centre = np.interp(y, [0.70, 0.85, 1.10, 1.25], [0.25, 0.38, 0.56, 0.58])
    fade = np.exp(-(((y - 0.92) / 0.18) ** 2)) * (surface.points[..., 2] > 0.3)
    fold = np.exp(-(((np.abs(x) - centre) / 0.05) ** 2)) * fade
    cheek = np.exp(-(((np.abs(x) - 0.58) / 0.16) ** 2) - ((y - 0.50) / 0.14) ** 2)
    return np.asarray(0.30 * fold - 0.12 * cheek, dtype=np.float32)


def _with_hair(skin: FloatArray, surface: Surface) -> FloatArray:
    y = surface.points[..., 1]
    rows, columns = y.shape
    longitude = np.broadcast_to(surface.longitude[None, :], y.shape)
    rng = np.random.default_rng(7)
    # Strands run from a parting on the performer's left, over the crown and down the sides.
    sweep = 26.0 * longitude + 5.0 * (y + 1.6) * np.sign(longitude - 0.35)
    strands = sum(
        weight * np.interp(sweep * rate, np.arange(-400, 400), rng.normal(size=800))
        for rate, weight in ((1.0, 0.5), (2.7, 0.3), (6.1, 0.2))
    )
    ragged = 0.045 * np.interp(longitude * 30, np.arange(-100, 100), rng.normal(size=200))
    edge = hair_mask(longitude, y - ragged, 0.022)
    shadow = cv2.GaussianBlur(hair_mask(longitude, y - 0.09, 0.10).astype(np.float32), (0, 0), rows / 90)
    skin = mix(skin, colours.SKIN_DEEP, 0.45 * np.clip(shadow, 0, 1).astype(np.float32))
    tone = 1.0 + 0.16 * strands - 0.35 * np.exp(-(((longitude - 0.35) / 0.02) ** 2)) * (y < -1.05)
    hair = np.asarray(colours.HAIR, np.float32) * tone[..., None]
    return np.asarray(skin + edge[..., None] * (hair - skin), dtype=np.float32)


class Lighting:
    """A key light from the upper left, a cool rim from the right, on the head's normals.

    The normals turn with the head, the lights stay in the room.
    """

    def __init__(self, surface: Surface) -> None:
        self._normals = normals(surface.points)
        hair = surface.hair[..., None]
        self._gloss = np.asarray(0.10 + 0.9 * hair, np.float32)
        self._fold = smile_fold(surface)[..., None]
        wrapped = np.linspace(0.0, 1.0, 256, dtype=np.float32)[:, None]
        low, high = np.clip(wrapped / 0.45, 0, 1), np.clip((wrapped - 0.45) / 0.55, 0, 1)
        self._ramp = _SHADOW_TINT + (_MID_TINT - _SHADOW_TINT) * low + (_LIT_TINT - _MID_TINT) * high

    def shine(self, rotation: FloatArray, smile: float) -> RGBImage:
        """Rows x columns x 3 light map, ``LIGHT_UNIT`` = the albedo's own brightness."""
        key, rim = _KEY / np.linalg.norm(_KEY), _RIM / np.linalg.norm(_RIM)
        half = key + np.array([0, 0, 1], np.float32)
        half /= np.linalg.norm(half)
        # Turning the lights into the head's axes is cheaper than turning every normal.
        response = self._normals @ (np.stack([key, rim, half]) @ rotation).T
        wrapped = ((response[..., 0] + 0.35) * (255 / 1.35)).clip(0, 255).astype(np.uint8)
        light = self._ramp[wrapped]
        light += 0.30 * np.square(response[..., 1:2].clip(0, 1))
        light += self._gloss * response[..., 2:3].clip(0, 1) ** 16
        light *= 1.0 - smile * self._fold
        return np.asarray((light * LIGHT_UNIT).clip(0, 255).astype(np.uint8))

    def tint(self, rotation: FloatArray, normal: tuple[float, float, float]) -> FloatArray:
        """The RGB factor of the key light on one normal in the head's axes."""
        response = float((rotation @ np.asarray(normal, np.float32)) @ (_KEY / np.linalg.norm(_KEY)))
        return np.asarray(self._ramp[int(np.clip((response + 0.35) / 1.35, 0, 1) * 255)], dtype=np.float32)


def normals(points: FloatArray) -> FloatArray:
    """Unit outward normals of a rows x columns x 3 grid."""
    down, right = np.gradient(points, axis=(0, 1))
    normal = np.cross(right, down)
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9), np.float32)
