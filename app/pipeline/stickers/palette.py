"""256 colours, see-through ones among them, for a whole animation."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.stickers.outline import RGBAImage

IndexImage = npt.NDArray[np.uint8]

_SAMPLES = 16_000
_ROUNDS = 12
_STEP = 8
"""Colours are looked up in steps of this, 0..255; finer ones are dithered away."""

_LEVELS = 8
"""Steps of alpha that are told apart, besides opaque and clear."""

_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16 - 15 / 32
"""Ordered dither, which leaves what does not move as it was in the frame before."""


class Palette:
    """Chooses colours that serve all frames, and maps frames to them.

    Args:
        frames: H x W x 4 uint8.
        colours: How many at most, up to 256; the first one is clear.
        soft: Keep soft edges; otherwise a pixel is opaque or clear, as in a gif.
    """

    def __init__(self, frames: Sequence[RGBAImage], *, colours: int = 256, soft: bool) -> None:
        self._soft = soft
        self.entries = _chosen(frames, colours, soft)
        self._table = _nearest(self.entries, soft)

    def indices(self, frame: RGBAImage) -> IndexImage:
        """A frame in these colours, H x W uint8; 0 is clear."""
        high, wide = frame.shape[:2]
        dither = np.tile(_BAYER, (high // 4 + 1, wide // 4 + 1))[:high, :wide, None] * _STEP
        cells = np.clip(frame[..., :3] + dither, 0, 255).astype(np.intp) // _STEP
        side = 256 // _STEP
        flat = (cells[..., 0] * side + cells[..., 1]) * side + cells[..., 2]
        level = _level(frame[..., 3], self._soft)
        return np.asarray(np.where(level == 0, 0, self._table[np.maximum(level - 1, 0), flat]), np.uint8)


def _level(alpha: npt.NDArray[np.uint8], soft: bool) -> npt.NDArray[np.intp]:
    """0 for clear, then in steps; the last one is opaque."""
    steps = _LEVELS + 1 if soft else 1
    return np.asarray(np.round(alpha.astype(np.float32) / 255 * steps), np.intp)


def _chosen(frames: Sequence[RGBAImage], colours: int, soft: bool) -> npt.NDArray[np.uint8]:
    """N x 4 uint8, the first one clear."""
    pixels = np.concatenate([frame[frame[..., 3] > 8] for frame in frames])
    if not len(pixels):
        return np.zeros((1, 4), np.uint8)
    step = max(len(pixels) // _SAMPLES, 1)
    sample = pixels[::step].astype(np.float32)
    sample[:, 3] = sample[:, 3] if soft else 255
    count = min(colours - 1, len(np.unique(sample, axis=0)))
    cv2.setRNGSeed(1)
    stop = (cv2.TERM_CRITERIA_MAX_ITER + cv2.TERM_CRITERIA_EPS, _ROUNDS, 0.5)
    no_labels = np.empty((0, 1), np.int32)
    _, _, centres = cv2.kmeans(sample, count, no_labels, stop, 1, cv2.KMEANS_PP_CENTERS)
    entries = np.clip(np.round(centres), 0, 255).astype(np.uint8)
    entries[entries[:, 3] > 250, 3] = 255
    return np.vstack([np.zeros((1, 4), np.uint8), entries])


def _nearest(entries: npt.NDArray[np.uint8], soft: bool) -> npt.NDArray[np.uint8]:
    """For each level of alpha and each cell of colours, the entry that looks most like it."""
    axis = np.arange(0, 256, _STEP, dtype=np.float32) + (_STEP - 1) / 2
    cells = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)
    steps = _LEVELS + 1 if soft else 1
    tables = []
    for level in range(1, steps + 1):
        alpha = 255 * level / steps
        wanted = np.hstack([cells, np.full((len(cells), 1), alpha, np.float32)])
        own = entries[1:].astype(np.float32)
        weight = np.array([1, 1, 1, 2], np.float32)
        own, wanted = own * weight, wanted * weight
        if level == steps:  # what is solid stays solid
            own = np.where(own[:, 3:] < 2 * 255, own + 1e4, own) if (own[:, 3] >= 2 * 255).any() else own
        far = (own * own).sum(axis=1)[None] - 2 * wanted @ own.T
        tables.append(far.argmin(axis=1).astype(np.uint8) + 1 if len(own) else np.zeros(len(cells), np.uint8))
    return np.stack(tables)
