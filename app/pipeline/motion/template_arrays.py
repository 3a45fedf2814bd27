"""A performance as arrays over its frames, and what makes one believable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.errors import AppError
from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, FloatArray

MOST_FRAMES = 100_000
"""An hour at 27 frames per second."""

_SCALES = (0.05, 20.0)
_LARGEST = 10.0
"""Displacements (half crop widths) and ratios beyond which a figure is not of a face."""

_TURN_ERROR = 1e-2


class TemplateError(AppError):
    """A motion template cannot be read, written or used."""


def unusable(why: str) -> TemplateError:
    """The error for a template that is not what it should be, while its file is not known."""
    return TemplateError("cannot use the motion template", why, "Record it again, or take another.")


@dataclass(frozen=True, slots=True, eq=False)
class TemplateArrays:
    """The figures of N frames, float32.

    Attributes:
        rotations: N x 3 x 3, see ``KeypointMotion``.
        expressions: N x 21 x 3.
        translations: N x 3.
        scales: N.
        eye_ratios: N x 2, the driver's lid gap over eye width, (left, right); None where it was
            not recorded.
        lip_ratios: N, the driver's inner-lip gap over mouth width, or None.

    Raises:
        TemplateError: An array has the wrong shape or type, or holds what no face does.
    """

    rotations: FloatArray
    expressions: FloatArray
    translations: FloatArray
    scales: FloatArray
    eye_ratios: FloatArray | None = None
    lip_ratios: FloatArray | None = None

    def __post_init__(self) -> None:
        count = self.scales.size
        if not 0 < count <= MOST_FRAMES:
            raise unusable(f"it has {count:,} frames instead of 1 to {MOST_FRAMES:,}")
        _check("head turns", self.rotations, (count, 3, 3))
        _check("expressions", self.expressions, (count, KEYPOINT_COUNT, 3))
        _check("positions", self.translations, (count, 3))
        _check("sizes", self.scales, (count,), *_SCALES)
        if self.eye_ratios is not None:
            _check("eye ratios", self.eye_ratios, (count, 2))
        if self.lip_ratios is not None:
            _check("lip ratios", self.lip_ratios, (count,))
        if not _are_rotations(self.rotations):
            raise unusable("its head turns are not rotations")


def _check(
    name: str,
    figures: FloatArray,
    shape: tuple[int, ...],
    least: float = -_LARGEST,
    largest: float = _LARGEST,
) -> None:
    if figures.shape != shape or figures.dtype != np.float32:
        raise unusable(f"its {name} are not of the shape that {shape[0]:,} frames have")
    if not np.isfinite(figures).all() or figures.min() < least or figures.max() > largest:
        raise unusable(f"its {name} are out of range")


def _are_rotations(matrices: FloatArray) -> bool:
    turned_back = matrices @ matrices.transpose(0, 2, 1)
    orthonormal = bool(np.abs(turned_back - np.eye(3)).max() < _TURN_ERROR)
    return orthonormal and bool(np.linalg.det(matrices).min() > 0)  # a mirror image passes the first
