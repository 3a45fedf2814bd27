"""The lashes of an upper lid and the line they grow from, as darkening around its edge."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.eye_canvas import MARGIN, SIZE, WIDTH

FloatArray = npt.NDArray[np.float32]

REACH = 14
"""Canvas pixels from the lid's edge to the end of its lashes."""

_STANDING_UNDER = 4
_RANGE = (0.12, 1.0)
_WARM = 1.1
_HIGHEST_LINE = 7
_LINE_ROWS = 2.2
"""Of the line the lashes grow from."""

_FAINT_LINE, _SHUT_LINE = (0.3, 1.6), (0.6, 2.0)
"""A portrait without lashes still gets a line, faint as long as the eye is open: darkness and rows."""

_FINEST = 0.9
"""Picture pixels of a line."""

_LEFT_STANDING, _HANGING = 0.25, 0.8
"""Share of the lashes over a shut lid's edge, and under it."""


@dataclass(frozen=True, slots=True, eq=False)
class Lashes:
    """The lashes of one lid.

    Attributes:
        standing: (2 REACH + 1) x canvas width x 3 float32, what they leave of the light around an open
            lid's edge, which is row REACH; they stand over it.
        hanging: The same of a shut lid; they hang over the cheek.
    """

    standing: FloatArray
    hanging: FloatArray

    def darkness(self, u: FloatArray, v: FloatArray, edge: FloatArray, shut: float) -> FloatArray:
        """What the lashes leave of the light.

        Args:
            u: h x w canvas columns of the pixels.
            v: h x w canvas rows.
            edge: h x w, row of the lid's edge over or under each pixel.
            shut: 0..1, how far the lid has come down.

        Returns:
            h x w x 3 float32, 0..1.
        """
        strip = self.standing + (self.hanging - self.standing) * np.float32(shut)
        offset = (v - edge + REACH).astype(np.float32)
        dark = cv2.remap(
            strip, u, offset, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(1, 1, 1)
        )
        return np.asarray(dark, np.float32)


def paint_lashes(patch: FloatArray, skin: FloatArray, edge: FloatArray, scale: float) -> Lashes:
    """Takes the lashes from the portrait.

    Args:
        patch: The portrait's eye on its canvas.
        skin: Canvas, float32 RGB, the lid without them.
        edge: Row of the lid's edge for each canvas column.
        scale: Picture pixels per canvas pixel; no line may be finer than one of the picture's.
    """
    offset = np.arange(-REACH, REACH + 1, dtype=np.float32)[:, None]
    columns = np.broadcast_to(np.arange(SIZE[0], dtype=np.float32), (len(offset), SIZE[0]))
    root = edge - _line_over(patch, edge)
    place = (columns.astype(np.float32), (root - np.abs(offset)).astype(np.float32))
    seen, clean = (
        cv2.remap(picture.astype(np.float32), *place, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for picture in (patch, skin)
    )
    ratio = np.clip(seen / np.maximum(clean, 1), *_RANGE)
    # Lashes are never blue or green against skin; where the strip caught the iris, it is.
    ratio = np.minimum(ratio, ratio[..., :1] * _WARM)
    lost = 1 - ratio
    line_share = np.exp(-((offset / _LINE_ROWS) ** 2))
    end = np.clip((REACH - np.abs(offset)) / 5, 0, 1)
    up = np.where(offset < 0, end, np.clip((_STANDING_UNDER - offset) / _STANDING_UNDER, 0, 1))
    down = np.maximum(end * np.where(offset < 0, _LEFT_STANDING, _HANGING), line_share)
    from_corner = np.minimum(columns, SIZE[0] - 1 - columns) - MARGIN + 8
    inside = np.clip(from_corner / 12, 0, 1)
    standing, hanging = (
        np.asarray(
            1 - np.maximum(lost, _line(offset, *least, scale)) * (share * inside)[..., None], np.float32
        )
        for share, least in ((up, _FAINT_LINE), (down, _SHUT_LINE))
    )
    return Lashes(standing, hanging)


def _line(offset: FloatArray, darkness: float, rows: float, scale: float) -> FloatArray:
    drawn: FloatArray = darkness * np.exp(-((offset / max(rows, _FINEST / scale)) ** 2))
    return drawn[..., None]


def _line_over(patch: FloatArray, edge: FloatArray) -> int:
    """How many rows over the lid's edge the lashes' line runs: dark beside the iris, too."""
    middle = np.arange(MARGIN + WIDTH // 6, MARGIN + WIDTH - WIDTH // 6)
    offsets = np.arange(1, _HIGHEST_LINE + 1)[:, None]
    rows = np.clip(np.round(edge[middle] - offsets).astype(int), 0, len(patch) - 1)
    brightness = np.percentile(patch.mean(axis=2)[rows, middle], 75, axis=1)
    return int(offsets[brightness.argmin(), 0])
