"""An upper lid that comes down as a sheet of skin with its lashes, instead of a stretched picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.eye_canvas import HEIGHT, SIZE, WIDTH, on_canvas, spread
from app.pipeline.engines.mesh.smoothstep import smoothstep
from app.pipeline.engines.mesh.topology import BROW_SKIN, EYE_CREASE, EYE_LOWER, EYE_UPPER
from app.pipeline.types import Landmarks

FloatArray = npt.NDArray[np.float32]

# The lashes' strip reaches this far over and under the lid's edge, canvas pixels.
_LASH_OVER = 12
_LASH_UNDER = 4
_LEFT = 8.0
"""Rows from its place at rest at which the lid has left it, lashes and all."""

_CHEEK = (9, 26)
"""Rows under the lower lid whose skin is like the lid's."""

_GRAIN = 14.0
_LASH_RANGE = (0.12, 1.0)
_WARM = 1.1
# A portrait without lashes still gets a faint line where the lids meet.
_LEAST_LINE = 0.35
_LEAST_LINE_ROWS = 1.6


@dataclass(frozen=True, slots=True, eq=False)
class Eyelid:
    """One upper lid of the portrait.

    Attributes:
        skin: Canvas, float32 RGB, the lid's skin as if the eye were shut.
        lashes: (_LASH_OVER + _LASH_UNDER) x canvas width x 3 float32, darkening around the lid's edge.
        edge: Canvas row of the lid's edge at rest, for each canvas column.
    """

    skin: FloatArray
    lashes: FloatArray
    edge: FloatArray

    def lower(
        self, picture: FloatArray, u: FloatArray, v: FloatArray, edge: FloatArray, overlap: float
    ) -> FloatArray:
        """Draws the lid down to a new edge.

        Args:
            picture: h x w x 3 float32, the eye so far.
            u: h x w canvas columns of the pixels.
            v: h x w canvas rows.
            edge: h x w canvas row of the lid's new edge over or under each pixel.
            overlap: Rows the skin goes on below its edge, over the rim of the lower lid.

        Returns:
            h x w x 3 float32.
        """
        columns = np.arange(SIZE[0], dtype=np.float32)
        rest = np.interp(u, columns, self.edge).astype(np.float32)
        progress = smoothstep((edge - rest) / _LEFT)
        sheet = cv2.remap(self.skin, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        # Over its old edge the lid is redrawn by and by; under it, the eye is hidden from the first row on.
        redrawn = progress * smoothstep((v - rest) / _LASH_OVER + 1.5)
        cover = np.maximum(
            redrawn * np.clip(edge + overlap - v + 0.5, 0, 1),
            np.clip(v - rest, 0, 1) * np.clip(edge - v + 0.5, 0, 1),
        )
        picture = picture + (sheet - picture) * cover[..., None]
        shown: FloatArray = picture * (1 + (self._darkness(u, v, edge) - 1) * progress[..., None])
        return shown

    def raised(
        self, picture: FloatArray, u: FloatArray, v: FloatArray, edge: FloatArray, share: float
    ) -> FloatArray:
        """Draws a share (0..1) of the lashes at a raised lid's new edge; the rest as for ``lower``."""
        shown: FloatArray = picture * (1 + (self._darkness(u, v, edge) - 1) * np.float32(share))
        return shown

    def _darkness(self, u: FloatArray, v: FloatArray, edge: FloatArray) -> FloatArray:
        offset = (v - edge + _LASH_OVER).astype(np.float32)
        dark = cv2.remap(
            self.lashes, u, offset, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(1, 1, 1)
        )
        return np.asarray(dark, np.float32)


def paint_eyelid(patch: FloatArray, to_canvas: FloatArray, landmarks: Landmarks, eye: int) -> Eyelid:
    """Takes lid skin and lashes from the portrait.

    Args:
        patch: The portrait's eye on its canvas.
        to_canvas: 2 x 3, picture to canvas.
        landmarks: 478 x 3 pixels of the portrait.
        eye: 0 for the eye at the picture's left, 1 for the other.
    """
    columns = np.arange(SIZE[0], dtype=np.float32)
    edge = _curve(on_canvas(landmarks[EYE_UPPER[eye]], to_canvas), columns)
    fold = _curve(on_canvas(landmarks[EYE_CREASE[eye]], to_canvas), columns)
    brow = _curve(on_canvas(landmarks[BROW_SKIN[eye]], to_canvas), columns)
    rows = np.arange(HEIGHT, dtype=np.float32)[:, None]
    low = _curve(on_canvas(landmarks[EYE_LOWER[eye]], to_canvas), columns)
    lid = (rows < np.minimum(fold, edge - 0.6 * _LASH_OVER)) & (rows > brow)
    cheek = (rows > low + _CHEEK[0]) & (rows < low + _CHEEK[1])
    around = lid | cheek
    guess = np.median(patch[around], axis=0)
    bright = patch.sum(axis=2) >= 0.8 * float(guess.sum())
    skin = spread(patch, around & bright, guess) + _grain(patch, low)
    # A closed lid bulges: lighter in the middle, darker towards its edge.
    down = np.clip((rows - edge) / (0.3 * WIDTH), 0, 1)
    skin = skin * (1.02 - 0.10 * down**2)[..., None]
    return Eyelid(skin.astype(np.float32), _lash_strip(patch, skin, edge), edge)


def _grain(patch: FloatArray, low: FloatArray) -> FloatArray:
    """The fine texture of the skin under the eye, folded up over the lid."""
    detail = np.clip(patch - cv2.GaussianBlur(patch, (0, 0), 3), -_GRAIN, _GRAIN)
    columns = np.broadcast_to(np.arange(SIZE[0], dtype=np.float32), (HEIGHT, SIZE[0]))
    fold = float(low.max()) + _CHEEK[0]
    rows = fold + np.abs(fold - np.arange(HEIGHT, dtype=np.float32))[:, None] + np.zeros_like(columns)
    mirrored = cv2.remap(
        detail, columns.copy(), rows.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    return np.asarray(mirrored, np.float32)


def _curve(points: FloatArray, columns: FloatArray) -> FloatArray:
    order = np.argsort(points[:, 0])
    return np.interp(columns, points[order, 0], points[order, 1]).astype(np.float32)


def _lash_strip(patch: FloatArray, skin: FloatArray, edge: FloatArray) -> FloatArray:
    """How much darker than skin each pixel around the lid's edge is; 1 is not at all."""
    offset = np.arange(-_LASH_OVER, _LASH_UNDER, dtype=np.float32)[:, None]
    columns = np.broadcast_to(np.arange(SIZE[0], dtype=np.float32), (len(offset), SIZE[0]))
    place = (columns.astype(np.float32), (edge + np.minimum(offset, -1)).astype(np.float32))
    seen = cv2.remap(patch, *place, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    clean = cv2.remap(skin.astype(np.float32), *place, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    ratio = np.clip(seen / np.maximum(clean, 1), *_LASH_RANGE)
    # Lashes are never blue or green against skin; where the strip caught the iris, it is.
    ratio = np.minimum(ratio, ratio[..., :1] * _WARM)
    line = 1 - _LEAST_LINE * np.exp(-((offset / _LEAST_LINE_ROWS) ** 2))
    ratio = np.minimum(ratio, line[..., None])
    fade = np.clip((offset + _LASH_OVER) / 5, 0, 1) * np.clip((_LASH_UNDER - offset) / _LASH_UNDER, 0, 1)
    from_corner = np.minimum(columns, SIZE[0] - 1 - columns) - (SIZE[0] - WIDTH) / 2 + 8
    fade = fade * np.clip(from_corner / 12, 0, 1)
    return np.asarray(1 + (ratio - 1) * fade[..., None], np.float32)
