"""How much of a movement is carried over: a gain, and a lift for small ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_LIFT = 1.2
"""A very small movement becomes 2.2 times as large."""

_SMALL = 1.0
"""Intensity (0..5) of what counts as small: above some four times as much nothing is lifted."""

_TREMBLE = 0.12
"""Intensity of what is noise rather than a movement, and is not lifted."""


def lifted(intensity: FloatArray, amount: float = 1.0) -> FloatArray:
    """Small intensities made larger, large ones as they are.

    Compressive: the slope is above 1 near 0 and comes back to 1, and it never falls to 0, so that a
    movement never turns back.

    Args:
        intensity: 0..5 and more, any shape.
        amount: 0 (nothing is lifted) to 2 (twice as much).
    """
    heard = intensity**2 / (intensity**2 + _TREMBLE**2)
    raised: FloatArray = intensity * (1 + amount * _LIFT * heard * np.exp(-intensity / _SMALL))
    return raised


def carried_over(intensity: FloatArray, gain: FloatArray, *, micro: float) -> FloatArray:
    """The intensity a portrait is to show.

    Args:
        intensity: The driver's, 0..5.
        gain: 0..2.
        micro: How much small movements are lifted, 0..2.
    """
    return gain * lifted(intensity, micro)
